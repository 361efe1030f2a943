import assert from "node:assert/strict";
import test from "node:test";
import type { AuditRecord } from "../../../src/domain/base-audit.ts";
import type { BaseFacts } from "../../../src/domain/base-facts.ts";
import { describeBoundBase } from "../../../src/domain/bound-base.ts";
import { bindBase } from "../../../src/engine/gates/bind-base.ts";
import { digestOf } from "../../../src/json/canonical-json.ts";

const SHA = "a".repeat(64);
const AUDIT: AuditRecord = {
  schema: "iu-cutter/audit/1",
  database: { name: "kb", system_identifier: "7" },
  taken_utc: "2026-11-20T12:00:00Z",
  documents: 3,
  rows: 30,
  heads_sha256: SHA,
  unchained: 0,
  runs: 1,
};
const HEAD = { document: "A", seq: 4, sha256: SHA, rows: SHA, isFounded: false };
const FACTS: BaseFacts = {
  seen: { cluster: "7", snapshot: "1:1:" },
  document: [],
  scope: "chain",
  heads: [HEAD],
  others: [{ document: "B", receipts: 0, units: 0, rows: 1, digest: SHA }],
};

function bind({
  audit = AUDIT,
  base = FACTS,
}: {
  readonly audit?: AuditRecord | null;
  readonly base?: BaseFacts;
}) {
  const parts = { sidecar: { readCleanAudit: async () => audit } };
  return bindBase({ parts } as unknown as Parameters<typeof bindBase>[0], { base, systemIdentifier: "7" });
}

test("a request names the chains that it sees and the last audit that found nothing", async () => {
  const bound = await bind({});
  assert.deepEqual(bound, {
    others: "chain",
    documents: 2,
    heads_sha256: digestOf([{ document: "A", seq: 4, sha256: SHA }]),
    audited_utc: "2026-11-20T12:00:00Z",
    audit_sha256: digestOf(AUDIT),
  });
});

test("an audit of another database is none of this one", async () => {
  const other = { ...AUDIT, database: { name: "kb", system_identifier: "8" } };
  for (const audit of [other, null]) assert.equal((await bind({ audit })).audited_utc, null);
});

const WORDS: readonly (readonly [BaseFacts["scope"], AuditRecord | null, RegExp])[] = [
  ["all", AUDIT, /every row of which was read; the last clean audit was at 2026-11-20T12:00:00Z$/],
  [
    "chain",
    AUDIT,
    /an edit of one past the triggers is found by cutter audit and not by this run; the last clean audit was at/,
  ],
  ["chain", null, /there was no audit yet$/],
  ["document", AUDIT, /^are not looked at/],
];

for (const [scope = "all", audit, words] of WORDS) {
  test(`people are told what is weaker where other documents are seen by ${scope}${audit === null ? ", without an audit" : ""}`, async () => {
    const bound = await bind({ audit, base: { ...FACTS, scope } });
    assert.match(describeBoundBase(bound), words);
  });
}
