import assert from "node:assert/strict";
import type { Gate } from "../../src/domain/gates.ts";
import { lawOf } from "../support/test-setup.ts";
import type { ActionRun, GitHubSetup } from "./github-setup.ts";

/** How the sovereign of a story opens a gate. */
export type Opening = (setup: GitHubSetup, asked: { readonly pull: number } & Asked) => Promise<void>;

interface Asked {
  readonly runId: string;
  readonly gate: Gate;
}

/** `cutter approve` on the request's branch, pushed; then the check, and the merge. */
export const bySignature: Opening = async (setup, { pull, runId, gate }) => {
  await setup.sign(runId, gate);
  await checkAndMerge(setup, pull);
};

/** The links of the run card, each new file committed on GitHub's page, with the time written into it. */
export const byLinks: Opening = async (setup, { pull }) => {
  const links = linksOf(cardOf(setup, pull));
  assert.equal(links.length, 2);
  for (const link of links) await commitNewFile(setup, link);
  await checkAndMerge(setup, pull);
};

/** One person's row of a card: both files by their links, the pull request by its link, and the merge, as that person. */
export async function answerByRow(
  setup: GitHubSetup,
  pull: number,
  person: { readonly id: string; readonly user: number; readonly token: string },
): Promise<ActionRun> {
  const row = cardOf(setup, pull)
    .split("\n")
    .find((line) => line.includes(`.${person.id}.md`));
  for (const link of linksOf(row ?? "")) await commitNewFile(setup, link, person.token);
  const head = /\/compare\/([^)?]+)\?expand=1\)/.exec(row ?? "")?.[1] ?? "";
  const body = { title: person.id, head: decodeURIComponent(head), base: "main" };
  const made = await setup.api("POST", "/pulls", body, person.token);
  const own = Number(made.body["number"]);
  const judged = await judgePull(setup, own, (event) => ({ ...event, sender: { id: person.user } }));
  await setup.api("PUT", `/pulls/${own}/merge`, { merge_method: "merge" }, person.token);
  return judged;
}

/** The check accepts the pull request, and the sovereign merges it. */
async function checkAndMerge(setup: GitHubSetup, pull: number): Promise<void> {
  const judged = await judgePull(setup, pull);
  assert.equal(judged.outputs["decision"], "accepted", judged.log);
  await setup.api("PUT", `/pulls/${pull}/merge`, { merge_method: "merge" });
}

/** A whole run from the dispatch to the closeout, each gate opened by the sovereign. */
export async function tellRun(setup: GitHubSetup, title: string, open: Opening): Promise<ActionRun> {
  const documentId = await setup.test.register(lawOf(title));
  const cut = await setup.startAction("run-phases", {
    command: "cut",
    "document-id": documentId,
    mode: "LIVE",
  });
  assert.equal(cut.outputs["decision"], "waiting", cut.log);
  const runId = cut.outputs["run-id"] ?? "";
  let last = cut;
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    assert.equal(last.outputs["gate"], gate, last.log);
    const pull = setup.github.world.pulls.length;
    await open(setup, { pull, runId, gate });
    last = await setup.startAction("run-phases", { command: "resume", "run-id": runId });
  }
  assert.equal(last.outputs["state"], "closeout_reported", last.log);
  return last;
}

/** The action `verify-approval` as the workflow starts it for a pull request; `change` falsifies its event. */
export async function judgePull(
  setup: GitHubSetup,
  pull: number,
  change?: Parameters<GitHubSetup["writePullEvent"]>[1],
): Promise<ActionRun> {
  return setup.startAction(
    "verify-approval",
    { repository: "github.git", "root-keys": "keys/root.asc", comment: "true" },
    {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: `refs/pull/${pull}/merge`,
      GITHUB_EVENT_PATH: await setup.writePullEvent(pull, change),
    },
  );
}

/** The present run card of a pull request. */
function cardOf(setup: GitHubSetup, pull: number): string {
  const cards = setup.github.world.comments.filter((comment) => comment.body.includes(":card -->"));
  return cards.find((comment) => comment.issue === pull)?.body ?? "";
}

/** The links of a card to GitHub's page for a new file. */
function linksOf(card: string): readonly URL[] {
  return [...card.matchAll(/\((http:\/\/127[^)]+\/new\/[^)]+)\)/g)].map((match) => new URL(match[1] ?? ""));
}

/** Does what GitHub's page does when its form is sent: commits the text, with the time filled in, to the branch of the link. */
async function commitNewFile(setup: GitHubSetup, link: URL, token?: string): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const text = link.searchParams.get("value")?.replace(/^signed_utc: $/m, `signed_utc: ${now}`);
  const path = link.searchParams.get("filename");
  const branch = decodeURIComponent(link.pathname.split("/new/")[1] ?? "");
  const content = Buffer.from(text ?? "").toString("base64");
  const made = await setup.api(
    "PUT",
    `/contents/${path}`,
    { message: `Create ${path}`, content, branch },
    token,
  );
  assert.equal(made.status, 201);
}

/** Changes the policy so that its gates are opened only by merging. */
export async function allowMerging(setup: GitHubSetup): Promise<void> {
  await setup.changePolicy((policy) => ({
    ...policy,
    persons: policy.persons.map((person) => ({
      ...person,
      github: { id: setup.sovereign.id, login: "sovereign" },
    })),
    gates: Object.fromEntries(
      Object.entries(policy.gates).map(([name, rule]) => [name, { ...rule, proofs: { any: ["merged_pr"] } }]),
    ) as typeof policy.gates,
  }));
}
