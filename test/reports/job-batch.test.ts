import assert from "node:assert/strict";
import test from "node:test";
import { type JobBatch, renderJobBatch } from "../../src/reports/job-batch.ts";

const NONE = { open: 0, closed: 0, failed: 0, left: 0, withdrawn: 0 };
const batch: JobBatch = {
  batchId: "ictb-20261121T090000Z-1a2b3c4d",
  state: "closed",
  members: { ...NONE, all: 2, closed: 2 },
  ...{ refusal: null, waiting: null, next: null, failed: [], left: [] },
};
const member = { runId: "ictr-20261121T090000Z-1a2b3c4d", documentId: "law", reason: "STOP_TAMPERED" };

test("a batch is told as done where nothing is left of it, and else with what is", () => {
  const headlines = [
    [{ closed: 2 }, "Done"],
    [{ closed: 1, failed: 1 }, "Done, but for 1 member that failed"],
    [{ left: 2 }, "Done, but for 2 members left behind"],
    [{ failed: 1, left: 1 }, "Done, but for 1 member that failed and 1 member left behind"],
  ] as const;
  for (const [members, headline] of headlines) {
    const text = renderJobBatch({ ...batch, members: { ...NONE, all: 2, ...members } });
    assert.equal(text.split("\n")[0], `## ${headline}`);
  }
});

test("of a member that was left behind the summary says why, and what to do", () => {
  const text = renderJobBatch({
    ...batch,
    members: { ...NONE, all: 25, left: 25 },
    left: [{ ...member, wayOut: "Take the drafts back: cutter orchestrate revert RUN --execute." }],
  });
  assert.match(text, /left behind.*run.*reason.*what to do/);
  assert.match(text, /law.*ictr-20261121T090000Z-1a2b3c4d.*STOP_TAMPERED.*cutter orchestrate revert RUN/);
  assert.match(text, /24 more left behind\./);
});
