import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refusal } from "../../src/domain/refusal.ts";
import { renderCheckComment } from "../../src/reports/check-comment.ts";
import { type JobRun, renderJobChecks, renderJobRun } from "../../src/reports/job-summary.ts";
import { renderReportComment } from "../../src/reports/report-comment.ts";

const HEADER = "schema: x\nreport: 07-cut\nresult: ";
const report = (result: string) => ({
  name: "07-cut",
  sha256: "ab".repeat(32),
  markdown: `---\n${HEADER}${result}\n---\n\n# Cut: ${result}\n\nText.\n`,
});

describe("renderReportComment", () => {
  it("folds a passed report under its name and result, and puts the header at the end", () => {
    const comment = renderReportComment(report("passed"));
    assert.match(
      comment,
      /^<details><summary>07-cut: passed<\/summary>\n\n# Cut: passed\n\nText\.\n\n```text\nschema: x/,
    );
    assert.match(comment, /```\n\n<\/details>\n$/);
  });

  it("shows a report open that waits, stopped or failed", () => {
    for (const result of ["waiting", "stopped", "failed"])
      assert.match(renderReportComment(report(result)), /^# Cut: /);
  });

  it("shows a text without a header as it is", () => {
    assert.match(renderReportComment({ ...report("passed"), markdown: "# Plain\n" }), /^# Plain/);
  });
});

describe("renderCheckComment", () => {
  const base = { runId: "ictr-20261121T090000Z-1a2b3c4d", headSha: "a".repeat(40) };

  it("says what would open, by whom and until when", () => {
    const gate = {
      gate: "SG_1_cut_authz",
      refusal: null,
      gathers: null,
      persons: ["ada"],
      keys: ["SHA256:x"],
      expiresUtc: "2026-11-22T09:00:00Z",
    } as const;
    const comment = renderCheckComment({ ...base, gates: [gate] });
    assert.match(comment, /^## SG_1_cut_authz would open/);
    assert.match(comment, /2026-11-22T09:00:00Z/);
  });

  it("a check comment shows a refusal in the form of every other page", () => {
    const stop = refusal("STOP_APPROVAL_UNSIGNED", { field: "x", expected: "@everyone", actual: "none" });
    const comment = renderCheckComment({
      ...base,
      gates: [
        { gate: "SG_1_cut_authz", refusal: stop, gathers: null, persons: [], keys: [], expiresUtc: null },
      ],
    });
    assert.match(comment, /^## Cannot open SG_1_cut_authz\n\n## STOP_APPROVAL_UNSIGNED/);
    assert.match(comment, /`@everyone`/);
    assert.match(comment, /Do this: /);
  });

  it("says who is still missing, and what counts until then", () => {
    const stop = refusal("STOP_APPROVAL_THRESHOLD_NOT_MET", { expected: "2 persons", actual: "1 (ada)" });
    const told = (gathers: "by merging" | "before the merge") =>
      renderCheckComment({
        ...base,
        gates: [{ gate: "SG_1_cut_authz", refusal: stop, gathers, persons: [], keys: [], expiresUtc: null }],
      });
    assert.match(told("by merging"), /^## Counted for SG_1_cut_authz: 1 \(ada\) of 2 persons\n\nMerge with/);
    assert.match(told("before the merge"), /^## Not enough yet for SG_1_cut_authz: 1 \(ada\) of 2 persons/);
  });

  it("says that there is no approval yet", () => {
    assert.match(renderCheckComment({ ...base, gates: [] }), /^## No approval yet/);
  });
});

describe("renderJobRun", () => {
  const run: JobRun = {
    runId: "ictr-20261121T090000Z-1a2b3c4d",
    documentId: "harbour | @org",
    mode: "LIVE",
    state: "closeout_reported",
    refusal: null,
    waiting: null,
    reports: [{ name: "01-source_pin", sha256: "ab", where: null }],
  };
  const cases: readonly (readonly [string, Partial<JobRun>])[] = [
    ["## Done", {}],
    ["## Reached marked", { state: "marked" }],
    ["## Stopped: STOP_DRIFT", { refusal: refusal("STOP_DRIFT") }],
    [
      "## Waiting for an approval of SG_1_cut_authz",
      {
        refusal: refusal("STOP_APPROVAL_REQUIRED"),
        waiting: { gate: "SG_1_cut_authz", where: "https://x/1", payloadSha256: "cd" },
      },
    ],
  ];
  for (const [headline, changes] of cases)
    it(`begins with ${JSON.stringify(headline)}`, () => {
      const summary = renderJobRun({ ...run, ...changes });
      assert.ok(summary.startsWith(`${headline}\n`), summary);
      assert.match(summary, /`harbour \| @org`/);
    });
});

describe("renderJobChecks", () => {
  it("counts what failed and says what to do", () => {
    const checks = [
      { name: "git", passed: true, found: "2.39", wayOut: "" },
      { name: "pg_dump", passed: false, found: "none", wayOut: "Install it." },
    ];
    assert.match(renderJobChecks(checks), /^## The runner is not ready: 1 prechecks failed/);
    assert.match(renderJobChecks(checks), /\*\*failed\*\* \| `none` \| `Install it\.`/);
    assert.match(renderJobChecks(checks.slice(0, 1)), /^## The runner is ready\n/);
  });

  it("lists what an audit has found, line by line and inert, and of very much the first lines", () => {
    const details = Array.from({ length: 60 }, (_, place) => `LAW: row ${place} <img src=x>`);
    const shown = renderJobChecks([{ name: "rows", passed: false, found: "some", wayOut: "Look.", details }]);
    assert.match(shown, /\n\n### rows\n\n- `LAW: row 0 <img src=x>`\n/);
    assert.match(shown, /\n- `LAW: row 49 [^\n]+\n- and 10 more\n$/);
    assert.doesNotMatch(shown, /row 50/);
  });
});
