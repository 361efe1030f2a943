import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { parseJournal } from "../../../src/adapters/sidecar/journal-file.ts";
import type { JournalEvent } from "../../../src/domain/journal.ts";
import { GENESIS, makeEntry } from "../../../src/domain/journal-chain.ts";
import { RUN_JOURNAL } from "../../../src/domain/journal-order.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import { runStarted } from "../../support/journal-events.ts";

const JOURNALS = join(import.meta.dirname, "../../fixtures/journals");
const ENACTED = await readFile(join(JOURNALS, "enacted.jsonl"), "utf8");

/** A journal of whole chain, whatever its events say: `edit` changes them as text. */
function rechained(events: readonly unknown[]): Buffer {
  let prev = GENESIS;
  const lines = events.map((event, index) => {
    const content = { seq: index + 1, at: "2026-11-28T06:42:54Z", prev, event };
    prev = sha256Hex(sorted(content));
    return `${JSON.stringify({ ...content, hash: prev })}\n`;
  });
  return Buffer.from(lines.join(""));
}

/** Canonical JSON of what is not typed as JSON: keys in order at every level. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function eventsOf(text: string): readonly JournalEvent[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event);
}

function refusalOf(content: Uint8Array): Refusal | null {
  const parsed = parseJournal(RUN_JOURNAL, content);
  return parsed.ok ? null : parsed.refusal;
}

for (const name of await readdir(JOURNALS)) {
  test(`a journal that version 0.1.0 has written is read whole: ${name}`, async () => {
    const content = await readFile(join(JOURNALS, name));
    const parsed = parseJournal(RUN_JOURNAL, content);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const { entries, wholeBytes } = parsed.value;
    assert.equal(wholeBytes, content.length);
    assert.deepEqual(
      entries.map(({ event }) => event),
      eventsOf(content.toString()),
    );
    for (const { seq, at, prev, event, hash } of entries) {
      assert.equal(makeEntry(seq, at, prev, event).entry.hash, hash, "what is read says what was written");
    }
  });
}

/** How an event of a type is altered; its chain is made whole again, as nobody but a forger would. */
const PAYLOADS: readonly {
  readonly type: JournalEvent["type"];
  readonly phase?: string;
  readonly path: readonly (string | number)[];
  readonly to: unknown;
  readonly says: RegExp;
}[] = [
  { type: "run_started", path: ["run"], to: null, says: /^event\.run: .*expected object/ },
  { type: "run_started", path: ["run", "mode"], to: "live", says: /^event\.run\.mode: / },
  { type: "run_started", path: ["run", "runId"], to: "../other", says: /^event\.run\.runId: / },
  { type: "run_started", path: ["run", "more"], to: 1, says: /^event\.run: .*"more"/ },
  { type: "phase_intent", path: ["phase"], to: "nark", says: /^event\.phase: / },
  { type: "phase_result", path: ["evidence"], to: [], says: /^event\.evidence: .*expected object/ },
  { type: "phase_result", path: ["state"], to: "marked", says: /^event\.state: .*"source_pinned"/ },
  {
    type: "phase_result",
    path: ["evidence", "source", "sha256"],
    to: "0",
    says: /^event\.evidence\.source\.sha256: /,
  },
  {
    type: "phase_result",
    phase: "mark",
    path: ["evidence", "units"],
    to: "3",
    says: /^event\.evidence\.units: .*number/,
  },
  {
    type: "phase_result",
    phase: "cutplan",
    path: ["evidence", "preview", 0, "title"],
    to: null,
    says: /preview\.0\.title/,
  },
  {
    type: "phase_result",
    phase: "pre_write_backup",
    path: ["evidence", "takenUtc"],
    to: "2026-02-30T00:00:00Z",
    says: /takenUtc: YYYY/,
  },
  {
    type: "phase_result",
    phase: "pre_write_backup",
    path: ["evidence", "tables", 0, "table"],
    to: "public.other",
    says: /tables\.0\.table/,
  },
  {
    type: "phase_result",
    phase: "grant_probe",
    path: ["evidence", "functions"],
    to: {},
    says: /functions: .*array/,
  },
  {
    type: "phase_result",
    phase: "cut_leg_a",
    path: ["evidence", "ids", "changeSetId"],
    to: 5,
    says: /ids\.changeSetId/,
  },
  { type: "phase_result", path: ["report", "facts", 0], to: ["one"], says: /^event\.report\.facts\.0/ },
  { type: "report_written", path: ["name"], to: "../../HOLD", says: /^event\.name: the name of a report/ },
  { type: "gate_requested", path: ["gate"], to: "SG_4", says: /^event\.gate: / },
  { type: "gate_waiting", path: ["state"], to: "", says: /^event\.state: / },
  { type: "gate_opened", path: ["approval"], to: null, says: /^event\.approval: .*object/ },
  {
    type: "gate_opened",
    path: ["approval", "approval", "nonce"],
    to: "n",
    says: /^event\.approval\.approval\.nonce: /,
  },
  {
    type: "gate_opened",
    path: ["approval", "expiresUtc"],
    to: "never",
    says: /^event\.approval\.expiresUtc: /,
  },
  { type: "armed", path: ["expiresUtc"], to: 1, says: /^event\.expiresUtc: / },
  { type: "renewed", path: ["gate"], to: null, says: /^event\.gate: / },
  { type: "stopped", path: ["refusal"], to: "STOP_DRIFT", says: /^event\.refusal: .*object/ },
  { type: "stopped", path: ["refusal", "reason"], to: "STOP_NEVER_HEARD", says: /^event\.refusal\.reason: / },
  { type: "stopped", path: ["refusal", "details"], to: [1], says: /^event\.refusal\.details\.0: .*string/ },
  { type: "closed", path: ["closeoutSha256"], to: "", says: /^event\.closeoutSha256: / },
];

