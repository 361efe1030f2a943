import { type Check, check } from "../../../domain/check.ts";
import type { EvidenceSoFar } from "../../../domain/evidence.ts";
import type { SourceVersion } from "../../../domain/plan.ts";
import type { GateRequest } from "../../../domain/request.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { listedFiles } from "../../../domain/shown-cut.ts";
import type { UnitTree } from "../../../domain/unit-leaf.ts";
import { readCutDocument, readPinnedSource } from "../../../phases/cut-document.ts";
import type { CutDocument } from "../../../phases/cut-document-memory.ts";
import { planAgain } from "../../../phases/cutplan.ts";
import { mark } from "../../../phases/mark.ts";
import { unknownDocument } from "../../../phases/unknown-document.ts";
import type { RunLedger } from "../../../ports/run-ledger.ts";
import type { RunSession } from "../../session/run-session.ts";
import { adoptingContext } from "./adopting-context.ts";
import type { Survey } from "./survey.ts";

export interface PlannedAgain {
  readonly evidence: Required<Pick<EvidenceSoFar, "source_pin" | "mark" | "cutplan">>;
  readonly document: CutDocument;
  readonly checks: readonly Check[];
}

/** Makes phases 1 to 3 again from the source that the database has, and holds what they give against what was approved. */
export async function planConfirmed(
  session: RunSession,
  survey: Survey,
  source: SourceVersion,
): Promise<Result<PlannedAgain>> {
  const { live } = await adoptingContext(session, {});
  const bytes = await readPinnedSource(live, source);
  if (!bytes.ok) return bytes;
  const pinned = { source_pin: { source } };
  const marked = await mark(await adoptingContext(session, pinned));
  if (!marked.ok) return marked;
  const withMark = { ...pinned, mark: marked.value.evidence };
  const planned = await planAgain(await adoptingContext(session, withMark));
  if (!planned.ok) return planned;
  const evidence = { ...withMark, cutplan: planned.value.evidence };
  const document = await readCutDocument(await adoptingContext(session, evidence));
  if (!document.ok) return document;
  const request = approvedRequest(survey);
  const checks = [
    ...(request === null ? [] : checkRequest(request, source, evidence)),
    ...checkList(survey, source, evidence),
    ...checkLedger(survey.ledger, source, evidence),
  ];
  return accepted({ evidence, document: document.value, checks });
}

/** The newest request of the run that the ledger names. */
export function approvedRequest({ bound }: Pick<Survey, "bound">): GateRequest | null {
  return (bound.SG_2_lifecycle_authz ?? bound.SG_1_cut_authz ?? null)?.content ?? null;
}

type Planned = PlannedAgain["evidence"];

function checkRequest(
  { document, plan }: GateRequest,
  source: SourceVersion,
  { cutplan }: Planned,
): readonly Check[] {
  const listed = (list: readonly { readonly name: string; readonly sha256: string }[]) =>
    list.map(({ name, sha256 }) => `${name} ${sha256}`).join(", ") || "none";
  return [
    check("source of the request", document.source_sha256, source.sha256),
    check("version of the request", document.version_id, source.versionId),
    check("prefix of the request", document.doc_prefix, source.docPrefix),
    check("title of the request", document.title, source.title),
    check("writer_digest of the request", plan.writer_digest, cutplan.writerDigest),
    check(
      "tree of units of the request",
      describeTree(plan.unit_tree),
      describeTree(plan.unit_tree && cutplan.unitTree),
    ),
    check("units of the request", plan.unit_count, cutplan.unitCount),
    check("list of units of the request", listed(plan.list ?? []), listed(listedFiles(cutplan))),
  ];
}

/** Of a member the list of its batch names the source and how much is written; the plan follows from the one, and the receipts from the plan. */
function checkList({ lists }: Survey, source: SourceVersion, { cutplan }: Planned): readonly Check[] {
  return Object.values(lists).flatMap(({ content }) => {
    const member = content.members.find(({ document_id }) => document_id === source.documentId);
    return [
      check("source in the list of the batch", member?.source_sha256 ?? "none", source.sha256),
      check(
        "tree of units in the list of the batch",
        describeTree(member?.unit_tree),
        describeTree(member?.unit_tree && cutplan.unitTree),
      ),
      check("units in the list of the batch", member?.units ?? 0, cutplan.unitCount),
      check("versions in the list of the batch", member?.writes ?? 0, cutplan.counts?.versions ?? 0),
    ];
  });
}

/** Requests of earlier releases name none. */
function describeTree(tree: UnitTree | undefined): string {
  return tree === undefined ? "none" : `${tree.size} leaves, root ${tree.root}`;
}

function checkLedger(
  { changeSet }: RunLedger,
  source: SourceVersion,
  { cutplan }: Planned,
): readonly Check[] {
  if (changeSet === null) return [];
  return [
    check("version of the change set", changeSet.versionId, source.versionId),
    check("writer_digest of the change set", changeSet.writerDigest, cutplan.writerDigest),
  ];
}

/** The version that the run has cut, as it stands now but for what the run itself has done to it since. */
export async function findSource(
  session: RunSession,
  { ledger, bound }: Survey,
): Promise<Result<SourceVersion>> {
  const live = await session.live();
  const { documentId } = session.position.run;
  const request = approvedRequest({ bound });
  const versionId = request?.document.version_id ?? ledger.changeSet?.versionId;
  const source = await live.findDocument(documentId, versionId);
  if (source === null) return refused(unknownDocument(documentId));
  const isEnacted = ledger.receipts.some(({ effect }) => effect === "lifecycle_enact");
  if (!isEnacted) return accepted(source);
  const before = request?.plan.amendment?.base ?? null;
  const { base, ...rest } = source;
  const reverted = base?.reverted ?? 0;
  // Enacted by the run, the version is its own head: the plan was made against the one before.
  if (before !== null)
    return accepted({
      ...rest,
      base: { changeSetId: before.change_set_id, versionId: before.version_id, reverted },
    });
  return accepted(
    reverted === 0 ? rest : { ...rest, base: { changeSetId: null, versionId: null, reverted } },
  );
}
