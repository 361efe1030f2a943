import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { droppableCut } from "./judge-dropped.ts";

const SENTENCE = "The keeper of the lamps writes down every boat that lands.";

/** Units by number, each with a head and a text, set apart as given. */
function units(
  numbers: readonly (string | number)[],
  head: (number: string | number) => string,
  between = "\n\n",
): string {
  return numbers.map((number) => `${head(number)}${between}${SENTENCE}`).join("\n\n");
}

const ONE_TO_SIX = [1, 2, 3, 4, 5, 6];
const HAN = ["一", "二", "三", "四", "五", "六"];

/** Right cuts of many layouts and languages; each of their units is dropped in turn. */
const LAYOUTS: Readonly<Record<string, string>> = {
  "marked articles": `# Act\n\n${units(ONE_TO_SIX, (n) => `## Article ${n}. Boats`)}`,
  "plain articles": `ACT\n\n${units(ONE_TO_SIX, (n) => `Article ${n}`)}`,
  "bold articles": `# Act\n\n${units(ONE_TO_SIX, (n) => `**Article ${n}**`)}`,
  "articles that run into their text": `ACT\n\n${units(ONE_TO_SIX, (n) => `Art. ${n}.`, " ")}`,
  "articles without blank lines": `ACT\n${ONE_TO_SIX.map((n) => `Article ${n}. Boats\n${SENTENCE}`).join("\n")}`,
  "articles below chapters": `# Act\n\n## Chapter 1\n\n${units([1, 2, 3], (n) => `### Article ${n}`)}\n\n## Chapter 2\n\n${units([4, 5, 6], (n) => `### Article ${n}`)}`,
  "articles that restart below titles": `# Code\n\n## Title I\n\n${units([1, 2, 3], (n) => `### Article ${n}`)}\n\n## Title II\n\n${units([1, 2, 3], (n) => `### Article ${n}`)}`,
  "inserted articles": `# Act\n\n${units([1, 2, "2a", "2b", 3, "3 bis", 4], (n) => `## Article ${n}`)}`,
  "inserted articles in plain text": `ACT\n\n${units([1, 2, "2a", "2b", 3, 4], (n) => `Article ${n}`)}`,
  "German paragraphs": `# Gesetz\n\n${units([1, 2, "2a", 3, 4], (n) => `## § ${n} Boote`)}`,
  "Vietnamese articles": `LUẬT\n\n${units(ONE_TO_SIX, (n) => `Điều ${n}. Thuyền`)}`,
  "Chinese articles": `港口法\n\n${HAN.map((n) => `第${n}条 港口由政府管理，船舶应当登记。`).join("\n\n")}`,
  "Japanese articles in bold type": `# 規則\n\n${HAN.map((n) => `**第${n}条（船）**　この規則は、船の登録について定めるものとする。`).join("\n\n")}`,
  "Arabic articles": `قانون\n\n${units(ONE_TO_SIX, (n) => `المادة ${n}`)}`,
  "Russian articles": `ЗАКОН\n\n${units(ONE_TO_SIX, (n) => `Статья ${n}. Лодки`)}`,
  "Spanish articles with ordinal signs": `LEY\n\n${units(["1º", "2º", "3º", "4º"], (n) => `Artículo ${n}.-`, " ")}`,
  "Slovenian articles": `ZAKON\n\n${units([1, 2, 3, 4], (n) => `${n}. člen`)}`,
  "numbered clauses": `AGREEMENT\n\n${units(ONE_TO_SIX, (n) => `${n}. Boats and Lamps`)}`,
  "numbered clauses that are text": `AGREEMENT\n\n${ONE_TO_SIX.map((n) => `${n}. ${SENTENCE}`).join("\n\n")}`,
  "numbered clauses with inserted ones": `AGREEMENT\n\n${[1, 2, "2A", 3, 4].map((n) => `${n}. ${SENTENCE}`).join("\n\n")}`,
  "dotted sections in plain text": `RULES\n\n${units(["1", "1.1", "1.2", "2", "2.1", "2.2", "2.3", "3"], (n) => `${n} Boats`)}`,
  "an outline": `# Guide\n\n${units(["Boats", "Lamps", "Keepers", "Fees"], (n) => `## ${n}`)}`,
  "an outline of two levels": `# Guide\n\n## Boats\n\n${SENTENCE}\n\n### Small\n\n${SENTENCE}\n\n### Large\n\n${SENTENCE}\n\n## Lamps\n\n${SENTENCE}\n\n### Red\n\n${SENTENCE}`,
  "a numbered outline": `# Guide\n\n${units(["1 Boats", "1.1 Small", "1.2 Large", "2 Lamps", "2.1 Red"], (n) => `## ${n}`)}`,
  "setext headings": `Act\n===\n\n${ONE_TO_SIX.map((n) => `Article ${n}\n---------\n\n${SENTENCE}`).join("\n\n")}`,
  "articles behind supplementary provisions": `# 法律\n\n${HAN.slice(0, 4)
    .map((n) => `### 第${n}条\n\nこの法律は、船の登録について定めるものとする。船の所有者は、これに従う。`)
    .join("\n\n")}\n\n## 附則\n\n${HAN.slice(0, 2)
    .map((n) => `### 第${n}条\n\nこの法律は、公布の日から施行する。ただし、船については、この限りでない。`)
    .join("\n\n")}`,
  "Chinese items": `关于港口的通知\n\n${HAN.map((n) => `${n}、港口由政府管理，船舶应当登记。`).join("\n\n")}`,
  "clauses named by ordinals": `CONTRATO\n\n${["PRIMERA", "SEGUNDA", "TERCERA", "CUARTA"].map((n) => `${n}.- ${SENTENCE}`).join("\n\n")}`,
};

/** Every unit alone, the first and the last ones together, and every other one. */
function dropsOf(count: number): Readonly<Record<string, readonly number[]>> {
  const all = Array.from({ length: count }, (_, index) => index);
  return {
    ...Object.fromEntries(all.map((index) => [`unit ${index + 1}`, [index]])),
    "the first two": all.slice(0, 2),
    "the last two": all.slice(-2),
    "the first half": all.slice(0, count >> 1),
    "the last half": all.slice(count >> 1),
    "every other one": all.filter((index) => index % 2 === 1),
  };
}

describe("a unit that a reading misses is told (P-168)", () => {
  for (const [layout, text] of Object.entries(LAYOUTS)) {
    test(layout, () => {
      const { heads, judgeWithout } = droppableCut(Buffer.from(text));
      assert.ok(heads.length >= 4, `${heads.length} units`);
      const silent = Object.entries(dropsOf(heads.length))
        .filter(([, dropped]) => judgeWithout(new Set(dropped)).told.length === 0)
        .map(([name]) => name);
      assert.deepEqual(silent, []);
    });
  }
});
