import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { headOf } from "../../src/domain/journal-head.ts";
import { EVIDENCE_FILE } from "../../src/domain/run-files.ts";
import { canonicalJson, sha256Hex } from "../../src/json/canonical-json.ts";
import { bundleCutter, type CutterEnd, runCutter } from "./cutter.ts";
import { type GpgHome, openGpgHome } from "./gpg-home.ts";
import { overRun, phaseDone, runStarted } from "./journal-events.ts";
import { openSshKeyFolder, type SshKey, type SshKeyFolder } from "./ssh-keys.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { must } from "./test-setup.ts";
import { openStampAuthority, type StampAuthority } from "./time-stamping.ts";

const RELEASE = join(import.meta.dirname, "../fixtures/releases/0.1.0");

/** The closed run that release 0.1.0 has left: a real one, with all its files. */
export const REAL_RUN = "ictr-20261129T122333Z-13a56059";

/** A sidecar with closed runs of earlier days, root keys of both systems, an authority that stamps, and the built program. */
export interface SealScene extends AsyncDisposable {
  readonly folder: string;
  readonly root: string;
  readonly authority: StampAuthority;
  readonly gpg: GpgHome;
  readonly gpgKey: { readonly fingerprint: string; readonly file: string };
  readonly ssh: SshKeyFolder;
  readonly sshKey: SshKey & { readonly file: string };
  /** Prints one object; the told of a refusal has its `reason`. */
  cutter(...args: readonly string[]): Promise<ToldEnd>;
  cutterWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<ToldEnd>;
  /** What it prints for people. */
  told(...args: readonly string[]): Promise<string>;
  /** Runs a line that a person pastes, with the key ring of the scene; tells what it printed. */
  shell(line: string): Promise<string>;
}

interface ToldEnd extends CutterEnd {
  readonly told: Record<string, unknown>;
}

export async function openSealScene(): Promise<SealScene> {
  const [built, folder, authority, gpg, ssh] = await Promise.all([
    bundleCutter(),
    makeTempFolder(),
    openStampAuthority(),
    openGpgHome(),
    openSshKeyFolder(),
  ]);
  const root = join(folder.path, "sidecar");
  await cp(join(RELEASE, "sidecar"), root, { recursive: true });
  const fingerprint = await gpg.generate("Root <root@example.org>", "ed25519");
  const sshKey = await ssh.make("ed25519");
  const [gpgFile, sshFile] = [join(folder.path, "root.asc"), join(folder.path, "root.pub")];
  await writeFile(gpgFile, await gpg.exportPublic(fingerprint));
  await writeFile(sshFile, sshKey.publicKey);
  const settings = JSON.parse(await readFile(join(root, SETTINGS_FILE), "utf8"));
  settings.rootKeys = [gpgFile, sshFile];
  await writeFile(join(root, SETTINGS_FILE), JSON.stringify(settings));
  await mkdir(join(root, "locks"));
  await keepToOwner(root);
  const own = { CUTTER_ROOT: root, HOME: folder.path };
  const cutterWith: SealScene["cutterWith"] = async (variables, ...args) => {
    const end = await runCutter([...args, "--json"], {
      variables: { ...own, ...variables },
      program: built.program,
    });
    return { ...end, told: JSON.parse(end.stdout || "null") };
  };
  return {
    folder: folder.path,
    ...{ root, authority, gpg, ssh },
    gpgKey: { fingerprint, file: gpgFile },
    sshKey: { ...sshKey, file: sshFile },
    cutter: (...args) => cutterWith({}, ...args),
    cutterWith,
    told: async (...args) => (await runCutter(args, { variables: own, program: built.program })).stdout,
    async shell(line) {
      const env = { PATH: process.env["PATH"] ?? "", GNUPGHOME: gpg.path, HOME: folder.path };
      return (await promisify(execFile)("sh", ["-c", line], { env })).stdout;
    },
    async [Symbol.asyncDispose]() {
      for (const each of [ssh, gpg, authority, folder, built]) await each[Symbol.asyncDispose]();
    },
  };
}

/** Git keeps no modes. */
async function keepToOwner(root: string): Promise<void> {
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of files)
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o750 : 0o640);
  await chmod(root, 0o750);
}

/** Writes a run that was closed then, with the smallest evidence that there is; `mark` tells one of two with the same id from the other. */
export async function writeClosedRun(
  root: string,
  run: {
    readonly id: string;
    readonly closedUtc: string;
    readonly mark?: string;
    readonly isIndexed?: boolean;
  },
): Promise<void> {
  const at = new Date(run.closedUtc);
  const project = () => ({});
  const sidecar = await openSidecar({ root, project, projectBatch: project, clock: { now: () => at } });
  await using folder = must(await sidecar.createRun(run.id, runStarted(run.id)));
  for (const event of phaseDone("source_pin")) await folder.append(event, at);
  const files: Record<string, string> = {};
  for (const name of ["backup.json", "pre.json", "rehearsal.json"]) {
    const content = `${JSON.stringify({ of: run.mark ?? run.id })}\n`;
    await folder.writeFile(name, content);
    files[name] = sha256Hex(content);
  }
  const none = "0".repeat(64);
  await folder.writeFile("closeout.sha256", `${none}  kb/none.md\n`);
  const seal = { schema: "iu-cutter/evidence/1", run_id: run.id, journal: headOf(folder.entries), files };
  await folder.writeFile(EVIDENCE_FILE.name, `${canonicalJson(seal)}\n`);
  await folder.append({ type: "closed", closeoutSha256: none }, at);
  if (run.isIndexed !== false) await sidecar.appendIndex({ ...overRun(run.id), closed_utc: run.closedUtc });
}
