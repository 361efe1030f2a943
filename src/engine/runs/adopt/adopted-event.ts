import type { Adopted } from "../../../domain/adoption.ts";
import { joinInitiators } from "../../../domain/initiator.ts";
import { begunUtcOf, type Run } from "../../../domain/run.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { approvedRequest } from "./confirm-plan.ts";
import { describeFound, listMissing, type Survey } from "./survey.ts";

/** The first entry of the journal of a run that is adopted. */
export function adoptedEvent(parts: EngineParts, runId: string, survey: Survey, number: number): Adopted {
  return {
    type: "adopted",
    run: runOf(parts, runId, survey),
    number,
    by: parts.settings.initiator,
    found: describeFound(survey),
    missing: [...listMissing(survey)],
  };
}

function runOf({ settings }: EngineParts, runId: string, survey: Survey): Run {
  const { ledger, requests, lists } = survey;
  const [list] = Object.values(lists);
  const request = approvedRequest(survey) ?? requests[0]?.content;
  const tool =
    ledger.receipts.length === 0 ? settings.tool : (approvedRequest(survey)?.tool ?? list?.content.tool);
  const place = ledger.uses.find((each) => each.place !== null)?.place ?? null;
  // Who is named by a request that nothing confirms is kept from approving all the same: a refusal too many can be mended.
  const initiators = [
    ...requests.map(({ content }) => content.initiator),
    ...(list === undefined ? [] : [list.content.initiator]),
  ];
  return {
    runId,
    documentId: ledger.document?.documentId ?? request?.document.document_id ?? "",
    mode: "LIVE",
    initiator: joinInitiators(initiators.length === 0 ? [settings.initiator] : initiators),
    startedUtc: begunUtcOf(runId),
    toolVersion: (tool ?? settings.tool).version,
    toolSha256: (tool ?? settings.tool).sha256,
    ...(place === null ? {} : { batch: { batchId: place.batchId, index: place.index } }),
  };
}
