import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type GpgHome, openGpgHome } from "../../test/support/gpg-home.ts";
import { writeKeyFile } from "../../test/support/recipient-keys.ts";
import { bundleChild } from "../bundled-child.ts";
import type { BackUpAnswer, BackUpOrder } from "../children/back-up.ts";
import { type BenchDatabase, openBenchDatabase } from "../database.ts";
import { makeLawPlan } from "../law-plan.ts";
import { connectionVariables, findProgram } from "../psql.ts";
import { type Family, type Measured, renderMegabytes, renderMs } from "../row.ts";
import { medianOf, timeMs } from "../timing.ts";
import { allowedCommand, mustSucceed } from "../units.ts";
import { runWatched } from "../watched-process.ts";

const LAWS = { full: 40, tiny: 2 } as const;
const ARTICLES = { full: 900, tiny: 10 } as const;
const ROUNDS = { full: 5, tiny: 1 } as const;
/** What the start of the throw-away cluster takes, which the comparison leaves out. */
const CLUSTER_MS = 600;
const CHILD = join(import.meta.dirname, "../children/back-up.ts");

/** The backup of phase 4 and its parts, on a knowledge base whose dump is over 200 MB. */
export const backup: Family = {
  rows: [
    {
      name: "backup",
      what: "dump, compress, encrypt, write, over 200 MB",
      against: "pg_dump | gpg --encrypt",
      target: ">= 4x",
    },
    {
      name: "backup-size",
      what: "the encrypted file",
      against: "that of pg_dump | gpg --encrypt",
      target: "<= 1x",
    },
    {
      name: "backup-memory",
      what: "peak of the process that takes the whole backup",
      against: null,
      target: "<= 160 MB",
    },
    {
      name: "restore-proof",
      what: "restore and digests, less 0.6 s for the cluster",
      against: "the same dump, read and left",
      target: "<= 3.5x",
    },
    {
      name: "restore-proof-null",
      what: "restore and digests, less 0.6 s for the cluster",
      against: "pg_dump > /dev/null",
      target: null,
    },
    {
      name: "backup-whole",
      what: "snapshot, backup, restore proof and comparison",
      against: "pg_dump | gpg --encrypt",
      target: null,
    },
  ],
  async measure(scale) {
    await using database = await openBenchDatabase();
    await fill(database, LAWS[scale], ARTICLES[scale]);
    const folder = await mkdtemp(join(tmpdir(), "bench-"));
    await using home = await openGpgHome();
    const recipient = await makeOwnKey(home);
    const program = await findProgram("pg_dump");
    const order = {
      settings: database.settings,
      owner: database.owner,
      pgDump: program,
      recipient,
      keyFile: await writeKeyFile(await home.exportPublic(recipient)),
      folder,
    };
    const gpg = { program, home: home.path, recipient, file: join(folder, "gpg.pgp") };
    const child = await bundleChild(CHILD);
    const found = { stream: [], read: [], take: [], prove: [], gpg: [], dump: [] } as Record<
      string,
      number[]
    >;
    let peakBytes = 0;
    let bytes = 0;
    for (let round = 0; round < ROUNDS[scale]; round += 1) {
      found["gpg"]?.push(await dumpThroughGpg(database, gpg));
      for (const part of ["stream", "take", "prove", "read"] as const) {
        const done = await runChild(child, { ...order, part });
        found[part]?.push(done.ms);
        peakBytes = Math.max(peakBytes, part === "take" ? done.peakBytes : 0);
        bytes = part === "take" ? done.bytes : bytes;
      }
      found["dump"]?.push(await dumpAway(database, program));
    }
    const gpgBytes = (await stat(gpg.file)).size;
    await rm(folder, { recursive: true });
    await rm(dirname(child), { recursive: true });
    const [stream = 0, read = 0, take = 0, prove = 0, gpgMs = 0, dump = 0] =
      Object.values(found).map(medianOf);
    return {
      backup: { own: renderMs(stream), other: renderMs(gpgMs), figure: gpgMs / stream },
      "backup-size": {
        own: renderMegabytes(bytes),
        other: renderMegabytes(gpgBytes),
        figure: bytes / gpgBytes,
      },
      "backup-memory": { own: renderMegabytes(peakBytes), other: null, figure: peakBytes / 1e6 },
      "restore-proof": proof(prove, read),
      "restore-proof-null": proof(prove, dump),
      "backup-whole": { own: renderMs(take), other: renderMs(gpgMs), figure: take / gpgMs },
    };
  },
};

function proof(prove: number, dump: number): Measured {
  return { own: renderMs(prove), other: renderMs(dump), figure: Math.max(0, prove - CLUSTER_MS) / dump };
}

async function fill(database: BenchDatabase, laws: number, articles: number): Promise<void> {
  for (let law = 0; law < laws; law += 1) {
    const prefix = `BACKUP-${law}`;
    const made = await makeLawPlan(database.sql, {
      prefix,
      articles,
      bytesEach: 2000,
      first: law * articles + 1,
    });
    const command = await allowedCommand(database.knowledge, made, "cut_leg_a");
    mustSucceed(await database.knowledge.cutLegA(command));
  }
}

/** A key as GnuPG makes it, with the preferences that its own encryption then follows. */
async function makeOwnKey(home: GpgHome): Promise<string> {
  const user = "backup@example.org";
  await home.gpg(["--quick-generate-key", user, "future-default", "default", "never"]);
  const listed = await home.gpg(["--with-colons", "--list-keys", user]);
  return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
}

async function runChild(
  child: string,
  order: BackUpOrder,
): Promise<BackUpAnswer & { readonly peakBytes: number }> {
  const { stdout, peakBytes } = await runWatched({
    command: process.execPath,
    args: [child],
    input: JSON.stringify(order),
  });
  return { ...(JSON.parse(stdout) as BackUpAnswer), peakBytes };
}

const SCHEMAS = "--schema=public --schema=cutter_governance";

function dumpThroughGpg(
  database: BenchDatabase,
  gpg: { readonly program: string; readonly home: string; readonly recipient: string; readonly file: string },
): Promise<number> {
  const encrypt = `gpg --batch --quiet --yes --trust-model always --encrypt --recipient ${gpg.recipient} --output ${gpg.file}`;
  return timeShell(database, `${gpg.program} ${SCHEMAS} | ${encrypt}`, { GNUPGHOME: gpg.home });
}

function dumpAway(database: BenchDatabase, program: string): Promise<number> {
  return timeShell(database, `${program} ${SCHEMAS} > /dev/null`, {});
}

function timeShell(
  database: BenchDatabase,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<number> {
  const env = { ...connectionVariables(database.owner), ...variables };
  return timeMs(() => runWatched({ command: "sh", args: ["-c", script], env }));
}
