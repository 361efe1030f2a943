import type { ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import type { CutterEnd } from "../support/cutter.ts";
import { type ActionRun, type GitHubSetup, makeGitHubSetup } from "./github-setup.ts";

/** After so long a machine that says nothing is taken for gone; the least that the configuration allows. */
const SILENCE_SECONDS = 20;

type Inputs = Readonly<Record<string, string>>;

/** Machines that are made for one job each and thrown away with all that is on them. What outlives them is the database, GitHub, and the shelf of backups. */
export interface Fleet extends AsyncDisposable {
  readonly setup: GitHubSetup;
  /** A job of `run-phases` on a machine of its own. */
  job(inputs: Inputs, variables?: Inputs): Promise<ActionRun>;
  /** The same, frozen at the named point: resolves when it stands still, or has ended before. */
  freeze(inputs: Inputs, point: string): Promise<Frozen | { readonly ended: ActionRun }>;
  /** A command that a person gives on a machine of its own. */
  byHand(args: readonly string[], variables?: Inputs): Promise<CutterEnd>;
  /** How many machines there were. */
  readonly machines: () => number;
}

/** A job whose process stands still. */
export interface Frozen {
  /** Lets the process go on, and waits for its end. */
  wake(): Promise<ActionRun>;
}

export async function makeFleet(): Promise<Fleet> {
  const setup = await makeGitHubSetup("postgresql");
  const { folder } = setup.test.setup;
  const shelf = join(folder, "shelf");
  await mkdir(shelf, { mode: 0o750 });
  let machines = 0;

  async function onMachine<T>(work: (variables: Inputs, name: string) => Promise<T>): Promise<T> {
    machines += 1;
    const name = `runner-${machines}`;
    const home = await mkdtemp(join(folder, `machine-${machines}-`));
    try {
      const root = await bakeImage(setup, { home, shelf });
      return await work(
        {
          HOME: home,
          CUTTER_ROOT: root,
          GITHUB_WORKSPACE: home,
          TMPDIR: tmpdir(),
          // No machine of the fleet may register or grant.
          DOT_CUTTER_ADMIN_DB_PASSWORD: "",
        },
        name,
      );
    } finally {
      await rm(home, { recursive: true });
    }
  }

  const start = (inputs: Inputs, variables: Inputs, onLog?: (log: string, child: ChildProcess) => void) =>
    onMachine(async (own, name) => {
      const from = new Date();
      const end = await setup.startAction(
        "run-phases",
        inputs,
        {
          GITHUB_EVENT_NAME: inputs["command"] === "reconcile" ? "schedule" : "workflow_dispatch",
          ...own,
          ...variables,
        },
        onLog,
      );
      record(setup, { command: inputs["command"] ?? "", name, from, isDone: end.exitCode === 0 });
      return end;
    });

  return {
    setup,
    machines: () => machines,
    job: (inputs, variables = {}) => start(inputs, variables),
    async freeze(inputs, point) {
      let shell: ChildProcess | null = null;
      let ended: ActionRun | null = null;
      const end = start(inputs, { CUTTER_FREEZE_AT: point }, (_log, child) => {
        shell = child;
      });
      void end.then(
        (run) => {
          ended = run;
        },
        () => undefined,
      );
      for (;;) {
        const pid = await findStopped((shell as ChildProcess | null)?.pid ?? null);
        if (pid !== null)
          return {
            wake: () => {
              process.kill(pid, "SIGCONT");
              return end;
            },
          };
        if (ended !== null) return { ended };
        await sleep(50);
      }
    },
    byHand: (args, variables = {}) =>
      onMachine((own) =>
        setup.test.cutter([...args, "--json"], {
          variables: { ...setup.test.variables, GITHUB_TOKEN: setup.github.tokens.bot, ...own, ...variables },
        }),
      ),
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

/** What an image has: the configuration, and public keys. */
async function bakeImage(
  setup: GitHubSetup,
  { home, shelf }: { readonly home: string; readonly shelf: string },
): Promise<string> {
  const { root: model, folder } = setup.test.setup;
  const [root, keys] = [join(home, "cutter"), join(home, "etc")];
  await mkdir(root, { mode: 0o750 });
  await mkdir(keys, { mode: 0o755 });
  for (const name of ["root.asc", "recipient.asc"]) await cp(join(folder, "keys", name), join(keys, name));
  const settings = JSON.parse(await readFile(join(model, SETTINGS_FILE), "utf8"));
  const image = {
    ...settings,
    rootKeys: [join(keys, "root.asc")],
    backup: { ...settings.backup, recipientKey: join(keys, "recipient.asc"), copies: [{ place: shelf }] },
    controlRepository: { ...settings.controlRepository, path: join(root, "control.git") },
    database: { silenceSeconds: SILENCE_SECONDS },
  };
  await writeFile(join(root, SETTINGS_FILE), JSON.stringify(image), { mode: 0o640 });
  return root;
}

/** The stopped process among the job's own and those that it has started, as the kernel tells. */
async function findStopped(job: number | null): Promise<number | null> {
  if (job === null) return null;
  const stat = await readFile(`/proc/${job}/stat`, "utf8").catch(() => "");
  if (/^\d+ \(.*\) T /.test(stat)) return job;
  const children = await readFile(`/proc/${job}/task/${job}/children`, "utf8").catch(() => "");
  for (const child of children.trim().split(" ").filter(Boolean)) {
    const found = await findStopped(Number(child));
    if (found !== null) return found;
  }
  return null;
}

/** GitHub keeps each start of a workflow, with the runner that did its job. */
function record(
  { github: { world } }: GitHubSetup,
  job: { readonly command: string; readonly name: string; readonly from: Date; readonly isDone: boolean },
): void {
  const file = `${job.command === "reconcile" ? "resume" : job.command}.yml`;
  world.starts.push({
    id: world.nextId(),
    ...{ file, event: "workflow_dispatch", group: file, status: "completed" },
    conclusion: job.isDone ? "success" : "failure",
    ...{ createdAt: job.from, startedAt: job.from, updatedAt: world.now() },
    runner: { id: world.nextId(), name: job.name },
  });
}
