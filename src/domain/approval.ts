import { isBatchId } from "./batch.ts";
import { GATES, type Gate, isGate } from "./gates.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";
import { RUN_ID_PATTERN } from "./run.ts";
import { parseUtc } from "./text-forms.ts";
import { UNSEEN } from "./unseen.ts";

/** The `gate` of an execution authorisation, which arms the kill switch for one gate of one run. */
export const EXECUTION_GATE = "execution_authz";
type StatementGate = Gate | typeof EXECUTION_GATE;

const MAX_STATEMENT_BYTES = 4096;

/** What a person states in a file under `approvals/<run_id>/` (docs/system.md section 4). */
export interface Statement {
  readonly gate: StatementGate;
  /** Id of the run that is decided about, or of the batch of runs. */
  readonly runId: string;
  readonly payloadSha256: string;
  readonly signedUtc: string;
  /** SG_2 only: the id of the review decision that enactment records. */
  readonly reviewDecisionId: string | null;
  /** Execution authorisations only: the gate that they arm. */
  readonly arms: Gate | null;
}

/** The value of `allowance`: `explicit` approves; the other two refuse or withdraw, and never open a gate. */
export type Allowance = "explicit" | "refused" | "withdrawn";

const ALWAYS = ["gate", "payload_sha256", "signed_utc", "allowance"] as const;
const LINE = /^([a-z][a-z0-9_]*): (.+)$/s;
const SHA256 = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** People must see what is parsed. */
const UNREADABLE = new RegExp(`(?!\\n)[${UNSEEN}]`, "u");
const EACH_UNREADABLE = new RegExp(String.raw`[${UNSEEN}\p{C}]`, "gu");

/**
 * Parses an approval or an execution authorisation: one `key: value` per line, each known key exactly once; lines with `#` or `>` and
 * empty lines are commentary; anything else is refused. The content is 1 to 4096 bytes of UTF-8 without BOM; lines end with LF or CRLF.
 */
export function parseStatement(bytes: Uint8Array): Result<Statement> {
  const lines = parseLines(bytes);
  if (!lines.ok) return lines;
  const allowance = lines.value.get("allowance");
  const statement = parseFields(lines.value);
  if (!statement.ok) return statement;
  if (allowance !== "explicit") {
    return refused(
      refusal("STOP_ALLOWANCE_NOT_EXPLICIT", {
        field: "allowance",
        expected: "explicit",
        actual: JSON.stringify(allowance),
      }),
    );
  }
  return statement;
}

/** Parses a withdrawal or refusal: the same lines, with `allowance: withdrawn` or `allowance: refused`, and no `review_decision_id`. */
export function parseWithdrawal(bytes: Uint8Array): Result<Statement & { readonly allowance: Allowance }> {
  const lines = parseLines(bytes);
  if (!lines.ok) return lines;
  const allowance = lines.value.get("allowance");
  if (allowance !== "withdrawn" && allowance !== "refused") {
    return malformed({
      field: "allowance",
      expected: "withdrawn or refused",
      actual: JSON.stringify(allowance),
    });
  }
  const statement = parseFields(lines.value, { withdrawal: true });
  return statement.ok ? accepted({ ...statement.value, allowance }) : statement;
}

/** The file's text: first the commentary, then the lines in their usual order. */
export function renderStatement(
  statement: Statement & { readonly allowance?: Allowance },
  commentary: readonly string[] = [],
): string {
  const lines = [
    ...commentary.map((line) => `# ${line.replace(EACH_UNREADABLE, " ").trim()}`),
    `gate: ${statement.gate}`,
    ...(statement.arms === null ? [] : [`arms: ${statement.arms}`]),
    `${isBatchId(statement.runId) ? "batch_id" : "run_id"}: ${statement.runId}`,
    `payload_sha256: ${statement.payloadSha256}`,
    ...(statement.reviewDecisionId === null ? [] : [`review_decision_id: ${statement.reviewDecisionId}`]),
    `signed_utc: ${statement.signedUtc}`,
    `allowance: ${statement.allowance ?? "explicit"}`,
  ];
  return `${lines.join("\n")}\n`;
}

