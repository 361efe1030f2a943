import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { composeApprove, previewApproval, signApproval } from "../../src/compose/approve.ts";
import { SETTINGS_FILE, type Settings } from "../../src/config/settings.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { ApproverDecision } from "../../src/engine/approve.ts";
import { type LoopbackGitHub, startLoopbackGitHub } from "../support/github/server.ts";
import { approverOf, gitEnvironment, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const run = promisify(execFile);

/** Defaults of action.yml, which GitHub sets before it starts an action. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "run-phases": { mode: "LIVE" },
  "verify-approval": { comment: "true" },
};

/** A control repository on the loopback GitHub, a runner beside a real database, and a sovereign with an account and a clone. */
export interface GitHubSetup extends AsyncDisposable {
  readonly test: TestSetup;
  readonly github: LoopbackGitHub;
  readonly sovereign: { readonly id: number; readonly token: string };
  /** Starts a built action as GitHub's runner does. */
  startAction(
    action: string,
    inputs: Readonly<Record<string, string>>,
    job?: Readonly<Record<string, string>>,
    onLog?: (log: string, child: ChildProcess) => void,
  ): Promise<ActionRun>;
  /** How many requests the runner's own action has sent. */
  readonly runnerRequests: () => number;
  /** Signs with `cutter approve` on the request's branch and pushes it. */
  sign(runId: string, gate: Gate, decision?: ApproverDecision): Promise<void>;
  /** Calls GitHub's API as the sovereign, or with `token`. */
  api(
    method: string,
    path: string,
    body?: object,
    token?: string,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** The event file of a pull request, as GitHub writes it. */
  writePullEvent(number: number, change?: (event: PullEventFile) => PullEventFile): Promise<string>;
  /** Changes the policy under the root key. */
  changePolicy(change: (policy: Policy) => Policy): Promise<void>;
}

interface PullEventFile {
  readonly pull_request: { readonly number: number; readonly head: EventSide; readonly base: EventSide };
  readonly sender: { readonly id: number };
}

interface EventSide {
  readonly sha: string;
  readonly ref: string;
  readonly repo: { readonly id: number };
}

export interface ActionRun {
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
}

export async function makeGitHubSetup(sidecar: Settings["sidecar"] = "folder"): Promise<GitHubSetup> {
  const test = await makeTestSetup("postgresql", undefined, sidecar);
  const { folder, repository, root } = test.setup;
  const bare = join(folder, "github.git");
  const github = await startLoopbackGitHub({ folder: bare });
  const person = github.addPerson("sovereign");
  const git = (...args: readonly string[]) =>
    run("git", ["-C", repository, ...args], { env: gitEnvironment(test.setup) });
  await mkdir(join(repository, ".github/rulesets"), { recursive: true });
  await writeFile(join(repository, ".github/rulesets/main.json"), "{}\n");
  await git("add", ".github");
  await git("commit", "--quiet", "-m", "Protect main");
  await git("remote", "add", "origin", bare);
  await git("push", "--quiet", "origin", "main");
  await configure(root, folder, bare, github.url);
  let starts = 0;
  let runnerRequests = 0;

  const startAction: GitHubSetup["startAction"] = async (action, inputs, job = {}, onLog = () => {}) => {
    starts += 1;
    // Jobs start minutes apart; here GitHub alone sees them pass.
    github.limits.pass(120);
    const files = join(folder, `job-${starts}`);
    await mkdir(files);
    const [output, summary] = [join(files, "output"), join(files, "summary")];
    const event = join(files, "event.json");
    await Promise.all([writeFile(output, ""), writeFile(summary, ""), writeFile(event, "{}")]);
    const environment = {
      PATH: test.setup.environment.PATH,
      HOME: folder,
      TMPDIR: tmpdir(),
      GITHUB_ACTIONS: "true",
      GITHUB_ACTOR: "operator",
      GITHUB_ACTOR_ID: "9000",
      GITHUB_EVENT_NAME: "workflow_dispatch",
      GITHUB_REF: "refs/heads/main",
      GITHUB_REPOSITORY: "icx/control",
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.url,
      GITHUB_WORKSPACE: folder,
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_TOKEN: github.tokens.bot,
      ...test.variables,
      ...Object.fromEntries(
        Object.entries({ ...DEFAULTS[action], ...inputs }).map(([name, value]) => [
          `INPUT_${name.toUpperCase()}`,
          value,
        ]),
      ),
      ...job,
    };
    const before = github.requests.length;
    const ended = await runBundle(
      join(test.codeFolder, `${action}.mjs`),
      { env: environment, cwd: environment.GITHUB_WORKSPACE },
      onLog,
    );
    if (action === "run-phases") runnerRequests += github.requests.length - before;
    return {
      ...ended,
      outputs: parseOutputs(await readFile(output, "utf8")),
      summary: await readFile(summary, "utf8"),
    };
  };

  return {
    test,
    github,
    sovereign: { id: person.user.id, token: person.token },
    startAction,
    runnerRequests: () => runnerRequests,
    async sign(runId, gate, decision = "approve") {
      await using parts = must(await composeApprove({ ...approverOf(test.setup), repo: repository }));
      const order = { runId, gate, decision, person: null, merge: false, push: true } as const;
      must(await signApproval(parts, order, must(await previewApproval(parts, order))));
    },
    async api(method, path, body, token = person.token) {
      const answer = await fetch(`${github.url}/repos/icx/control${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        body: JSON.parse(text === "" ? "{}" : text) as Readonly<Record<string, unknown>>,
      };
    },
    async writePullEvent(number, change = (event) => event) {
      const pull = github.world.pulls.find((one) => one.number === number);
      const repo = { id: github.world.repositoryId };
      const side = async (ref: string) => ({
        ref,
        repo,
        sha: (await github.world.git.resolve(`refs/heads/${ref}`)) ?? "",
      });
      const head = await side(pull?.headRef ?? "");
      const event = {
        pull_request: { number, head, base: await side("main") },
        sender: { id: person.user.id },
      };
      const file = join(folder, `event-${number}-${starts}.json`);
      await writeFile(file, JSON.stringify(change(event)));
      return file;
    },
    async changePolicy(change) {
      await git("pull", "--quiet", "--ff-only", "origin", "main");
      const file = join(repository, "approvals/policy.json");
      const policy = change(JSON.parse(await readFile(file, "utf8")) as Policy);
      await writeFile(file, `${JSON.stringify({ ...policy, version: policy.version + 1 }, null, 2)}\n`);
      await git("add", "approvals");
      await git(
        "-c",
        `gpg.program=${join(folder, "keys", "sign-as-root")}`,
        "commit",
        "--quiet",
        "-S",
        "-m",
        "Change the policy",
      );
      await git("push", "--quiet", "origin", "main");
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

async function configure(root: string, folder: string, bare: string, url: string): Promise<void> {
  const file = join(root, SETTINGS_FILE);
  const settings = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  const controlRepository = { path: join(folder, "runner.git"), origin: bare, defaultBranch: "main" };
  const github = { owner: "icx", repo: "control", actions: "icx/iu-cutter", apiUrl: url, webUrl: url };
  await writeFile(file, JSON.stringify({ ...settings, controlRepository, github }));
}

function runBundle(
  program: string,
  setup: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
  onLog: (log: string, child: ChildProcess) => void,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  return new Promise((resolveRun, reject) => {
    const child = spawn(process.execPath, [program], setup);
    let log = "";
    const hear = (chunk: unknown) => {
      log += String(chunk);
      onLog(log, child);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
    child.on("error", reject);
    child.on("close", (exitCode) => resolveRun({ exitCode, log }));
  });
}

/** `name<<delimiter`, lines, `delimiter`: what the runner reads from GITHUB_OUTPUT. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const match of text.matchAll(/^([^\n=]+?)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    outputs[match[1] ?? ""] = match[3] ?? "";
  return outputs;
}
