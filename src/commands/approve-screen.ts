import { renderColumns } from "../adapters/terminal/table.ts";
import type { ApprovalPreview, ApproveOrder, ApproverDecision, SignedApproval } from "../compose/approve.ts";
import { boundFilesOf, kindAsked, subjectOf } from "../domain/asked-request.ts";
import { describeCopy } from "../domain/backup-copies.ts";
import { describeBoundIncrement } from "../domain/bound-increment.ts";
import { gateRow } from "../domain/gates.ts";
import { approvalsPath } from "../domain/run-paths.ts";
import { describeBatch, describeRun } from "./approve-rows.ts";

const VERBS: Readonly<Record<ApproverDecision, string>> = {
  approve: "an approval and an execution authorisation",
  "approve-only": "an approval",
  "execute-only": "an execution authorisation",
  refuse: "a refusal",
  withdraw: "a withdrawal",
};

/** What is asked, for a person to read before they answer. */
export function renderPreview(preview: ApprovalPreview, order: ApproveOrder): readonly string[] {
  const { request } = preview;
  const { allows, reversible } = gateRow(order.gate, kindAsked(request));
  const { about, writes } =
    request.schema === "iu-cutter/request/1" ? describeRun(request) : describeBatch(request);
  return [
    renderColumns(
      oneLine([
        [request.schema === "iu-cutter/request/1" ? "run" : "batch", subjectOf(request)],
        ["gate", `${order.gate}: ${allows}${reversible ? "" : " (cannot be undone)"}`],
        ...about,
        ...boundFilesOf(request).map(({ name, sha256 }) => [
          "listed in",
          `${approvalsPath(subjectOf(request), name)}, sha256 ${sha256}`,
        ]),
        ["database", `${request.database.name} on ${request.database.system_identifier}`],
        ["backup", `sha256 ${request.backup.sha256}, for ${request.backup.recipient}`],
        ...(request.backup.increment === undefined
          ? []
          : [["it is an", describeBoundIncrement(request.backup.increment)] as const]),
        ...(request.backup.copies ?? []).map((copy) => ["copy", describeCopy(copy)] as const),
        ["started by", request.initiator],
        ["requested", request.issued_utc],
        ["lifetime", `${preview.lifetimeHours} h from the moment of signing`],
        ["payload", preview.payloadSha256],
        ...writes,
      ]),
    ),
    "",
    ...Object.entries(preview.files).flatMap(([path, text]) => [path, ...indent(text), ""]),
  ];
}

/** A line feed in what somebody else has written must not look like a row of its own. */
function oneLine(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.map((cell) => cell.replace(/[\r\n\u0085\u2028\u2029]+/g, " \u23ce ")));
}

function indent(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`);
}

/** What is replaced and why, and what the judge's word is worth. */
export function renderAdvice(preview: ApprovalPreview, hasRootKey: boolean): readonly string[] {
  const { replaced, answer } = preview;
  const advice = hasRootKey
    ? "Judged in this clone, as advice; the runner judges again."
    : "Judged in this clone by the policy as it stands there, as advice; the runner judges again, by its root key.";
  const stands = replaced.length === 0 ? answer.before : null;
  return [
    ...(stands === null
      ? []
      : [
          `stands now: ${stands.reason}: ${stands.message}\n    at ${stands.field ?? "-"}: expected ${stands.expected ?? "-"}, found ${stands.actual ?? "-"}`,
        ]),
    ...replaced.map(({ path, why }) => {
      const facts = [why.expected, why.actual].map((fact) => fact ?? "–");
      return `does not count and is replaced: ${path}\n    ${why.reason}: ${why.message}\n    expected ${facts[0]}, found ${facts[1]}`;
    }),
    ...(answer.isSigned ? ["This is answered and signed already: it only has to be handed in."] : []),
    ...(answer.missing === null ? [] : [tellMissing(answer.missing)]),
    ...(answer.isJudged ? [advice] : []),
    ...(answer.isJudged || answer.chosen.written.length === 0
      ? []
      : ["The policy asks for a merge as the proof: it counts when you merge the pull request yourself."]),
  ];
}

export function questionOf({ answer }: ApprovalPreview, { decision }: ApproveOrder): string {
  return answer.isSigned ? "Hand this in? [y/N] " : `Sign and commit this as ${VERBS[decision]}? [y/N] `;
}

/** What was done, and what is left to do. */
export function renderEnd(
  { commit, branch, merge, pushed, behind, files }: Omit<SignedApproval, "missing" | "pull">,
  way: {
    readonly defaultBranch: string;
    readonly byPull: boolean;
    readonly pull: string | null;
    readonly missing: SignedApproval["missing"];
  },
): readonly string[] {
  const { defaultBranch, byPull, pull, missing } = way;
  const next = byPull
    ? `It counts when its pull request is merged with a merge commit${pull === null ? "" : `: ${pull}`}`
    : `It counts when it is merged into ${defaultBranch}: \`cutter approve --push\` does that.`;
  const push = byPull && pushed.length === 0 ? ["Hand it in with `--push`."] : [];
  return [
    files.length === 0 ? `Handed in ${commit} on ${branch}.` : `Committed ${commit} on ${branch}.`,
    ...(pushed.length === 0 ? [] : [`Pushed ${pushed.join(" and ")}.`]),
    ...behind.map((why) => `In this clone a branch stays as it was: ${why}`),
    ...(merge === null ? [...push, next] : [`Merged into ${defaultBranch} as ${merge}.`]),
    ...(missing === null ? [] : [tellMissing(missing)]),
  ];
}

function tellMissing(missing: NonNullable<SignedApproval["missing"]>): string {
  const { reason, message, field = "-", expected = "-", actual = "-", wayOut } = missing;
  return [
    `The gate stays shut until more is said. ${reason}: ${message}`,
    `    at ${field}: expected ${expected}, found ${actual}`,
    `    ${wayOut}`,
  ].join("\n");
}
