import assert from "node:assert/strict";
import test from "node:test";
import type { JournalEntry, JournalEvent } from "../../src/domain/journal.ts";
import { GENESIS, makeEntry } from "../../src/domain/journal-chain.ts";
import { headOf } from "../../src/domain/journal-head.ts";
import { accepted } from "../../src/domain/result.ts";
import { readRequests } from "../../src/engine/approvals/read-requests.ts";
import {
  refuseBehindGit,
  refuseBehindLedger,
  refuseOtherJournal,
} from "../../src/engine/session/refuse-behind.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import type { RequestInGit } from "../../src/ports/approvals.ts";
import type { LedgerRow } from "../../src/ports/ledger-rows.ts";
import { openGateOf } from "../support/gate-scene.ts";
import { phaseResult, runStarted } from "../support/journal-events.ts";
import { reasonOf } from "../support/reason-of.ts";

const RUN_ID = "ictr-20260601T110000Z-1a2b3c4d";
const SG_1 = "SG_1_cut_authz";
const SG_3 = "SG_3_compensation_authz";
const KNOWN = "a".repeat(64);
const UNKNOWN = "b".repeat(64);

function journalOf(events: readonly JournalEvent[]): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const event of events)
    entries.push(
      makeEntry(entries.length + 1, "2026-06-01T12:00:00Z", entries.at(-1)?.hash ?? GENESIS, event).entry,
    );
  return entries;
}

const asked = (gate: typeof SG_1 | typeof SG_3, payloadSha256 = KNOWN): JournalEvent => ({
  type: "gate_requested",
  ...{ gate, payloadSha256, nonce: "1".repeat(32), issuedUtc: "2026-06-01T11:00:00Z" },
});
const { gate: _gate, ...approval } = openGateOf(SG_1);
const opened: JournalEvent = { type: "gate_opened", gate: SG_1, payloadSha256: KNOWN, approval };
const BEFORE = [runStarted(RUN_ID), phaseResult("source_pin")];
const ASKED = journalOf([...BEFORE, asked(SG_1)]);
const head = headOf(ASKED.slice(0, 2));

for (const [title, reason, found] of [
  ["nothing", "accepted", []],
  ["the request that the journal knows", "accepted", [{ payloadSha256: KNOWN, journal: head }]],
  ["one of an earlier release, which names no head", "accepted", [{ payloadSha256: KNOWN, journal: null }]],
  [
    "one that the journal does not know",
    "STOP_STATE_BEHIND_GIT",
    [{ payloadSha256: UNKNOWN, journal: head }],
  ],
  [
    "one of an earlier release that the journal does not know",
    "STOP_STATE_BEHIND_GIT",
    [{ payloadSha256: UNKNOWN, journal: null }],
  ],
  [
    "one that names an entry behind the journal's last",
    "STOP_STATE_BEHIND_GIT",
    [{ payloadSha256: KNOWN, journal: { ...head, entries: 4 } }],
  ],
  [
    "one that names another hash",
    "STOP_STATE_BEHIND_GIT",
    [{ payloadSha256: KNOWN, journal: { ...head, hash: UNKNOWN } }],
  ],
] as const)
  test(`where git has ${title}, the journal is ${reason}`, async () => {
    const inGit: readonly RequestInGit[] = found.map((each) => ({ gate: SG_1, ...each }));
    const judge = { requests: async () => accepted(inGit) };
    assert.equal(reasonOf(await refuseBehindGit(judge, { runId: RUN_ID, entries: ASKED })), reason);
    assert.equal(
      reasonOf(await refuseBehindGit(judge, { runId: RUN_ID, entries: ASKED }, [SG_3])),
      "accepted",
    );
  });

const requestText = (more: object) => JSON.stringify({ gate: SG_1, run_id: RUN_ID, ...more });

