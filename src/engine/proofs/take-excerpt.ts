import type { Excerpt } from "../../domain/proof.ts";
import type { Folder } from "../../trust/git/parse-tree.ts";
import { isFolder } from "../../trust/git/parse-tree.ts";
import { gateFiles } from "../../trust/paths.ts";
import { introduces } from "../../trust/provenance.ts";
import type { History, HistoryReader } from "../approvals/history.ts";
import { excerptOf } from "./excerpt.ts";
import { ENACTING } from "./judge-leaf.ts";

/** Of a history what it takes to judge the answers that stand in the folder of a run or batch at its tip, and the policy there. */
export async function takeExcerpt(reader: HistoryReader, tip: string, subject: string): Promise<Excerpt> {
  const history = await reader.open(tip);
  const folder = (await reader.runFolder(tip, subject)) ?? new Map();
  const { approvals, executions } = gateFiles(folder, ENACTING);
  const policy = await findPolicyCommits(reader, history);
  const answers = new Set([tip]);
  for (const { name } of [...approvals, ...executions])
    for (const { commit } of await history.changesInRun(subject, name)) answers.add(commit);
  return excerptOf(history, { tip, kept: withParents(history, [...answers, ...policy]) });
}

/** The commits with their parents: what a commit changes is seen against these. */
function withParents(history: History, commits: Iterable<string>): ReadonlySet<string> {
  const kept = new Set(commits);
  for (const commit of [...kept]) for (const parent of history.parentsOf(commit)) kept.add(parent);
  return kept;
}

/** Of a history what it takes to judge the policy at its tip. */
export async function takePolicyExcerpt(reader: HistoryReader, tip: string): Promise<Excerpt> {
  const history = await reader.open(tip);
  const kept = new Set([tip, ...withParents(history, await findPolicyCommits(reader, history))]);
  return excerptOf(history, { tip, kept });
}

/** The commits that have brought in the policy and its keys as they stand at the tip. */
async function findPolicyCommits(reader: HistoryReader, history: History): Promise<readonly string[]> {
  const approvals = await approvalsAt(reader, history.tip);
  const found: string[] = [];
  for (const name of POLICY_NAMES) {
    const now = approvals.get(name);
    if (now === undefined) continue;
    for (const change of await history.changesOf(name))
      if (introduces(change, now)) found.push(change.commit);
  }
  return found;
}

/** Policy and keys at a commit, as one text that is the same where both are. */
export async function describePolicyAt(reader: HistoryReader, commit: string): Promise<string> {
  const approvals = await approvalsAt(reader, commit);
  return POLICY_NAMES.map((name) => approvals.get(name)?.id ?? "none").join(" ");
}

const POLICY_NAMES = ["policy.json", "keys"] as const;

async function approvalsAt(reader: HistoryReader, commit: string): Promise<Folder> {
  const entry = (await reader.topFolder(commit)).get("approvals");
  return entry !== undefined && isFolder(entry) ? await reader.folder(entry.id) : new Map();
}
