import assert from "node:assert/strict";
import type { Gate } from "../../src/domain/gates.ts";
import { lawOf } from "../support/test-setup.ts";
import type { ActionRun, GitHubPlace } from "./github-place.ts";

/** How the sovereign of a story opens a gate. */
export type Opening = (place: GitHubPlace, asked: { readonly pull: number } & Asked) => Promise<void>;

interface Asked {
  readonly runId: string;
  readonly gate: Gate;
}

/** `cutter approve` on the request's branch, pushed; then the check, and the merge. */
export const bySignature: Opening = async (place, { pull, runId, gate }) => {
  await place.sign(runId, gate);
  await checkAndMerge(place, pull);
};

/** The links of the run card, each new file committed on GitHub's page, with the time written into it. */
export const byLinks: Opening = async (place, { pull }) => {
  const links = linksOf(cardOf(place, pull));
  assert.equal(links.length, 2);
  for (const link of links) await commitNewFile(place, link);
  await checkAndMerge(place, pull);
};

/** One person's row of a card: both files by their links, the pull request by its link, and the merge, as that person. */
export async function answerByRow(
  place: GitHubPlace,
  pull: number,
  person: { readonly id: string; readonly user: number; readonly token: string },
): Promise<ActionRun> {
  const row = cardOf(place, pull)
    .split("\n")
    .find((line) => line.includes(`.${person.id}.md`));
  for (const link of linksOf(row ?? "")) await commitNewFile(place, link, person.token);
  const head = /\/compare\/([^)?]+)\?expand=1\)/.exec(row ?? "")?.[1] ?? "";
  const body = { title: person.id, head: decodeURIComponent(head), base: "main" };
  const made = await place.api("POST", "/pulls", body, person.token);
  const own = Number(made.body["number"]);
  const judged = await judgePull(place, own, (event) => ({ ...event, sender: { id: person.user } }));
  await place.api("PUT", `/pulls/${own}/merge`, { merge_method: "merge" }, person.token);
  return judged;
}

/** The check accepts the pull request, and the sovereign merges it. */
async function checkAndMerge(place: GitHubPlace, pull: number): Promise<void> {
  const judged = await judgePull(place, pull);
  assert.equal(judged.outputs["decision"], "accepted", judged.log);
  await place.api("PUT", `/pulls/${pull}/merge`, { merge_method: "merge" });
}

/** A whole run from the dispatch to the closeout, each gate opened by the sovereign. */
export async function tellRun(place: GitHubPlace, title: string, open: Opening): Promise<ActionRun> {
  const documentId = await place.test.register(lawOf(title));
  const cut = await place.startAction("run-phases", {
    command: "cut",
    "document-id": documentId,
    mode: "LIVE",
  });
  assert.equal(cut.outputs["decision"], "waiting", cut.log);
  const runId = cut.outputs["run-id"] ?? "";
  let last = cut;
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    assert.equal(last.outputs["gate"], gate, last.log);
    const pull = place.github.world.pulls.length;
    await open(place, { pull, runId, gate });
    last = await place.startAction("run-phases", { command: "resume", "run-id": runId });
  }
  assert.equal(last.outputs["state"], "closeout_reported", last.log);
  return last;
}

/** The action `verify-approval` as the workflow starts it for a pull request; `change` makes its event lie. */
export async function judgePull(
  place: GitHubPlace,
  pull: number,
  change?: Parameters<GitHubPlace["writePullEvent"]>[1],
): Promise<ActionRun> {
  return place.startAction(
    "verify-approval",
    { repository: "github.git", "root-keys": "keys/root.asc", comment: "true" },
    {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: `refs/pull/${pull}/merge`,
      GITHUB_EVENT_PATH: await place.writePullEvent(pull, change),
    },
  );
}

/** The run card of a pull request, as it stands. */
function cardOf(place: GitHubPlace, pull: number): string {
  const cards = place.github.world.comments.filter((comment) => comment.body.includes(":card -->"));
  return cards.find((comment) => comment.issue === pull)?.body ?? "";
}

/** The links of a card to GitHub's page for a new file. */
function linksOf(card: string): readonly URL[] {
  return [...card.matchAll(/\((http:\/\/127[^)]+\/new\/[^)]+)\)/g)].map((match) => new URL(match[1] ?? ""));
}

/** What GitHub's page does once its form is sent: the text with the time in it, committed to the branch of the link. */
async function commitNewFile(place: GitHubPlace, link: URL, token?: string): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const text = link.searchParams.get("value")?.replace(/^signed_utc: $/m, `signed_utc: ${now}`);
  const path = link.searchParams.get("filename");
  const branch = decodeURIComponent(link.pathname.split("/new/")[1] ?? "");
  const content = Buffer.from(text ?? "").toString("base64");
  const made = await place.api(
    "PUT",
    `/contents/${path}`,
    { message: `Create ${path}`, content, branch },
    token,
  );
  assert.equal(made.status, 201);
}

/** Lets the gates of the policy be opened by merging alone. */
export async function allowMerging(place: GitHubPlace): Promise<void> {
  await place.changePolicy((policy) => ({
    ...policy,
    persons: policy.persons.map((person) => ({
      ...person,
      github: { id: place.sovereign.id, login: "sovereign" },
    })),
    gates: Object.fromEntries(
      Object.entries(policy.gates).map(([name, rule]) => [name, { ...rule, proofs: { any: ["merged_pr"] } }]),
    ) as typeof policy.gates,
  }));
}
