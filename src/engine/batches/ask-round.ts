import { batchRequestFile } from "../../domain/batch-files.ts";
import { type Gate, shortName } from "../../domain/gates.ts";
import { headOf } from "../../domain/journal-head.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GateRequest } from "../../domain/request.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { countOf, readUtc } from "../../domain/text-forms.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import { renderMemberList } from "../../reports/batch-members.ts";
import { refuseBatchLimits } from "../../trust/batch-limits.ts";
import { refuseSkew } from "../gates/refuse-skew.ts";
import { refuseBehindGit } from "../session/refuse-behind.ts";
import { renderBatchCard } from "./batch-card.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { initiatorsOfBatch, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { buildBatchRequest, type ListedMember, listMember } from "./make-request.ts";
import { ownBranchesOf } from "./own-branches.ts";
import { readMember } from "./read-member.ts";
import { readAskedRound } from "./read-round.ts";
import { stopBatch } from "./stop-batch.ts";
import { writeMembersPage } from "./write-members-page.ts";

/** What a pull request asks for, before the number of documents. */
const ASKS: Readonly<Record<Gate, string>> = {
  SG_1_cut_authz: "cut into drafts",
  SG_2_lifecycle_authz: "enact for ever the drafts of",
  SG_3_compensation_authz: "withdraw the drafts of",
};

/** Writes the request of a gate for the members that wait there, opens it for people, and leaves the batch waiting. Repeating it makes no second one. */
export async function askRound(session: BatchSession, gate: Gate): Promise<BatchOutcome> {
  const { parts, folder } = session;
  parts.progress.step(`request ${gate} of ${folder.runId}`);
  const written = await ensureRequest(session, gate);
  if (written !== null) return stopBatch(session, written);
  parts.crashPoints.reach(`batch:${gate}:after_request`);
  return await openRound(session);
}

/** Opens the request of the round for people, or opens it again where it was closed. */
export async function openRound(session: BatchSession): Promise<BatchOutcome> {
  const { parts, folder } = session;
  const { round } = session.position;
  if (round === null) throw new Error("a batch opens a request behind one that it has written");
  const asked = await readAskedRound(folder, round);
  if (!asked.ok) return stopBatch(session, asked.refusal);
  const { content, text } = asked.value;
  const files: Record<string, string> = {};
  for (const { name, sha256 } of content.list) {
    const list = await folder.readFile(`list/${name}`);
    const actual = list === null ? "no readable file" : sha256Hex(list);
    if (list === null || actual !== sha256)
      return stopBatch(session, refusal("STOP_STATE_CORRUPT", { field: name, expected: sha256, actual }));
    files[name] = Buffer.from(list).toString("utf8");
  }
  const { gate, payloadSha256, issuedUtc } = round;
  const markdown = renderBatchCard(session, content);
  const opened = await parts.forge.openRequest({
    runId: folder.runId,
    gate,
    requestText: text,
    payloadSha256,
    files,
    ownBranches: ownBranchesOf(session, content),
    title: `${shortName(gate)}: ${ASKS[gate]} ${countOf(content.totals.members, "document")}`,
    markdown,
    at: readUtc(issuedUtc),
  });
  if (!opened.ok) return stopBatch(session, opened.refusal);
  await session.record({ type: "gate_waiting", gate, where: opened.value.where });
  const shown = await parts.forge.showCard({ runId: folder.runId, markdown });
  if (!shown.ok) return stopBatch(session, shown.refusal);
  return outcomeOfBatch(
    session.position,
    refusal("STOP_APPROVAL_REQUIRED", { field: gate, actual: opened.value.where }),
  );
}

