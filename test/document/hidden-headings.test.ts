import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and it comes back when the lamp on the pier is lit.";
const quote = (text: string) => text.replace(/^/gm, "> ").replace(/^> $/gm, ">");

describe("articles in quotes (P-181)", () => {
  const units = ["Article 1 = Aim", "Article 2 = Seat", "Article 3 = Fees"];
  const article = "article";
  testKinds([
    {
      rule: "each in a quote of its own, in bold type",
      text: paragraphs(
        "# Act",
        ...["1. Aim", "2. Seat", "3. Fees"].map((name) => quote(`**Article ${name}**\n\n${TEXT}`)),
      ),
      units,
      convention: article,
    },
    {
      rule: "all in one quote, as headings",
      text: `# Act\n\n${quote(["1. Aim", "2. Seat", "3. Fees"].map((name) => `## Article ${name}\n\n${TEXT}\n`).join("\n"))}\n`,
      units,
      convention: article,
    },
    {
      rule: "the heads alone are quoted",
      text: paragraphs(
        "# Luật",
        quote("**Điều 1.** Phạm vi"),
        TEXT,
        quote("**Điều 2.** Vé"),
        TEXT,
        quote("**Điều 3.** Phí"),
        TEXT,
      ),
      units: ["Điều 1 = Phạm vi", "Điều 2 = Vé", "Điều 3 = Phí"],
      convention: "vi-dieu",
    },
    {
      rule: "numbers that pandoc escapes",
      text: paragraphs(
        "**AGREEMENT**",
        ...["1\\. **Scope.**", "2\\. **Fees.**", "3\\. **Term.**"].map((name) => quote(`${name} ${TEXT}`)),
      ),
      units: ["1 = Scope", "2 = Fees", "3 = Term"],
    },
    {
      rule: "the articles of another act stay text",
      text: paragraphs(
        ...["# Act", "## Article 1", "The old act reads:"],
        quote("**Article 1**\n\nOld."),
        quote("**Article 2**\n\nOld."),
        quote("**Article 3**\n\nOld."),
        ...["## Article 2", TEXT],
      ),
      units: ["Article 1", "Article 2"],
      convention: article,
    },
    {
      rule: "the sections of another act stay text below sections, whose word also names containers",
      text: paragraphs(
        ...["# Act", "### Section 1", TEXT, "### Section 2", "The old act reads:"],
        quote("## Section 1\n\nOld."),
        quote("## Section 2\n\nOld."),
        quote("## Section 3\n\nOld."),
        ...["### Section 3", TEXT],
      ),
      units: ["Section 1", "Section 2", "Section 3"],
      convention: "en-section",
    },
  ]);
});

