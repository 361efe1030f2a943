import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { watchOutput } from "../../src/adapters/terminal/watch-output.ts";
import { DEMO_LAWS } from "../../src/commands/demo/laws.ts";
import { guardFolder } from "../../src/files/guard-folder.ts";
import { renderConversationPage } from "../support/github/conversation-page.ts";
import { allowInBatches, tellBatchRun } from "./github-batch.ts";
import { makeGitHubSetup } from "./github-setup.ts";

/** The most requests that a batch may cost, however many members it has. */
const MOST_REQUESTS = 60;

/**
 * `cutter demo --batch --github [page]`: twelve laws under one decision a gate on the loopback GitHub, with the built actions, a real database and a
 * sovereign who signs and merges; then the conversation as one page. Every step prints its result.
 */
const page = resolve(process.argv[2] ?? "github-conversation.html");
const setup = await makeGitHubSetup();
// Its folder holds private keys, which go with this process however it ends.
watchOutput(() => undefined);
const guardian = guardFolder(setup.test.setup.folder);
await allowInBatches(setup, ["warnings"]);
const documents: string[] = [];
for (const { file, title } of DEMO_LAWS)
  documents.push(await setup.test.register(await readFile(file, "utf8"), { title }));
const closed = await tellBatchRun(setup, documents, (what, { outputs }) =>
  say(`${what}: ${outputs["decision"]} ${outputs["reason"] ?? ""} ${outputs["state"] ?? ""}`.trimEnd()),
);
await writeFile(page, renderConversationPage(setup.github.world));
const requests = setup.runnerRequests();
const { comments, pulls } = setup.github.world;
say(
  `${documents.length} documents: ${requests} requests of the runner (at most ${MOST_REQUESTS}), ${pulls.length} pull requests, ${comments.length} comments`,
);
say(`page     ${page}`);
const isWell =
  closed.outputs["state"] === "closed" && setup.github.violations.length === 0 && requests <= MOST_REQUESTS;
process.exitCode = isWell ? 0 : 1;
await setup[Symbol.asyncDispose]();
guardian.end();

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
