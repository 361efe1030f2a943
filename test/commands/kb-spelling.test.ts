import assert from "node:assert/strict";
import test from "node:test";
import { spellUnits } from "../../src/commands/kb/spell-units.ts";

const unitOf = (unit: string) => ({ unitId: unit, unit, versions: [] });
const HAS = new Set(["LAW/ARTICLE-2", "LAW/article-3", "LAW/ARTICLE-3"]);

for (const [typed, address] of [
  ["LAW/ARTICLE-2", "LAW/ARTICLE-2"],
  ["law/article-2", "LAW/ARTICLE-2"],
  ["LAW/article-3", "LAW/article-3"],
  ["law/article-9", "law/article-9"],
] as const)
  test(`${typed} is read as ${address}`, async () => {
    const reader = {
      findUnits: async (_document: string, name: string) => (HAS.has(name) ? [unitOf(name)] : []),
    };
    const found = await spellUnits(reader, "law", { typed, knownAt: null });
    assert.equal(found.address, address);
    assert.deepEqual(
      found.units.map(({ unit }) => unit),
      HAS.has(address) ? [address] : [],
    );
  });
