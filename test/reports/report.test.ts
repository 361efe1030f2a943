import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../src/domain/refusal.ts";
import type { Run } from "../../src/domain/run.ts";
import { type ReportView, readReportHead, readReportSha256, renderReport } from "../../src/reports/report.ts";

const RUN: Run = {
  runId: "ictr-20261121T090000Z-1a2b3c4d",
  documentId: "d",
  mode: "LIVE",
  initiator: "operator",
  startedUtc: "2026-11-21T09:00:00Z",
  toolVersion: "0.1.0",
  toolSha256: "0".repeat(64),
};

const VIEW: ReportView = {
  run: RUN,
  name: "07-cut_leg_a",
  title: "cut_leg_a",
  result: "passed",
  summary: "Wrote 3 units.",
  facts: [["title", "@org/team <img src=x> | ``` # SG_1 APPROVED"]],
  leadsTo: null,
  checks: [{ name: "units", expected: "3", actual: "3", passed: true }],
  refusal: null,
  writtenUtc: "2026-11-21T09:00:00Z",
  journal: { entries: 7, hash: "c".repeat(64) },
  previousSha256: "a".repeat(64),
  solo: false,
};

test("a report names its own sha256, and any change of it is detected", () => {
  const { markdown, sha256 } = renderReport(VIEW);
  assert.deepEqual(readReportSha256(markdown), { named: sha256, actual: sha256 });
  for (const [from, to] of [
    ["Wrote 3", "Wrote 4"],
    ["result: passed", "result: failed"],
    ["journal_entries: 7", "journal_entries: 8"],
    [`journal_hash: ${"c".repeat(64)}`, `journal_hash: ${"d".repeat(64)}`],
    [`previous_sha256: ${"a".repeat(64)}`, `previous_sha256: ${"b".repeat(64)}`],
  ] as const) {
    const { named, actual } = readReportSha256(markdown.replace(from, to));
    assert.notEqual(named, actual, from);
  }
});

test("a report names the head of the journal in its header alone; a report of an earlier release names none", () => {
  const { markdown } = renderReport(VIEW);
  assert.deepEqual(readReportHead(markdown), VIEW.journal);
  const earlier = markdown.replace(/^journal_\w+: .*\n/gm, "");
  assert.equal(readReportHead(`${earlier}\njournal_entries: 9\njournal_hash: ${"e".repeat(64)}\n`), null);
});

test("text of documents is inert: it stays inside one code span of one table cell (R-01, R-02)", () => {
  const { markdown } = renderReport(VIEW);
  const row = markdown.split("\n").find((line) => line.includes("@org/team"));
  assert.match(row ?? "", /^\| `title` \| (`+) ?[^\n]*\\\|[^\n]*\1 \|$/);
  assert.ok(!/^# SG_1 APPROVED/m.test(markdown));
});

test("a sentence with other than plain characters is shown as a code span", () => {
  const { markdown } = renderReport({ ...VIEW, summary: "see <b>@me</b>" });
  assert.match(markdown, /^`see <b>@me<\/b>`$/m);
});

test("every refusal has the same shape: code, sentence, expected and actual, what to do", () => {
  const { markdown } = renderReport({
    ...VIEW,
    result: "failed",
    refusal: refusal("STOP_DRIFT", { field: "rows", expected: "3", actual: "4", details: ["one more"] }),
  });
  assert.match(markdown, /^reason: STOP_DRIFT$/m);
  assert.match(markdown, /^## STOP_DRIFT$/m);
  assert.match(markdown, /\| `rows` \| `3` \| `4` \|/);
  assert.match(markdown, /^Do this: /m);
});

test("every report says that solo mode is on", () => {
  assert.match(renderReport({ ...VIEW, solo: true }).markdown, /Solo mode/);
});
