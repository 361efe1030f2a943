import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument } from "../../src/domain/plan.ts";

/** A heading, and the label, the title and the address of its unit. */
const HEADINGS: readonly (readonly [heading: string, label: string, title: string, address: string])[] = [
  ["[Article 4](#art-4) Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["[**Article 4**](https://x.example/a_(b)) – Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["[Article 4][art4]: Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ['<span id="page-1-0"></span>**Điều 4.** Phạm vi', "Điều 4", "Phạm vi", "DIEU-4"],
  ['Artikel <a id="x"></a>4 Zweck', "Artikel 4", "Zweck", "ART-4"],
  ['<a href="#x">Article 4</a> Purpose', "Article 4", "Purpose", "ARTICLE-4"],
  ['<font color="red">Article 4.</font> <i>Purpose</i>', "Article 4", "Purpose", "ARTICLE-4"],
  ["Article 4<br/>Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["**Article** **4** Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["***Article 4*** *Purpose of the act*", "Article 4", "Purpose of the act", "ARTICLE-4"],
  [
    "~~Article 4~~ Purpose and *aim* of [acts](x)",
    "Article 4",
    "Purpose and *aim* of [acts](x)",
    "ARTICLE-4",
  ],
  ["![seal](y.png) Article `4` Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["📜 Article 4 — Purpose", "Article 4", "Purpose", "ARTICLE-4"],
  ["⚖️ § 4 Zweck", "§ 4", "Zweck", "PAR-4"],
  ["<!-- page 3 -->Article 4[^2] Purpose {#a4}", "Article 4", "Purpose", "ARTICLE-4"],
  ["§&nbsp;4 Area of 5 m<sup>2</sup>", "§ 4", "Area of 5 m<sup>2</sup>", "PAR-4"],
  ["**Art. 4**<sup>bis</sup> Zweck", "Art. 4 bis", "Zweck", "ART-4-BIS"],
  ["**Art. 4**<sup>12</sup> Zweck", "Art. 4", "Zweck", "ART-4"],
  ["Art. 8a<sup>*ter*</sup>. Zweck", "Art. 8a ter", "Zweck", "ART-8A-TER"],
  ["Art. 4 ^bis^ Zweck", "Art. 4 bis", "Zweck", "ART-4-BIS"],
  ["Art. 4$^{bis}$ Zweck", "Art. 4 bis", "Zweck", "ART-4-BIS"],
  ["§ 4<sup>1</sup>. Mõiste", "§ 4¹", "Mõiste", "PAR-4-1"],
  ["2.¹ pants. Mērķis", "2.¹ pants", "Mērķis", "PANTS-2.1"],
  ["Article 1<sup>er</sup> Objet", "Article 1er", "Objet", "ARTICLE-1ER"],
  ["Article R\\*231-4 Objet", "Article R*231-4", "Objet", "ARTICLE-R-231-4"],
  ["Article L. 123-4-1 Objet", "Article L. 123-4-1", "Objet", "ARTICLE-L-123-4-1"],
  ["\\[§ 4. Repealed. Pub. L. 99–514, Oct. 22, 1986\\]", "§ 4", "", "PAR-4"],
  ["\\[§ 4. Transferred\\]", "§ 4", "Transferred", "PAR-4"],
  ["§ 4 A Rett til arbeid", "§ 4 A", "Rett til arbeid", "PAR-4-A"],
  ["5(1) straipsnis. Tikslas", "5(1) straipsnis", "Tikslas", "STRAIPSNIS-5-1"],
  ["226/A. § Cél", "226/A. §", "Cél", "PAR-226-A"],
  ["Sole Article", "Sole Article", "", "ARTICLE-SOLE"],
  ["Artículo noveno", "Artículo noveno", "", "ARTICULO-NOVENO"],
  ["Articolo nono. Fine", "Articolo nono", "Fine", "ARTICOLO-NONO"],
  ["Artículo no. 9. Fin", "Artículo no. 9", "Fin", "ARTICULO-9"],
  ["Einziger Paragraph", "Einziger Paragraph", "", "PAR-EINZIGER"],
  ["Điều thứ nhất. Tên gọi", "Điều thứ nhất", "Tên gọi", "DIEU-THU-NHAT"],
  ["Điều 24.8.NĐ.1. Phạm vi", "Điều 24.8.NĐ.1", "Phạm vi", "DIEU-24.8.ND.1"],
  ["§§ 20 u. 21 (weggefallen)", "§§ 20 u. 21", "(weggefallen)", "PAR-20-U-21"],
  ["第 4-1 條", "第 4-1 條", "", "TIAO-4-1"],
  ["第 4 條之 1", "第 4 條之 1", "", "TIAO-4-1"],
  ["第 十 四 条 附則", "第 十 四 条", "附則", "TIAO-14"],
  ["第四十条の二の三（定義）", "第四十条の二の三", "定義", "JO-40-2-3"],
];

describe("a name in a heading", () => {
  for (const [heading, label, title, address] of HEADINGS) {
    test(`"${heading}" is ${label}`, () => {
      const { units } = mark(`# T\n\n## ${heading}\n\nText of it.\n`);
      assert.deepEqual(
        units.map((unit) => [unit.label, unit.title, unit.address]),
        [[label, title, address]],
      );
    });
  }
});

/** Lines that begin a unit in text, with `N` for the number, and their label. */
const LINES: readonly (readonly [line: string, label: string])[] = [
  ["**Art. N**<sup>bis</sup> Text", "Art. 2 bis"],
  ["**Art. N^ter^** Text", "Art. 2 ter"],
  ["§ N<sup>1</sup>. Text of it.", "§ 2¹"],
  ["*Article N.* Text of it.", "Article 2"],
  ["<b>Article N</b> Text of it.", "Article 2"],
  ['<a id="x"></a>Article N. Text', "Article 2"],
  ["Art. N ᵇⁱˢ. Text", "Art. 2 ᵇⁱˢ"],
];

test("a name in a line of text is read without its marks", () => {
  for (const [line, label] of LINES) {
    const text = ["1", "2", "3"].map((number) => `${line.replace("N", number)}\n\nIt goes on.\n\n`).join("");
    for (const top of ["", "# T\n\n"]) assert.equal(mark(top + text).units.at(1)?.label, label, line);
  }
});

test("a repealed unit is told by the word after its number, alone or with its source", () => {
  const lines = {
    "[§ 4. Repealed. Pub. L. 99–514]": true,
    "§ 4 Aufgehoben durch Gesetz vom 3. Mai": true,
    "Article 4 (abrogé par la loi du 3 mai)": true,
    "§§ 4 to 6. Repealed.": true,
    "Article 4 Repealed enactments": false,
    "Article 4 Deleted data": false,
  };
  for (const [heading, repealed] of Object.entries(lines))
    assert.equal(mark(`# T\n\n## ${heading}\n\nText.\n`).units.at(0)?.repealed, repealed, heading);
});

test("a name for several units tells the last, so that no gap is warned of after it", () => {
  const names = ["§§ 2 u. 3", "§§ 2-3", "§ 2 bis § 3", "§ 2, 3", "§ 2-3", "§§ 2 and 3"];
  for (const name of names) {
    const found = mark(`# T\n\n## § 1\n\nA.\n\n## ${name}\n\nB.\n\n## § 4\n\nC.\n`);
    assert.deepEqual([found.units.at(1)?.label, found.warnings], [name, []]);
  }
  const gap = mark("# T\n\n## § 1\n\nA.\n\n## §§ 2 u. 3\n\nB.\n\n## § 6\n\nC.\n");
  assert.deepEqual(
    gap.warnings.map(({ code }) => code),
    ["NUMBER_GAP"],
  );
});

test("an inserted section of an outline is named by its number, and a title that begins with digits is not", () => {
  const numbers = [
    "9. **Limits**",
    "10. **Works**",
    "10A. **Schemes**",
    "11 Offences",
    "11A Fines",
    "3D printing",
  ];
  const { units } = mark(`# T\n\n${numbers.map((number) => `## ${number}\n\nText.\n`).join("\n")}`);
  assert.deepEqual(
    units.map(({ label, title }) => `${label}|${title}`),
    ["9|Limits", "10|Works", "10A|Schemes", "11|Offences", "11A|Fines", "3D printing|"],
  );
});

/** Documents of names in text, and the last parts of their units' addresses. */
const COUNTS: Readonly<Record<string, readonly [lines: readonly string[], addresses: readonly string[]]>> = {
  "Taiwan's inserted articles, behind a hyphen": [
    ["第 1 條", "第 1-1 條", "第 1-2 條", "第 2 條", "第 2 條之 1", "第 3 條", "第 3-1 條"],
    ["TIAO-1", "TIAO-1-1", "TIAO-1-2", "TIAO-2", "TIAO-2-1", "TIAO-3", "TIAO-3-1"],
  ],
  "numerals with spaces between their signs": [
    ["第 九 条", "第 十 条", "第 十 一 条", "第 十 二 条", "第 二 十 条"],
    ["TIAO-9", "TIAO-10", "TIAO-11", "TIAO-12", "TIAO-20"],
  ],
  "Turkish additional and temporary articles beside the others": [
    ["MADDE 1 –", "MADDE 2 –", "Ek Madde 1 –", "GEÇİCİ MADDE 1 –", "GEÇİCİ MADDE 2 –", "MADDE 3 –"],
    ["MADDE-1", "MADDE-2", "EK-MADDE-1", "GECICI-MADDE-1", "GECICI-MADDE-2", "MADDE-3"],
  ],
  "clauses named by ordinals alone": [
    ["CLÁUSULAS", "PRIMERA.- Objeto.", "SEGUNDA.- Precio.", "TERCERA.- Plazo.", "CUARTA.- Ley."],
    ["CLAUSE-PRIMERA", "CLAUSE-SEGUNDA", "CLAUSE-TERCERA", "CLAUSE-CUARTA"],
  ],
  "clauses named by ordinals in bold type": [
    ["**Primera.–** Objeto.", "**Segunda.–** Precio.", "**Tercera.–** Plazo."],
    ["CLAUSE-PRIMERA", "CLAUSE-SEGUNDA", "CLAUSE-TERCERA"],
  ],
  "clauses named by ordinals before a colon": [
    ["FIRST: The Council meets.", "SECOND: A member may resign.", "THIRD: No person is liable."],
    ["CLAUSE-FIRST", "CLAUSE-SECOND", "CLAUSE-THIRD"],
  ],
  "a Japanese supplement whose title is set apart": [
    ["（目的）\n第一条", "（定義）\n第二条", "附　則", "（施行期日）\n第一条", "（経過措置）\n第二条"],
    ["TIAO-1", "TIAO-2", "附則/TIAO-1", "附則/TIAO-2"],
  ],
};

describe("names in plain text", () => {
  for (const [kind, [lines, addresses]] of Object.entries(COUNTS)) {
    test(`units with addresses of their own: ${kind}`, () => {
      const { units } = mark(lines.map((line) => `${line}\n\n本文 metni buradadır.\n\n`).join(""));
      assert.deepEqual(
        units.map((unit) => unit.address),
        addresses,
      );
    });
  }
});

test("an ordinal sign is no letter of an inserted number, and steps of an argument are no clauses", () => {
  const lines = [
    "Artículo 1o.- Uno.",
    "Artículo 2o.- Dos.",
    "First: we met.",
    "Second: we spoke.",
    "Third: we left.",
  ];
  const { units, warnings } = mark(lines.map((line) => `${line}\n\nText.\n\n`).join(""));
  assert.deepEqual([units.map(({ label }) => label), warnings], [["Artículo 1o", "Artículo 2o"], []]);
});

function mark(text: string): MarkedDocument {
  const marked = markDocument(Buffer.from(text), { maxUnits: 100 });
  assert.ok(marked.ok, JSON.stringify(marked));
  return marked.value;
}
