import assert from "node:assert/strict";
import test from "node:test";
import {
  makeSeal,
  refuseOtherList,
  renderRoot,
  renderSeal,
  SEAL_FILE,
  type Seal,
  type SealedRun,
} from "../../src/domain/seal.ts";
import { parseStateFile } from "../../src/domain/state-file.ts";
import { recursiveRoot } from "../merkle/recursive.ts";

function run(number: number, closed = "2026-01-02T03:04:05Z"): SealedRun {
  return {
    kind: "run",
    run_id: `ictr-20260101T000000Z-0000000${number}`,
    document_id: "law",
    mode: "LIVE",
    closed_utc: closed,
    batch_id: null,
    database: { name: "kb", system_identifier: "7" },
    evidence_sha256: String(number).repeat(64),
  };
}

const batch = {
  kind: "batch",
  batch_id: "ictb-20260101T000000Z-00000009",
  closed_utc: "2026-01-03T00:00:00Z",
  evidence_sha256: "9".repeat(64),
} as const;
const SEAL = makeSeal({
  since: null,
  until: "2026-01-31",
  previous_sha256: null,
  entries: [batch, run(2), run(1), run(3, "2026-01-01T00:00:00Z")],
});

test("the entries stand in the order in which they were closed, whatever the order in which they were found", () => {
  assert.deepEqual(SEAL.entries, [run(3, "2026-01-01T00:00:00Z"), run(1), run(2), batch]);
  assert.deepEqual(makeSeal({ ...SEAL, entries: SEAL.entries.toReversed() }), SEAL);
});

test("the root is that of the canonical JSON of its entries, as the recursive definition has it", () => {
  const first =
    '{"batch_id":null,"closed_utc":"2026-01-01T00:00:00Z","database":{"name":"kb","system_identifier":"7"},"document_id":"law",' +
    `"evidence_sha256":"${"3".repeat(64)}","kind":"run","mode":"LIVE","run_id":"ictr-20260101T000000Z-00000003"}`;
  const seal = makeSeal({ ...SEAL, entries: [run(3, "2026-01-01T00:00:00Z")] });
  assert.equal(seal.root, recursiveRoot([Buffer.from(first)]));
});

test("the root file says everything that the list says but for its entries", () => {
  assert.equal(
    renderRoot(SEAL),
    `iu-cutter seal 1\nsince: the beginning\nuntil: 2026-01-31\nentries: 4\nprevious: none\nroot: ${SEAL.root}\n`,
  );
  const next = makeSeal({
    ...SEAL,
    since: "2026-02-01",
    until: "2026-02-28",
    previous_sha256: "a".repeat(64),
  });
  assert.match(renderRoot(next), /^since: 2026-02-01\nuntil: 2026-02-28\nentries: 4\nprevious: a{64}$/m);
});

test("list and root file that were made together are of one piece", () => {
  const read = parseStateFile(SEAL_FILE, Buffer.from(renderSeal(SEAL)));
  assert.ok(read.ok);
  assert.equal(refuseOtherList(read.value, renderRoot(SEAL)), null);
});

const [first, ...others] = SEAL.entries;
const ALTERED: readonly (readonly [string, Seal, string, string])[] = [
  ["a run is left out of the list", { ...SEAL, entries: others }, renderRoot(SEAL), "STOP_SEAL_LIST"],
  [
    "a run is added to the list",
    { ...SEAL, entries: [...SEAL.entries, run(4)] },
    renderRoot(SEAL),
    "STOP_SEAL_LIST",
  ],
  [
    "an entry is changed",
    { ...SEAL, entries: [{ ...run(3, "2026-01-01T00:00:00Z"), document_id: "other" }, ...others] },
    renderRoot(SEAL),
    "STOP_SEAL_LIST",
  ],
  [
    "two entries are exchanged",
    { ...SEAL, entries: [...others, first ?? batch] },
    renderRoot(SEAL),
    "STOP_SEAL_LIST",
  ],
  ["the list names another root", { ...SEAL, root: "a".repeat(64) }, renderRoot(SEAL), "STOP_SEAL_ROOT"],
  ["the list names another first day", { ...SEAL, since: "2026-01-01" }, renderRoot(SEAL), "STOP_SEAL_ROOT"],
  ["the list names another last day", { ...SEAL, until: "2026-02-01" }, renderRoot(SEAL), "STOP_SEAL_ROOT"],
  [
    "the list names another seal before it",
    { ...SEAL, previous_sha256: "a".repeat(64) },
    renderRoot(SEAL),
    "STOP_SEAL_ROOT",
  ],
  [
    "the root file names another root",
    SEAL,
    renderRoot(SEAL).replace(/root: ./, "root: x"),
    "STOP_SEAL_ROOT",
  ],
  ["the root file is cut off", SEAL, renderRoot(SEAL).slice(0, 40), "STOP_SEAL_ROOT"],
  ["the root file goes on", SEAL, `${renderRoot(SEAL)}and more\n`, "STOP_SEAL_ROOT"],
  ["the root file is empty", SEAL, "", "STOP_SEAL_ROOT"],
  [
    "the root file is of a list without this run, and so is its own root",
    SEAL,
    renderRoot(makeSeal({ ...SEAL, entries: others })),
    "STOP_SEAL_LIST",
  ],
];

// S-01 and S-02
for (const [title, seal, root, reason] of ALTERED) {
  test(`${title}: ${reason}`, () => assert.equal(refuseOtherList(seal, root)?.reason, reason));
}

for (const [title, change] of [
  ["a day that does not exist", { until: "2026-02-30" }],
  ["no entry", { entries: [] }],
  ["a member that nobody knows", { more: 1 }],
] as const) {
  test(`a list with ${title} is no list`, () => {
    const read = parseStateFile(SEAL_FILE, Buffer.from(JSON.stringify({ ...SEAL, ...change })));
    assert.equal(read.ok, false);
  });
}