for (const { type, phase, path, to, says } of PAYLOADS) {
  test(`a ${phase ?? type} entry whose ${path.join(".")} is ${JSON.stringify(to)} is STOP_STATE_CORRUPT, by entry and field`, () => {
    const events = eventsOf(ENACTED);
    const index = events.findIndex(
      (event) => event.type === type && (phase === undefined || ("phase" in event && event.phase === phase)),
    );
    assert.ok(index >= 0, "the journal has such an entry");
    const refused = refusalOf(
      rechained(events.map((event, at) => (at === index ? altered(event, path, to) : event))),
    );
    assert.equal(refused?.reason, "STOP_STATE_CORRUPT");
    assert.equal(refused.field, `journal.jsonl entry ${index + 1}`);
    assert.match(refused.actual ?? "", says);
  });
}

test("the same events in the same chain are accepted, so that it is the alteration that is refused", () =>
  assert.equal(refusalOf(rechained(eventsOf(ENACTED))), null));

const LINES: readonly (readonly [title: string, edit: (line: string) => string | Buffer, says: RegExp])[] = [
  ["an array", () => "[]", /expected object/],
  ["null", () => "null", /expected object/],
  ["nothing", () => "", /end of JSON/],
  ["half of it", (line) => line.slice(0, line.length / 2), /JSON/],
  ["a key that stands twice", (line) => line.replace('"seq":', '"seq":7,"seq":'), /"seq" stands twice/],
  ["the prototype of every object", (line) => line.replace("{", '{"__proto__":{},'), /__proto__/],
  ["an unknown key", (line) => line.replace("{", '{"more":[],'), /"more"/],
  [
    "bytes that are no UTF-8",
    (line) =>
      Buffer.concat([Buffer.from(line.slice(0, -20)), Buffer.from([0xff]), Buffer.from(line.slice(-19))]),
    /encoded data|utf-8/i,
  ],
  ["half a surrogate pair", (line) => line.replace('"at":"', '"at":"\\ud800'), /surrogate/],
  ["a time that is none", (line) => line.replace(/"at":"[^"]*"/, '"at":"yesterday"'), /^at: /],
];

for (const [title, edit, says] of LINES) {
  test(`a line of the journal that holds ${title} is STOP_STATE_CORRUPT, with what was found`, () => {
    const lines = ENACTED.split("\n").map((line, index) => (index === 4 ? edit(line) : line));
    const refused = refusalOf(
      Buffer.concat(
        lines.flatMap((line, index) => [Buffer.from(index === 0 ? "" : "\n"), Buffer.from(line)]),
      ),
    );
    assert.equal(refused?.reason, "STOP_STATE_CORRUPT");
    assert.equal(refused.field, "journal.jsonl entry 5");
    assert.match(refused.actual ?? "", says);
  });
}

const ORDERS: readonly (readonly [
  title: string,
  keep: (event: JournalEvent) => boolean,
  expected: RegExp,
])[] = [
  ["begins otherwise", ({ type }) => type !== "run_started", /^run_started or adopted$/],
  [
    "lacks the result of a phase",
    (event) => !(event.type === "phase_result" && event.phase === "cutplan"),
    /cutplan first/,
  ],
  [
    "lacks the request of a gate",
    ({ type }) => type !== "gate_requested",
    /the request of SG_1_cut_authz first/,
  ],
  ["asks for a gate before its facts are taken", (event) => !("phase" in event), /grant_probe first/],
];

for (const [title, keep, expected] of ORDERS) {
  test(`a journal that ${title} is STOP_STATE_CORRUPT, and no fault of whoever folds it`, () => {
    const refused = refusalOf(rechained(eventsOf(ENACTED).filter(keep)));
    assert.equal(refused?.reason, "STOP_STATE_CORRUPT");
    assert.match(refused.field ?? "", /^journal\.jsonl entry \d+$/);
    assert.match(refused.expected ?? "", expected);
  });
}

const ADOPTED: JournalEvent = {
  type: "adopted",
  run: runStarted("ictr-20260101T000000Z-00000000").run,
  number: 1,
  by: "os:other",
  found: { requests: [], approvals: [], receipts: [] },
  missing: [],
};

const REBUILT: JournalEvent = {
  type: "rebuilt",
  evidence: {},
  state: "pending",
  checks: [],
  unconfirmed: [],
  opened: [],
  leg: null,
  kept: [],
};

test("the journal of an adopted run goes on behind what was rebuilt, and no other journal is rebuilt", () => {
  const [first, ...rest] = eventsOf(ENACTED);
  const owner = first?.type === "run_started" ? { ...ADOPTED, run: first.run } : ADOPTED;
  assert.equal(refusalOf(rechained([owner, REBUILT, ...rest])), null);
  assert.match(refusalOf(rechained([owner, ...rest]))?.expected ?? "", /^rebuilt first$/);
  assert.match(
    refusalOf(rechained([first, REBUILT, ...rest]))?.expected ?? "",
    /in the journal of an adopted run alone$/,
  );
  assert.match(refusalOf(rechained([first, owner, ...rest]))?.expected ?? "", /in the first entry alone/);
});

test("a run starts once", () => {
  const [first, ...rest] = eventsOf(ENACTED);
  const refused = refusalOf(rechained([first, ...rest, first]));
  assert.match(refused?.expected ?? "", /in the first entry alone/);
});

test("a renewed SG_1 asks for its backup and its grants again", () => {
  const events = eventsOf(ENACTED);
  const renewal = events.findIndex(({ type }) => type === "renewed");
  const refused = refusalOf(
    rechained(
      events.filter(
        (event, index) => index < renewal + 1 || !("phase" in event && event.phase === "pre_write_backup"),
      ),
    ),
  );
  assert.match(refused?.expected ?? "", /pre_write_backup first/);
});

test("a renewed gate is waited at only behind a new request", () => {
  const events = eventsOf(ENACTED);
  const renewal = events.findIndex(({ type }) => type === "renewed");
  const gate = "SG_1_cut_authz";
  const kept = events.filter(
    (event, index) => index < renewal || !(event.type === "gate_requested" && event.gate === gate),
  );
  const wait = kept.findIndex(({ type }, index) => index > renewal && type === "gate_waiting");
  const { reason, field, expected, actual } = refusalOf(rechained(kept)) ?? {};
  assert.deepEqual(
    { reason, field, expected, actual },
    {
      reason: "STOP_STATE_CORRUPT",
      field: `journal.jsonl entry ${wait + 1}`,
      expected: `the request of ${gate} first`,
      actual: `gate_waiting of ${gate}`,
    },
  );
});

function altered(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((element, index) => (index === key ? altered(element, rest, to) : element));
  const members: Readonly<Record<string, unknown>> = { ...(value as object) };
  return { ...members, [key]: altered(members[key], rest, to) };
}
