import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../src/domain/refusal.ts";
import { type BatchCardView, renderBatchCard } from "../../src/reports/batch-card.ts";
import { batchRequest, member } from "../support/batch-request.ts";

const SHA = "a".repeat(64);
const RUN = "ictr-20260101T000000Z-00000000";

const request = batchRequest({
  members: ["Plain", "@everyone <img src=x> | [x](https://x.example)"].map((title, at) =>
    member({
      ...{ run_id: RUN, payload_sha256: SHA, document_id: `law-${at}`, title },
      ...{ units: 3 + at, writes: 3 + at, warnings: at },
    }),
  ),
  rules: { halt: "stop", canary: 3, wave: 50 },
  list: [{ name: "members-01234567-001.md", sha256: SHA }],
});

const view: BatchCardView = {
  batchId: request.batch_id,
  initiator: request.initiator,
  startedUtc: request.issued_utc,
  toolVersion: "1",
  writtenUtc: request.issued_utc,
  standing: "working",
  request,
  box: null,
  settled: { done: 0, failed: [], open: 2 },
  refusal: null,
  next: `cutter orchestrate resume ${request.batch_id}`,
  reports: [],
  place: { runId: request.batch_id, branch: null, repositoryUrl: null },
  solo: false,
};

test("a card of a batch says what counts for each standing, and counts only what is settled", () => {
  const failed = { documentId: "law-1", runId: RUN, reason: "STOP_SOURCE_CHANGED" };
  const cases: readonly (readonly [Partial<BatchCardView>, readonly RegExp[], readonly RegExp[]])[] = [
    [{}, [/^## Working on 2 documents\. Nothing is asked of you\./], [/Next:/, /SG_1: /]],
    [
      { settled: { done: 1, failed: [], open: 1 } },
      [/SG_1: 1 of 2 done, 0 failed, 1 not begun\./],
      [/\| failed \|/],
    ],
    [
      {
        standing: "halted",
        settled: { done: 0, failed: [failed], open: 1 },
        refusal: refusal("STOP_BATCH_HALTED", {}),
      },
      [
        /^## Halted/,
        /SG_1: 0 of 2 done, 1 failed, 1 not begun\./,
        /\| `law-1` \| `ictr-[^`]+` \| STOP_SOURCE_CHANGED \|/,
        /Next:/,
      ],
      [],
    ],
    [{ standing: "closed", next: null }, [/^## Done: every member/], [/Next:/]],
  ];
  for (const [change, shown, absent] of cases) {
    const card = renderBatchCard({ ...view, ...change });
    for (const pattern of shown) assert.match(card, pattern);
    for (const pattern of absent) assert.doesNotMatch(card, pattern);
  }
});

test("it names the list that is signed and the page that is not, the rules in words, and titles that nothing comes out of", () => {
  const card = renderBatchCard(view);
  assert.match(
    card,
    /\*\*Every member\*\*, one row each, in the order that is signed, .*members-01234567-001\.md/,
  );
  assert.match(card, /`members\.html`.*It is for reading; what is signed names the list above\./);
  assert.match(card, /\| first wave \| one of every class, filled up to 3; then waves of 50 \|/);
  assert.match(card, /\| `@everyone <img src=x> \\\| \[x\]\(https:\/\/x\.example\)` \|/);
});

test("it says with what backup and on what, and how documents that are no members are seen", () => {
  const increment = {
    rests_on: {
      ...{ file: "full.sql.zst.pgp", sha256: SHA, documents_sha256: SHA },
      ...{ taken_utc: request.issued_utc, proved_utc: request.issued_utc },
    },
    ...{ position: 2, documents: 9, held_whole: 2, documents_sha256: SHA, schema_sha256: SHA },
  };
  const full = renderBatchCard(view);
  assert.match(full, /\| taken with \| pg_dump \|/);
  assert.match(full, /\| other documents \| .*every row of which was read/);
  assert.doesNotMatch(full, /it is an/);
  const resting = {
    ...request,
    backup: { ...request.backup, increment },
    base: { ...request.base, others: "chain" as const },
  };
  const card = renderBatchCard({ ...view, request: resting });
  assert.match(
    card,
    /\| it is an \| .*increment 2 on the full backup full\.sql\.zst\.pgp .*2 of 9 documents whole/,
  );
  assert.match(
    card,
    /\| other documents \| .*past the triggers is found by cutter audit and not by this run/,
  );
});
