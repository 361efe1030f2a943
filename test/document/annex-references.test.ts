import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const TEXTS = [
  "The ferry sails at dawn, and it comes back when the lamp on the pier is lit.",
  "A passenger pays the fare at the pier before the ferry leaves, and keeps the ticket.",
  "The council hears the keepers of the ferries every autumn before it sets the fares.",
];
const BODY = TEXTS.map((text, index) => `${index + 1}.—(1) ${text}\n\n(2) ${TEXTS[2 - index]}`);
const PARAGRAPHS = TEXTS.slice(0, 2).map((text, index) => `${index + 1}. ${text}`);

const addressesOf = (text: string) => mark(text).units.map(({ address }) => address);
const UNITS = ["SECTION-1", "SECTION-2", "SECTION-3", "SCHEDULE-1/SECTION-1", "SCHEDULE-1/SECTION-2"];

describe("a line below an annex that only names the section by which it is annexed", () => {
  const lay = (first: string, second: string) =>
    paragraphs(
      "FERRY REGULATIONS",
      ...BODY,
      ...["SCHEDULE 1", first, "Lamps", ...PARAGRAPHS, "SCHEDULE 2", second, "Repeals", TEXTS[0] ?? ""],
    );

  for (const [rule, first, second] of [
    ["is a reference", "Regulation 2", "Regulation 3"],
    ["may name a paragraph", "Regulation 2(1)", "Regulation 3(2)"],
    ["may name several", "Regulations 2 and 3", "Regulations 2(1), 3"],
    ["may name a section, which is no container", "Section 2", "Section 3"],
  ] as const)
    test(rule, () => {
      const marked = mark(lay(first, second));
      assert.deepEqual(
        marked.units.map(({ address }) => address),
        UNITS,
      );
      assert.deepEqual(
        marked.containers.map(({ label }) => label),
        ["SCHEDULE 1", "SCHEDULE 2"],
      );
      assert.deepEqual(marked.warnings, []);
    });

  test("is one where the sections have names, too", () => {
    const body = TEXTS.map((text, index) => `Section ${index + 1}. Ferries\n\n${text}`);
    const text = paragraphs("FERRY ACT", ...body, "SCHEDULE 1", "Section 2", "Lamps", TEXTS[0] ?? "");
    assert.deepEqual(addressesOf(text), ["SECTION-1", "SECTION-2", "SECTION-3"]);
  });

  test("is a unit where the count goes on in the annex, or begins there", () => {
    const head = (n: number) => `Article ${n}\n\n${TEXTS[n % 3]}`;
    const goesOn = paragraphs("ACT", head(1), head(2), head(3), "ANNEX", head(2), head(3));
    assert.deepEqual(addressesOf(goesOn).slice(3), ["ANNEX/ARTICLE-2", "ANNEX/ARTICLE-3"]);
    const further = paragraphs("ACT", head(1), head(2), head(3), "ANNEX", head(4));
    assert.deepEqual(addressesOf(further).slice(3), ["ANNEX/ARTICLE-4"]);
    const first = paragraphs("ACT", head(1), head(2), head(3), "ANNEX", head(1));
    assert.deepEqual(addressesOf(first).slice(3), ["ANNEX/ARTICLE-1"]);
  });
});
