import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isLockHeld } from "../../src/adapters/sidecar/kernel-lock.ts";
import type { App } from "../../src/compose/app.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { type CommitProxy, startCommitProxy } from "../support/commit-proxy.ts";
import { makeOnce } from "../support/make-once.ts";
import { findProcesses, waitForProcess } from "../support/processes.ts";
import { startSilentHost } from "../support/silent-host.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { lawOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const run = promisify(execFile);
const PROGRAMS = "/usr/lib/postgresql/15/bin";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

/** A run that is approved for SG_1, and a document of which nothing is cut. */
const begun = makeOnce({
  async make() {
    const documentId = await setup.register(lawOf("asked to end"));
    const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
    await setup.approve(runId, "SG_1_cut_authz");
    return { runId, uncut: await setup.register(lawOf("not yet cut")) };
  },
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp();
    };
  },
});

/** Something that the process waits for without end. */
interface Wait extends AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>;
  /** Settles when the process waits. */
  readonly reached: Promise<unknown>;
  /** What stands in the command line or the environment of every process that was started for it. */
  readonly mark: string;
}

type MakeWait = (order: { readonly folder: string }) => Promise<Wait>;

/** The database falls silent when the text is sent to it. */
function silentDatabase(at: string, how: Partial<Parameters<typeof startCommitProxy>[0]> = {}): MakeWait {
  return async () => {
    const { host = "", port = 0 } = setup.live.dumpTarget() ?? {};
    const proxy: CommitProxy = await startCommitProxy({ host, port, cut: "silent", at, ...how });
    return {
      variables: { DOT_CUTTER_DB_HOST: proxy.host, DOT_CUTTER_DB_PORT: String(proxy.port) },
      reached: proxy.reached,
      mark: proxy.host,
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  };
}

/** The control repository, or GitHub, is a host that says nothing. */
function silentHost(
  settings: (port: number, folder: string) => Readonly<Record<string, unknown>>,
  greeting = "",
): MakeWait {
  return async ({ folder }) => {
    const host = await startSilentHost(greeting);
    const putBack = await changeSettings(settings(host.port, folder));
    return {
      variables: { GITHUB_TOKEN: "ghs_silent" },
      reached: host.reached,
      mark: `127.0.0.1:${host.port}`,
      async [Symbol.asyncDispose]() {
        await putBack();
        await host[Symbol.asyncDispose]();
      },
    };
  };
}

const originAt = (scheme: string) => (port: number, folder: string) => ({
  controlRepository: { path: join(folder, "clone.git"), origin: `${scheme}://127.0.0.1:${port}/control.git` },
});

const gitHubAt = (port: number) => ({
  github: {
    owner: "icx",
    repo: "control",
    actions: "icx/iu-cutter",
    apiUrl: `http://127.0.0.1:${port}`,
    webUrl: `http://127.0.0.1:${port}`,
  },
});

async function changeSettings(change: Readonly<Record<string, unknown>>): Promise<() => Promise<void>> {
  const file = join(setup.setup.root, SETTINGS_FILE);
  const text = await readFile(file, "utf8");
  await writeFile(file, JSON.stringify({ ...JSON.parse(text), ...change }));
  return () => writeFile(file, text);
}

/** A bare clone of the control repository is the origin, and the runner has a clone of its own. */
async function makeOrigin(folder: string) {
  const [origin, path] = [join(folder, "origin.git"), join(folder, "clone.git")];
  await run("git", ["clone", "--quiet", "--bare", setup.setup.repository, origin]);
  await run("git", ["init", "--quiet", "--bare", "--shared=0640", path]);
  await chmod(path, 0o750);
  return { origin, path, putBack: await changeSettings({ controlRepository: { path, origin } }) };
}

/** The side that receives a push waits in its hook. */
const endlessPush: MakeWait = async ({ folder }) => {
  const { origin, putBack } = await makeOrigin(folder);
  const mark = `86401.${process.pid}`;
  await mkdir(join(origin, "hooks"), { recursive: true });
  await writeFile(join(origin, "hooks", "pre-receive"), `#!/bin/sh\nsleep ${mark}\n`, { mode: 0o755 });
  return { variables: {}, reached: waitForProcess(mark), mark, [Symbol.asyncDispose]: putBack };
};

/** Another process holds the clone. */
const heldClone: MakeWait = async ({ folder }) => {
  const { path, putBack } = await makeOrigin(folder);
  const holder = spawn("flock", [path, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const mark = `--close\0${path}`;
  return {
    variables: {},
    reached: waitForProcess(mark),
    mark,
    async [Symbol.asyncDispose]() {
      holder.stdin.end();
      await once(holder, "close");
      await putBack();
    },
  };
};

/** Another session holds a table. */
const heldTable: MakeWait = async () => {
  const owner = await setup.owner();
  await owner.script("begin; lock table public.information_unit in access exclusive mode");
  const waiting = "select from pg_catalog.pg_locks where not granted";
  return {
    variables: {},
    reached: waitFor(async () => (await owner.query(waiting)).rowCount > 0),
    mark: "nothing is started",
    [Symbol.asyncDispose]: () => owner[Symbol.asyncDispose](),
  };
};

/** A program of PostgreSQL that does not end where its arguments hold the text. */
function endlessProgram(name: string, where: string): MakeWait {
  return async ({ folder }) => {
    const bin = join(folder, "bin");
    const [mark, reached] = [`86400.${process.pid}`, join(folder, "reached")];
    await mkdir(bin);
    // The account of throw-away servers writes it.
    await writeFile(reached, "");
    await chmod(reached, 0o666);
    await writeFile(
      join(bin, name),
      `#!/bin/sh\ncase "$*" in\n*${where}*) echo > ${reached}; sleep ${mark};;\nesac\nexec ${PROGRAMS}/${name} "$@"\n`,
    );
    await chmod(join(bin, name), 0o755);
    for (const other of ["initdb", "psql", "pg_dump", "postgres"].filter((each) => each !== name)) {
      await writeFile(join(bin, other), `#!/bin/sh\nexec ${PROGRAMS}/${other} "$@"\n`);
      await chmod(join(bin, other), 0o755);
    }
    return {
      variables: { PG_BIN: bin },
      reached: waitFor(async () => (await readFile(reached, "utf8")) !== ""),
      mark,
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

const RECEIPT = "insert into cutter_governance.phase_receipt";

const ROWS: readonly {
  readonly during: string;
  readonly command: "resume" | "cut";
  readonly wait: MakeWait;
  readonly reason?: string;
}[] = [
  { during: "a read of a silent database", command: "resume", wait: silentDatabase("phase_receipt where") },
  { during: "a login at a silent database", command: "resume", wait: silentDatabase("") },
  { during: "a write before COMMIT", command: "resume", wait: silentDatabase("fn_iu_create_many") },
  {
    during: "a COMMIT that does not arrive",
    command: "resume",
    wait: silentDatabase("commit\0", { behind: RECEIPT }),
    reason: "STOP_OUTCOME_UNKNOWN",
  },
  {
    during: "a COMMIT without an answer",
    command: "resume",
    wait: silentDatabase("commit\0", { behind: RECEIPT, cut: "answerless" }),
    reason: "STOP_OUTCOME_UNKNOWN",
  },
  { during: "git fetch over http", command: "resume", wait: silentHost(originAt("http")) },
  { during: "git fetch over ssh", command: "resume", wait: silentHost(originAt("ssh")) },
  { during: "a call to GitHub", command: "resume", wait: silentHost(gitHubAt) },
  {
    during: "an answer of GitHub that has no end",
    command: "resume",
    wait: silentHost(
      gitHubAt,
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n[",
    ),
  },
  { during: "git push", command: "cut", wait: endlessPush },
  { during: "a wait for the clone", command: "resume", wait: heldClone },
  { during: "a wait for a lock of the database", command: "resume", wait: heldTable },
  { during: "pg_dump of a silent database", command: "cut", wait: silentDatabase("COPY ") },
  { during: "a dump that has no end", command: "cut", wait: endlessProgram("pg_dump", "--format") },
  { during: "initdb", command: "cut", wait: endlessProgram("initdb", "--pgdata") },
  { during: "the start of a throw-away server", command: "cut", wait: endlessProgram("postgres", "-D") },
  { during: "the logins of a throw-away server", command: "cut", wait: endlessProgram("psql", "--quiet") },
  { during: "a restore", command: "cut", wait: endlessProgram("psql", "--single-transaction") },
];

for (const [at, { during, command, wait, reason = "STOP_INTERRUPTED" }] of ROWS.entries()) {
  const [signal, code] = at % 2 === 0 ? (["SIGINT", 130] as const) : (["SIGTERM", 143] as const);
  test(`one ${signal} during ${during} ends the process: ${reason} in the journal, nothing left behind, and the run goes on (F-61)`, async () => {
    const { runId, uncut } = await begun();
    await using place = await makeTempFolder();
    await chmod(place.path, 0o711);
    const temp = join(place.path, "tmp");
    await mkdir(temp);
    await chmod(temp, 0o711);
    const known = await readdir(runPath(setup.setup, ""));
    let asked = runId;
    {
      await using made = await wait({ folder: place.path });
      let kill: (name: NodeJS.Signals) => void = () => undefined;
      const args = command === "resume" ? ["resume", runId] : ["cut", "--document-id", uncut];
      const running = setup.cutter(["orchestrate", ...args], {
        variables: { ...setup.variables, TMPDIR: temp, ...made.variables },
        onStart: (send) => {
          kill = send;
        },
      });
      await Promise.race([made.reached, running]);
      kill(signal);
      const end = await running;
      assert.equal(end.code, code, end.stderr);
      assert.deepEqual(end.stderr.match(/^(?:STOP_\w+|fault)/gm), [reason], end.stderr);
      assert.deepEqual(await findProcesses(made.mark), []);
    }
    if (command === "cut")
      asked = (await readdir(runPath(setup.setup, ""))).find((name) => !known.includes(name)) ?? "";
    const journal = await readFile(runPath(setup.setup, asked, "journal.jsonl"), "utf8");
    const stops = journal.split("\n").flatMap((line) => /"reason":"(STOP_\w+)"/.exec(line)?.[1] ?? []);
    if (asked !== runId || stops.length > 0) assert.equal(stops.at(-1), reason);
    assert.equal((await readdir(runPath(setup.setup, asked))).includes("armed.json"), false);
    assert.equal(await isLockHeld(join(setup.setup.root, "locks", `${asked}.lock`)), false);
    assert.deepEqual(await readdir(temp), []);
    assert.equal(
      await goOn(asked),
      command === "cut" ? "awaiting_cut_authorization" : "awaiting_lifecycle_authorization",
    );
  });
}

/** Goes on until no session that the server has not yet given up holds the lock of the document. */
async function goOn(runId: string): Promise<string> {
  for (;;) {
    const outcome = must(await app.resume(runId));
    if (outcome.refusal?.reason !== "STOP_LOCK_HELD") return outcome.state;
  }
}

test("a reader that does not read is not waited for once the process is asked to end (F-61)", async () => {
  await using place = await makeTempFolder();
  const file = join(place.path, "long.md");
  await writeFile(file, lawOf("nobody reads this", 3000));
  const child = spawn(
    process.execPath,
    [join(setup.codeFolder, "cutter.mjs"), "source", "inspect", file, "--json"],
    {
      env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // The first bytes are there, the others wait for the reader.
  await once(child.stdout, "readable");
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 130);
});
