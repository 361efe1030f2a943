import assert from "node:assert/strict";
import test from "node:test";
import type { BaseFacts, ChainHead } from "../../src/domain/base-facts.ts";
import {
  type DocumentList,
  joinBase,
  listedBase,
  listOf,
  PAGE_DOCUMENTS,
  pagesOf,
  splitBase,
} from "../../src/domain/listed-base.ts";

const SHA256 = "0123456789abcdef".repeat(4);
const headOf = (n: number, seq = 1): ChainHead => ({
  document: `LAW-${`${n}`.padStart(6, "0")}`,
  seq,
  sha256: SHA256,
  rows: SHA256,
  isFounded: false,
});
const rowsOf = (n: number) => ({
  document: `NEW-${`${n}`.padStart(6, "0")}`,
  receipts: 0,
  units: 0,
  rows: 1,
  digest: SHA256,
});

function listWith(heads: number, others: number): DocumentList {
  return {
    heads: Array.from({ length: heads }, (_, n) => headOf(n)),
    others: Array.from({ length: others }, (_, n) => rowsOf(n)),
  };
}

const SIZES: readonly (readonly [heads: number, others: number, pages: number])[] = [
  [0, 0, 1],
  [0, 1, 1],
  [PAGE_DOCUMENTS - 1, 1, 1],
  [PAGE_DOCUMENTS, 1, 2],
  [PAGE_DOCUMENTS * 2, 0, 2],
  [3000, 3600, 32],
];

for (const [heads, others, count] of SIZES) {
  test(`a list of ${heads} documents with a chain and ${others} without has ${count} pages, which make the list again`, () => {
    const list = listWith(heads, others);
    const pages = pagesOf(list);
    assert.equal(pages.length, count);
    assert.deepEqual(listOf(pages), list);
    const most = Math.max(...pages.map((page) => page.heads.length + page.others.length));
    assert.ok(most <= PAGE_DOCUMENTS * 1.5, `${most}`);
  });
}

test("where one document has a new entry, or its first, the pages of the others are the same", () => {
  const list = listWith(3000, 3600);
  const pages = pagesOf(list);
  const next = {
    heads: list.heads.map((head, n) => (n === 1234 ? headOf(n, 2) : head)),
    others: list.others,
  };
  const first = {
    heads: [...list.heads, { ...headOf(0), document: rowsOf(7).document }],
    others: list.others.filter((_, n) => n !== 7),
  };
  for (const changed of [next, first])
    assert.equal(pagesOf(changed).filter((page, at) => !isSame(page, pages[at])).length, 1);
});

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const seen = { cluster: "1/now/2/3", snapshot: "7:7:" };
const OWN = [headOf(5), rowsOf(5)] as const;

for (const own of OWN) {
  test(`facts of ${own.document} are kept without the list and are the same again with it, in which the own document stands`, () => {
    const { heads, others } = listWith(10, 10);
    const isOther = ({ document }: { readonly document: string }) => document !== own.document;
    const facts: BaseFacts = {
      seen,
      document: [],
      scope: "chain",
      heads: heads.filter(isOther),
      others: others.filter(isOther),
      own,
    };
    const list = splitBase(facts) ?? assert.fail();
    assert.deepEqual(list, { heads, others });
    const kept = listedBase(facts, SHA256);
    assert.deepEqual(kept, {
      seen,
      document: [],
      scope: "chain",
      listed: { own: own.document, sha256: SHA256 },
    });
    const { own: _own, ...whole } = facts;
    assert.deepEqual(joinBase(kept, list), whole);
  });
}
