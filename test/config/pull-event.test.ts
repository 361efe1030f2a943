import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readPullEvent } from "../../src/config/job-environment.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const SHA = "ab".repeat(20);
const SIDE = { sha: SHA, ref: "main", repo: { id: 7 } };
const EVENT = { pull_request: { number: 3, head: SIDE, base: SIDE }, sender: { id: 5 } };

async function read(text: string, change: Readonly<Record<string, string>> = {}) {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "event.json");
  await writeFile(file, text);
  return await readPullEvent({
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "icx/control",
    GITHUB_WORKSPACE: folder.path,
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: file,
    GITHUB_TOKEN: "t",
    ...change,
  });
}

const withHead = (head: object) => ({
  ...EVENT,
  pull_request: { ...EVENT.pull_request, head: { ...SIDE, ...head } },
});
const withNumber = (number: unknown) => ({ ...EVENT, pull_request: { ...EVENT.pull_request, number } });

/** Texts that are no event of a pull request. */
const LIES: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["a list", "[]"],
  ["null", "null"],
  ["the event of a push", JSON.stringify({ ref: "refs/heads/main", after: SHA })],
  ["a number in letters", JSON.stringify(withNumber("3"))],
  ["no whole number", JSON.stringify(withNumber(3.5))],
  ["a number below one", JSON.stringify(withNumber(0))],
  ["a branch in place of a commit", JSON.stringify(withHead({ sha: "main" }))],
  ["an option in place of a commit", JSON.stringify(withHead({ sha: "--upload-pack=touch pwned" }))],
  ["a commit with a line behind it", JSON.stringify(withHead({ sha: `${SHA}\n` }))],
  ["a short commit", JSON.stringify(withHead({ sha: SHA.slice(0, 12) }))],
  ["no sender", JSON.stringify({ pull_request: EVENT.pull_request })],
  ["a sender in letters", JSON.stringify({ ...EVENT, sender: { id: "5" } })],
  ["a repository without an id", JSON.stringify(withHead({ repo: {} }))],
];

for (const [name, text] of LIES)
  test(`an event that is ${name} is refused`, async () => {
    const event = await read(text);
    assert.equal(event.ok ? "" : event.refusal.reason, "STOP_CI_CONTEXT_UNTRUSTED");
  });

for (const name of ["push", "pull_request_target", "issue_comment", "workflow_run", "merge_group"])
  test(`an event named ${name} is refused, whatever it holds`, async () => {
    const event = await read(JSON.stringify(EVENT), { GITHUB_EVENT_NAME: name });
    assert.equal(event.ok ? "" : event.refusal.reason, "STOP_CI_CONTEXT_UNTRUSTED");
  });

for (const [name, repo, isFork] of [
  ["the same repository", { id: 7 }, false],
  ["another repository", { id: 8 }, true],
  ["a repository that is gone", null, true],
] as const)
  test(`a head in ${name} is ${isFork ? "" : "not "}a fork's`, async () => {
    const event = await read(JSON.stringify(withHead({ repo })));
    assert.equal(event.ok && event.value.isFork, isFork);
  });
