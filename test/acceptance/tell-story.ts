import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { watchOutput } from "../../src/adapters/terminal/watch-output.ts";
import { guardFolder } from "../../src/files/guard-folder.ts";
import { renderConversationPage } from "../support/github/conversation-page.ts";
import { lawOf } from "../support/test-setup.ts";
import { type ActionRun, makeGitHubSetup } from "./github-setup.ts";

/**
 * `cutter demo --github [page]`: the story on the loopback GitHub with the built actions, a real database and a sovereign who
 * signs and merges; then the conversation as one page. Every step prints its result.
 */
const page = resolve(process.argv[2] ?? "github-conversation.html");
const setup = await makeGitHubSetup();
// Its folder holds private keys, which go with this process however it ends.
watchOutput(() => undefined);
const guardian = guardFolder(setup.test.setup.folder);
const documentId = await setup.test.register(lawOf("the demonstration", 12));

const job = await tell(
  "dispatch of the cut",
  setup.startAction("run-phases", { command: "cut", "document-id": documentId }),
);
const runId = job.outputs["run-id"] ?? "";
await approve(1, "SG_1_cut_authz");
await tell(
  "resume after the merge",
  setup.startAction("run-phases", { command: "reconcile" }, { GITHUB_EVENT_NAME: "push" }),
);
await approve(2, "SG_2_lifecycle_authz");
const closed = await tell(
  "resume to the closeout",
  setup.startAction("run-phases", { command: "resume", "run-id": runId }),
);
await writeFile(page, renderConversationPage(setup.github.world));
say(`${setup.runnerRequests()} requests of the runner, ${setup.github.world.comments.length} comments`);
say(`page     ${page}`);
process.exitCode =
  closed.outputs["state"] === "closeout_reported" && setup.github.violations.length === 0 ? 0 : 1;
await setup[Symbol.asyncDispose]();
guardian.end();

async function approve(pull: number, gate: "SG_1_cut_authz" | "SG_2_lifecycle_authz"): Promise<void> {
  await setup.sign(runId, gate);
  const event = await setup.writePullEvent(pull);
  const inputs = { repository: "github.git", "root-keys": "keys/root.asc", comment: "true" };
  await tell(
    `check of ${gate}`,
    setup.startAction("verify-approval", inputs, {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: event,
    }),
  );
  await setup.api("PUT", `/pulls/${pull}/merge`, { merge_method: "merge" });
  say(`merge    #${pull}, by the sovereign`);
}

async function tell(what: string, running: Promise<ActionRun>): Promise<ActionRun> {
  const ended = await running;
  say(
    `${what}: ${ended.outputs["decision"]} ${ended.outputs["reason"] ?? ""} ${ended.outputs["state"] ?? ""}`.trimEnd(),
  );
  return ended;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