describe("articles as items of a list (P-181)", () => {
  testKinds([
    {
      rule: "in bold type, with items of their own below",
      text: paragraphs(
        "# Statutes",
        `- **Article 1.** ${TEXT}\n  - One\n  - Two`,
        `- **Article 2.** ${TEXT}`,
        `- **Article 3.** ${TEXT}`,
      ),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
    {
      rule: "without blank lines, below chapters",
      text: `# Satzung\n\n## Kapitel 1\n\n* § 1 - ${TEXT}\n* § 2 - ${TEXT}\n\n## Kapitel 2\n\n* § 3 - ${TEXT}\n* § 4 - ${TEXT}\n`,
      units: ["§ 1", "§ 2", "§ 3", "§ 4"],
      convention: "paragraph-sign",
    },
    {
      rule: "in plain text",
      text: `ESTATUTOS\n\n- Artículo 1: ${TEXT}\n- Artículo 2: ${TEXT}\n- Artículo 3: ${TEXT}\n`,
      units: ["Artículo 1", "Artículo 2", "Artículo 3"],
      convention: "es-articulo",
    },
    {
      rule: "a list of the articles before them is a list",
      text: paragraphs(
        "# Act",
        "- Article 1: Aim\n- Article 2: Seat\n- Article 3: Fees",
        ...["Aim", "Seat", "Fees"].flatMap((name, index) => [`## Article ${index + 1}: ${name}`, TEXT]),
      ),
      units: ["Article 1 = Aim", "Article 2 = Seat", "Article 3 = Fees"],
      convention: "article",
    },
  ]);
  test("a list of references to articles is no act", () => {
    assert.throws(() =>
      mark(
        paragraphs("# Notes", "- Article 5 of the act\n- Article 1 of the act\n- Article 9 of the act", TEXT),
      ),
    );
  });
});

describe("headings in HTML (P-181)", () => {
  testKinds([
    {
      rule: "headings of HTML below the title",
      text: paragraphs("# Act", ...[1, 2, 3].flatMap((n) => [`<h3 id="a${n}">Article ${n}</h3>`, TEXT])),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
    {
      rule: "folds with a summary",
      text: [
        "# Act\n",
        ...[1, 2, 3].map(
          (n) => `<details>\n<summary><b>Article ${n}</b> – Aim</summary>\n\n${TEXT}\n\n</details>\n`,
        ),
      ].join("\n"),
      units: ["Article 1 = Aim", "Article 2 = Aim", "Article 3 = Aim"],
      convention: "article",
    },
    {
      rule: "centred paragraphs in bold type, with a chapter",
      text: paragraphs(
        "# Luật",
        '<p align="center"><b>Chương I</b></p>',
        ...[1, 2, 3].flatMap((n) => [`<p align="center"><strong>Điều ${n}</strong></p>\n<p>${TEXT}</p>`]),
      ),
      units: ["Điều 1", "Điều 2", "Điều 3"],
      convention: "vi-dieu",
    },
    {
      rule: "beside the document's own headings they are text",
      text: paragraphs(
        "# Act",
        "<h3>Note</h3>",
        ...[1, 2, 3].flatMap((n) => [`## Article ${n}`, `<h4>Note</h4>`, TEXT]),
      ),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
  ]);
});

describe("marks of pandoc (P-181)", () => {
  testKinds([
    {
      rule: "underlined names",
      text: paragraphs("# Act", ...[1, 2, 3].flatMap((n) => [`[Article ${n}]{.underline}`, TEXT])),
      units: ["Article 1", "Article 2", "Article 3"],
      convention: "article",
    },
    {
      rule: "anchors before names in bold type",
      text: paragraphs(
        "# Act",
        ...[1, 2, 3].flatMap((n) => [`[]{#_Toc${n} .anchor}**Article ${n}. Aim**`, TEXT]),
      ),
      units: ["Article 1 = Aim", "Article 2 = Aim", "Article 3 = Aim"],
      convention: "article",
    },
    {
      rule: "spans around bold type, and run-in text",
      text: paragraphs("# Act", ...[1, 2, 3].map((n) => `[**Section ${n}.**]{.smallcaps} ${TEXT}`)),
      units: ["Section 1", "Section 2", "Section 3"],
      convention: "en-section",
    },
    {
      rule: "a title in bold type above numbers in bold type is no unit",
      text: paragraphs(
        "**AGREEMENT**",
        ...["1\\. Scope", "2\\. Fees", "3\\. Term"].flatMap((name) => [`**${name}**`, TEXT]),
      ),
      units: ["1 = Scope", "2 = Fees", "3 = Term"],
      convention: "outline",
    },
  ]);
});

test("headings that hold nothing but numbered ones are containers, and their names qualify addresses (P-181)", () => {
  const clauses = (names: readonly string[]) =>
    names.flatMap((name, index) => [`## ${index + 1}. ${name}`, TEXT]);
  const marked = mark(
    paragraphs(
      "# Agreement",
      ...clauses(["Scope", "Fees", "Term"]),
      "# Prices",
      ...clauses(["Rates", "Taxes"]),
      "# Exhibit A: Data",
      ...clauses(["Aim", "Time"]),
    ),
  );
  assert.deepEqual(
    marked.units.map(({ address }) => address),
    [
      "SECTION-1",
      "SECTION-2",
      "SECTION-3",
      "PRICES/SECTION-1",
      "PRICES/SECTION-2",
      "EXHIBIT-A/SECTION-1",
      "EXHIBIT-A/SECTION-2",
    ],
  );
  assert.deepEqual(
    marked.containers.map(({ label }) => label),
    ["Prices", "Exhibit A: Data"],
  );
});

describe("names that an extraction broke in two (P-181)", () => {
  testKinds([
    {
      rule: "the word stands on one line, the number on the next",
      text: paragraphs(
        "TREATY",
        ...["Article\n1", "Article\n2", "Article\n2a", "Article\n3"].flatMap((name) => [name, TEXT]),
      ),
      units: ["Article 1", "Article 2", "Article 2a", "Article 3"],
      convention: "article",
    },
    {
      rule: "the number stands before its title on the next line, in bold type",
      text: paragraphs(
        "# LUẬT",
        ...[1, 2, 3].flatMap((number) => [
          `**Điều\n${number}. Phạm vi**`,
          `${TEXT.slice(0, 40)}\n${TEXT.slice(41)}`,
        ]),
      ),
      units: ["Điều 1 = Phạm vi", "Điều 2 = Phạm vi", "Điều 3 = Phạm vi"],
      convention: "vi-dieu",
    },
    {
      rule: "a single name whose number stands before its title on the next line",
      text: paragraphs("ACT", "Section 1. Aim", TEXT, "Section\n2. Words", TEXT, "Section 3. Fees", TEXT),
      units: ["Section 1 = Aim", "Section 2 = Words", "Section 3 = Fees"],
      convention: "en-section",
    },
    {
      rule: "with a title below, in hard-wrapped text",
      text: `LUẬT\n\n${["1\nPhạm vi", "2\nĐối tượng", "3\nVé"].map((rest) => `Điều\n${rest}\n\n${TEXT.slice(0, 40)}\n${TEXT.slice(41)}\n`).join("\n")}`,
      units: ["Điều 1 = Phạm vi", "Điều 2 = Đối tượng", "Điều 3 = Vé"],
      convention: "vi-dieu",
    },
  ]);
});

test("the label of a word that no table has ends with its number, not inside a word (P-181)", () => {
  const { units } = mark(
    paragraphs(
      ...["I PODER LEGISLATIVO", "II TRIBUNALES", "III PODER EJECUTIVO", "IV HACIENDA"].flatMap((name) => [
        `ZAPITULO ${name}`,
        TEXT,
      ]),
    ),
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    ["ZAPITULO I", "ZAPITULO II", "ZAPITULO III", "ZAPITULO IV"],
  );
});

describe("a stray mark hides no articles (P-181)", () => {
  const act = (between: string) =>
    paragraphs(
      "ORDENANZA",
      between,
      ...["PRIMERO", "SEGUNDO", "TERCERO"].flatMap((name) => [
        `ARTÍCULO ${name}.- Se aprueba la tarifa del muelle.`,
        TEXT,
      ]),
      "El muelle 16” mide 30” de largo.",
    );
  const units = ["ARTÍCULO PRIMERO", "ARTÍCULO SEGUNDO", "ARTÍCULO TERCERO"];
  const cases: Readonly<Record<string, string>> = {
    "an opening quotation mark that a smudge closes far below": "“E, NY compromiso con TODOS",
    "a fence before the words of a line": "~~~~~lfeEoo nales emiten Ordenanzas Regionales",
  };
  for (const [name, line] of Object.entries(cases))
    test(name, () =>
      assert.deepEqual(
        mark(act(line)).units.map(({ label }) => label),
        units,
      ),
    );

  test("articles that an act quotes beside its own stay in the quotation", () => {
    const quoted = paragraphs(
      "LEY",
      "Artículo 1.- Modifícase la ley, que queda así:",
      "“Artículo 4.- El muelle es público.",
      "Artículo 5.- El faro es público.”",
      "Artículo 2.- La ley entra en vigor hoy.",
    );
    assert.deepEqual(
      mark(quoted).units.map(({ label }) => label),
      ["Artículo 1", "Artículo 2"],
    );
  });
});