function parseLines(bytes: Uint8Array): Result<ReadonlyMap<string, string>> {
  if (bytes.length === 0 || bytes.length > MAX_STATEMENT_BYTES) {
    return malformed({
      field: "size",
      expected: `1 to ${MAX_STATEMENT_BYTES} bytes`,
      actual: `${bytes.length} bytes`,
    });
  }
  const text = decodeUtf8(bytes);
  if (text === null) return malformed({ field: "encoding", expected: "UTF-8" });
  const fields = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `line ${index + 1}`;
    const unreadable = UNREADABLE.exec(line)?.[0];
    if (unreadable !== undefined || line.includes("\r")) {
      const code = (unreadable ?? "\r").codePointAt(0) ?? 0;
      const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      return malformed({ field: place, expected: "visible characters", actual: name });
    }
    if (line === "" || line.startsWith("#") || line.startsWith(">")) continue;
    const [, key, value] = LINE.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      return malformed({ field: place, expected: "key: value", actual: JSON.stringify(line.slice(0, 80)) });
    }
    if (fields.has(key)) return malformed({ field: key, expected: "one line", actual: `again at ${place}` });
    fields.set(key, value);
  }
  return accepted(fields);
}

function parseFields(
  fields: ReadonlyMap<string, string>,
  { withdrawal = false }: { readonly withdrawal?: boolean } = {},
): Result<Statement> {
  const gate = fields.get("gate") ?? "";
  const subject = fields.has("batch_id") ? "batch_id" : "run_id";
  const wanted: string[] = ["gate", subject, ...ALWAYS.slice(1)];
  if (gate === EXECUTION_GATE) wanted.push("arms");
  if (isGate(gate) && GATES[gate].recordsDecision && !withdrawal) wanted.push("review_decision_id");
  for (const key of wanted) {
    if (!fields.has(key)) return malformed({ field: key, expected: "one line", actual: "none" });
  }
  for (const key of fields.keys()) {
    if (!wanted.includes(key)) return malformed({ field: key, expected: wanted.join(", ") });
  }
  const read = (key: string) => fields.get(key) ?? "";
  if (gate !== EXECUTION_GATE && !isGate(gate)) {
    return malformed({ field: "gate", expected: "the name of a gate", actual: JSON.stringify(gate) });
  }
  const unsafe = refuseUnsafeId(read(subject));
  if (unsafe !== null) return refused({ ...unsafe, field: subject });
  if (isBatchId(read(subject)) !== (subject === "batch_id"))
    return malformed({
      field: subject,
      expected: `the id of a ${subject.slice(0, -3)}`,
      actual: read(subject),
    });
  if (!SHA256.test(read("payload_sha256"))) {
    return malformed({
      field: "payload_sha256",
      expected: "64 lower-case hex digits",
      actual: JSON.stringify(read("payload_sha256")),
    });
  }
  if (parseUtc(read("signed_utc")) === null) {
    return malformed({
      field: "signed_utc",
      expected: "YYYY-MM-DDTHH:MM:SSZ",
      actual: JSON.stringify(read("signed_utc")),
    });
  }
  const reviewDecisionId = fields.get("review_decision_id") ?? null;
  if (reviewDecisionId !== null && !UUID.test(reviewDecisionId)) {
    return malformed({
      field: "review_decision_id",
      expected: "a lower-case UUID",
      actual: reviewDecisionId,
    });
  }
  const arms = fields.get("arms") ?? null;
  if (arms !== null && !isGate(arms)) {
    return malformed({ field: "arms", expected: "the name of a gate", actual: JSON.stringify(arms) });
  }
  return accepted({
    gate,
    runId: read(subject),
    payloadSha256: read("payload_sha256"),
    signedUtc: read("signed_utc"),
    reviewDecisionId,
    arms,
  });
}

/** Refuses the id of a run or batch in any other form, before it becomes part of a path. */
export function refuseUnsafeId(id: string): Refusal | null {
  if (RUN_ID_PATTERN.test(id) || isBatchId(id)) return null;
  return refusal("STOP_APPROVAL_PATH_UNSAFE", {
    field: "run_id",
    expected: "ictr-<YYYYMMDDTHHMMSSZ>-<8 hex>, or ictb-… of a batch",
    actual: JSON.stringify(id.slice(0, 80)),
  });
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function malformed(facts: { readonly field: string; readonly expected: string; readonly actual?: string }) {
  return refused(refusal("STOP_APPROVAL_MALFORMED", facts));
}