/** Null where the round has its request, as it was written or now. */
async function ensureRequest(session: BatchSession, gate: Gate): Promise<Refusal | null> {
  const { parts, folder, position } = session;
  if (position.round !== null && position.round.gate === gate && position.round.ended === null) return null;
  const asked = await readAsked(session, gate);
  if (!asked.ok) return asked.refusal;
  const skewed = await refuseSkew(parts.clock, await session.live());
  if (skewed !== null) return skewed;
  await parts.repository.refresh();
  const behind = await refuseBehindGit(parts.judge, folder);
  if (behind !== null) return behind;
  const policy = await parts.judge.policy();
  if (!policy.ok) return policy.refusal;
  session.policy = policy.value.policy;
  const { first, members: found } = asked.value;
  const listed = found.map(({ member }) => member);
  const odd = refuseOdd(gate, listed, policy.value);
  if (odd !== null) return odd;
  const nonce = Buffer.from(parts.random.bytes(16)).toString("hex");
  const list = renderMemberList(
    { gate, nonce },
    listed.map(({ member }) => member),
  );
  for (const { name, text } of list) await folder.writeFile(`list/${name}`, text);
  const moment = {
    gate,
    nonce,
    issuedUtc: utc(parts.clock.now()),
    initiator: initiatorsOfBatch(position),
    policy: { version: policy.value.version, sha256: policy.value.sha256 },
    controlCommit: policy.value.commit,
    journal: headOf(folder.entries),
    list: list.map(({ name, text }) => ({ name, sha256: sha256Hex(text) })),
  };
  const request = buildBatchRequest(position.batch, parts.settings, { first, listed }, moment);
  const beyond = refuseBatchLimits(request, policy.value.policy);
  if (beyond !== null) return { ...beyond, wayOut: wayOutOfUnallowed(folder.runId) };
  const text = canonicalJson(request);
  await folder.writeFile(batchRequestFile(gate).name, text);
  await writeMembersPage(session, request, { payloadSha256: sha256Hex(text), listed });
  const { issuedUtc } = moment;
  await session.record({
    type: "gate_requested",
    gate,
    payloadSha256: sha256Hex(text),
    nonce,
    issuedUtc,
    members: found.map(({ index }) => index),
  });
  return null;
}

/** Where a batch has begun, its documents can't go elsewhere before it has ended. */
export function wayOutOfUnallowed(batchId: string): string {
  return `Let the policy allow it, then: cutter orchestrate renew ${batchId}. Or end the batch: cutter orchestrate void ${batchId} --why "…", where drafts are written first cutter orchestrate revert ${batchId} --execute`;
}

/** The members that wait at the gate, and the request of the first; refused, with every finding, where one is neither there nor over. */
async function readAsked(session: BatchSession, gate: Gate): Promise<Result<AskedMembers>> {
  const found: { readonly index: number; readonly member: ListedMember }[] = [];
  let first: GateRequest | null = null;
  const unfit: Refusal[] = [];
  for (const member of openMembers(session.position)) {
    if (member.at !== gate && gate !== "SG_3_compensation_authz") continue;
    const read = await readMember(session, member, gate);
    if (read.kind === "asked") {
      first ??= read.asked.request;
      found.push({ index: member.index, member: listMember(read.asked) });
    }
    if (read.kind === "unfit" && gate !== "SG_3_compensation_authz") unfit.push(read.refusal);
  }
  if (unfit.length > 0) return refused(unfitMembers(unfit));
  if (first !== null) return accepted({ first, members: found });
  return refused(
    refusal("STOP_BATCH_MEMBER", {
      field: gate,
      message: "No member of the batch waits at this gate.",
      expected: "at least one member that waits",
      actual: "none",
    }),
  );
}

interface AskedMembers {
  readonly first: GateRequest;
  readonly members: readonly { readonly index: number; readonly member: ListedMember }[];
}

/** One refusal for all members that are not as the batch needs them. */
export function unfitMembers(found: readonly Refusal[]): Refusal {
  const [first] = found;
  if (first === undefined) throw new Error("there is no member to refuse");
  return refusal("STOP_BATCH_MEMBER", {
    ...(first.field === undefined ? {} : { field: first.field }),
    ...(first.expected === undefined ? {} : { expected: first.expected }),
    actual: first.actual ?? first.reason,
    details: found.map(
      ({ field, reason, expected = "-", actual = "-" }) =>
        `${field}: ${reason}: expected ${expected}, found ${actual}`,
    ),
  });
}

/** Every member has to be of one database, one policy, one version of the code and, before the first write, one backup. */
function refuseOdd(
  gate: Gate,
  members: readonly ListedMember[],
  policy: { readonly sha256: string },
): Refusal | null {
  const [first] = members;
  if (first === undefined) return null;
  const { backup, ...always } = { ...first.shared, policy: policy.sha256 };
  // Members that were asked for anew behind a halt rest on a later backup, which their own requests bind.
  const expected = gate === "SG_1_cut_authz" ? { ...always, backup } : always;
  const facts = Object.entries(expected) as readonly (readonly [keyof ListedMember["shared"], string])[];
  const odd = members.flatMap(({ shared, member }) => {
    const other = facts.find(([name, value]) => shared[name] !== value);
    if (other === undefined) return [];
    const [name, value] = other;
    return [
      refusal("STOP_BATCH_MEMBER", {
        field: member.run_id,
        expected: `${name} ${value}`,
        actual: shared[name],
      }),
    ];
  });
  return odd.length === 0 ? null : unfitMembers(odd);
}
