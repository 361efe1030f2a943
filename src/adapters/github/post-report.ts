import type { PublishedReport } from "../../ports/forge.ts";
import { renderReportComment } from "../../reports/report-comment.ts";
import { COMMENT_LIMIT, type PartLimit, splitMarkdown } from "../../reports/split.ts";
import type { Conversation, OwnComment } from "./conversation.ts";
import { isPartOf, reportMarker } from "./markers.ts";
import { readFailure } from "./read-failure.ts";

const SMALLEST_PART = 4_000;

/**
 * Posts a report as one comment, or as several in order if it is too long. Parts that are already there are not posted
 * again. If the server accepts less than GitHub documents, the part is halved until it fits. The report of the previous attempt is
 * folded. Returns the first part's URL.
 */
export async function postReport(talk: Conversation, report: PublishedReport): Promise<string> {
  const waiting = [...splitMarkdown(renderReportComment(report))];
  let first: OwnComment | null = null;
  for (let number = 1; waiting.length > 0; number += 1) {
    const text = waiting.shift() ?? "";
    const posted = await postPart(talk, report, { text, number, isLast: waiting.length === 0 });
    if (posted === null) {
      waiting.unshift(...splitMarkdown(text, halfOf(text)));
      number -= 1;
      continue;
    }
    first ??= posted;
  }
  await foldSuperseded(talk, report);
  return first?.url ?? "";
}

/** Folding only helps people to read: if GitHub refuses it, no information is lost, so the failure is ignored. */
async function foldSuperseded(talk: Conversation, { runId, supersedes }: PublishedReport): Promise<void> {
  if (supersedes === null) return;
  try {
    for (const comment of talk.all((line) => isPartOf(line, runId, supersedes))) await talk.fold(comment);
  } catch (thrown) {
    if (readFailure(thrown) === null) throw thrown;
  }
}

/** Null if the server finds the part too long and it can still be halved. */
async function postPart(
  talk: Conversation,
  report: PublishedReport,
  part: { readonly text: string; readonly number: number; readonly isLast: boolean },
): Promise<OwnComment | null> {
  const marker = reportMarker(report.runId, report.name, part.text);
  const standing = talk.find(marker);
  if (standing !== null) return standing;
  const isWhole = part.number === 1 && part.isLast;
  const lines = [
    ...(isWhole ? [] : [`Report \`${report.name}\`, part ${part.number}\n`]),
    part.text,
    ...(part.isLast ? [] : ["\n*The report goes on in the next comment.*"]),
  ];
  try {
    return await talk.post(marker, lines.join("\n"));
  } catch (thrown) {
    const failure = readFailure(thrown);
    const isTooLong = failure?.status === 422 && /too long/i.test(failure.text);
    if (!isTooLong || part.text.length <= SMALLEST_PART) throw thrown;
    return null;
  }
}

function halfOf(text: string): PartLimit {
  const half = (size: number) => Math.ceil(size / 2) + 500;
  return {
    maxUnits: Math.min(COMMENT_LIMIT.maxUnits, half(text.length)),
    maxBytes: Math.min(COMMENT_LIMIT.maxBytes, half(Buffer.byteLength(text))),
  };
}