for (const [title, reason, text] of [
  ["none", "accepted", null],
  ["one of an earlier release", "accepted", requestText({})],
  ["one of this journal", "accepted", requestText({ journal: head })],
  ["one with another hash", "STOP_STATE_CORRUPT", requestText({ journal: { ...head, hash: UNKNOWN } })],
  ["one of a longer journal", "STOP_STATE_CORRUPT", requestText({ journal: { ...head, entries: 9 } })],
  ["what is no request, which the gate refuses", "accepted", "{"],
] as const)
  test(`where the request in the folder is ${title}, the journal is ${reason}`, async () => {
    const readFile = async (name: string) =>
      text !== null && name.includes(SG_1) ? Buffer.from(text) : null;
    assert.equal(reasonOf(await refuseOtherJournal({ entries: ASKED, readFile })), reason);
  });

const use: LedgerRow = {
  table: "approval_use",
  of: SG_1,
  payloadSha256: KNOWN,
  recordedUtc: "2026-06-01T12:00:00Z",
};
const receipt: LedgerRow = { ...use, table: "phase_receipt", of: "cut_leg_a" };
const intent: JournalEvent = { type: "commit_intent", effect: "cut_leg_a", document: [] };

for (const [title, reason, events, rows] of [
  ["nothing", "accepted", [], []],
  ["the use of an approval by which the gate was opened", "accepted", [asked(SG_1), opened], [use]],
  ["a use of which the gate was never opened", "STOP_STATE_BEHIND_DB", [asked(SG_1)], [use]],
  [
    "a use under another request",
    "STOP_STATE_BEHIND_DB",
    [asked(SG_1), opened],
    [{ ...use, payloadSha256: UNKNOWN }],
  ],
  [
    "the receipt of what was about to commit when the process ended",
    "accepted",
    [asked(SG_1), opened, intent],
    [use, receipt],
  ],
  [
    "the receipt of an effect of which an earlier release kept the result alone",
    "accepted",
    [asked(SG_1), opened, phaseResult("cut_leg_a")],
    [use, receipt],
  ],
  [
    "a receipt of which the journal does not know",
    "STOP_STATE_BEHIND_DB",
    [asked(SG_1), opened],
    [use, receipt],
  ],
  [
    "the receipt of another effect than the one that was about to commit",
    "STOP_STATE_BEHIND_DB",
    [asked(SG_1), opened, intent],
    [use, { ...receipt, of: "leg_b_record" }],
  ],
  [
    "a receipt under another request",
    "STOP_STATE_BEHIND_DB",
    [asked(SG_1), opened, intent],
    [{ ...receipt, payloadSha256: UNKNOWN }],
  ],
  [
    "the receipt of a withdrawal that was asked for, whose rows an earlier release did not name",
    "accepted",
    [asked(SG_3)],
    [{ ...receipt, of: "compensation" }],
  ],
  [
    "the receipt of a withdrawal that was not",
    "STOP_STATE_BEHIND_DB",
    [],
    [{ ...receipt, of: "compensation" }],
  ],
] as const)
  test(`where the ledger has ${title}, the journal is ${reason}`, () => {
    const entries = journalOf([...BEFORE, ...events]);
    assert.equal(reasonOf(refuseBehindLedger(entries, rows)), reason);
    const isOfSg3 = rows.some(({ of }) => of === "compensation");
    assert.equal(reasonOf(refuseBehindLedger(entries, rows, [SG_3])), isOfSg3 ? reason : "accepted");
  });

test("of a run's folder in git those files count that are the request of this run and gate, in whichever form", async () => {
  const text = requestText({ journal: head, anything: "more" });
  const blobs: Readonly<Record<string, string>> = {
    own: text,
    another: requestText({ run_id: "ictr-20260601T110000Z-ffffffff" }),
    none: "{}",
  };
  const read = async (id: string, mode = "100644") => {
    const reader = {
      runFolder: async () => new Map([[`${SG_1}.request.json`, { mode, id }]]),
      blob: async (of: string) => Buffer.from(blobs[of] ?? ""),
    };
    return await readRequests(reader as never, "c".repeat(40), RUN_ID);
  };
  assert.deepEqual(await read("own"), [{ gate: SG_1, payloadSha256: sha256Hex(text), journal: head }]);
  assert.deepEqual(await read("own", "120000"), []);
  assert.deepEqual([await read("another"), await read("none")], [[], []]);
});
