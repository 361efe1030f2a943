import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testUnits } from "../support/cut-kinds.ts";

const TEXT = "The keeper lights the lamp at dusk and puts it out at dawn.";

describe("two families of names (P-157)", () => {
  testUnits([
    {
      rule: "paragraphs that begin again below articles with text are the text of the articles",
      text: paragraphs(
        ...[1, 2, 3].flatMap((number) => [
          `**Art. ${number}º** ${TEXT} ${TEXT} ${TEXT} ${TEXT}`,
          `**§ 1º** ${TEXT}`,
          `**§ 2º** ${TEXT}`,
        ]),
      ),
      units: ["Art. 1º", "Art. 2º", "Art. 3º"],
    },
    {
      rule: "one section of a code is the unit, and not the order that its notes reprint",
      text: paragraphs(
        "## § 17. Lamps",
        `(a) ${TEXT}`,
        "### Notes",
        `Section 1. ${TEXT}`,
        `Sec. 2. ${TEXT}`,
        `Sec. 3. ${TEXT}`,
      ),
      units: ["§ 17"],
    },
    {
      rule: "articles that hold nothing but paragraphs are containers",
      text: paragraphs(
        ...[
          "## Art 1 Lampengesetz",
          "## § 1",
          TEXT,
          "## § 2",
          TEXT,
          "## Art 2 Dochtgesetz",
          "## § 1",
          TEXT,
          "## § 2",
          TEXT,
        ],
      ),
      units: ["§ 1", "§ 2", "§ 1", "§ 2"],
      containers: ["Art 1 Lampengesetz", "Art 2 Dochtgesetz"],
    },
    {
      rule: "articles of bylaws that open with a title or a sentence hold sections, some of them in bold type",
      text: paragraphs(
        "## Article I – Name",
        "The lamp society is named here.",
        `### Section 1\n\n${TEXT}\n\n### Section 2\n\n${TEXT}`,
        "## Article II – Keepers",
        `**Section 1** ${TEXT}\n\n**Section 2** ${TEXT}`,
        "## Article III – End",
        TEXT,
      ),
      units: ["Section 1", "Section 2", "Section 1", "Section 2", "Article III"],
      containers: ["Article I – Name", "Article II – Keepers"],
    },
    {
      rule: "an article with text beside the last one, which holds paragraphs alone",
      text: paragraphs(
        ...["# Act", "## Article 1", TEXT, "## Article 2"],
        ...[1, 2, 3].flatMap((number) => [`### Paragraph ${number}`, TEXT]),
      ),
      units: ["Article 1", "Paragraph 1", "Paragraph 2", "Paragraph 3"],
      containers: ["Article 2"],
    },
    {
      rule: "sections with text beside one that holds clauses alone",
      text: paragraphs(
        ...["# Statute", "## Section 1", TEXT, "## Section 2"],
        ...[1, 2, 3].flatMap((number) => [`### Clause ${number}`, TEXT]),
        ...["## Section 3", TEXT],
      ),
      units: ["Section 1", "Clause 1", "Clause 2", "Clause 3", "Section 3"],
      containers: ["Section 2"],
    },
    {
      rule: "articles with a sentence of their own, and paragraphs below every one",
      text: paragraphs(
        ...[1, 2, 3].flatMap((number) => [`Art. ${number}º ${TEXT}`, `§ 1º ${TEXT}`, `§ 2º ${TEXT}`]),
      ),
      units: ["Art. 1º", "Art. 2º", "Art. 3º"],
    },
    {
      rule: "the same below Markdown headings",
      text: paragraphs(
        "# Law",
        ...[1, 2, 3].flatMap((number) => [`## Art. ${number}`, TEXT, "### § 1", TEXT, "### § 2", TEXT]),
      ),
      units: ["Art. 1", "Art. 2", "Art. 3"],
    },
    ...(
      [
        ["alone above their titles", (number: number) => [`§ ${number}\nLamps`, TEXT]],
        ["with their titles", (number: number) => [`§ ${number} Lamps`, TEXT]],
        ["above their text", (number: number) => [`§ ${number}`, TEXT]],
      ] as const
    ).map(([form, section]) => ({
      rule: `the sections of an act that is one article of the amending act, ${form}`,
      text: paragraphs(
        ...["ACT", "Artikel 1\nLamp Act", ...[1, 2, 3].flatMap(section)],
        ...["Artikel 2\nAmendment of the Boat Act", TEXT, "Artikel 3\nEntry into force", TEXT],
      ),
      units: ["§ 1", "§ 2", "§ 3", "Artikel 2", "Artikel 3"],
      containers: ["Artikel 1"],
    })),
    {
      rule: "rules annexed to a statute, one level deeper than its articles",
      text: paragraphs(
        ...["# Statute", ...[1, 2, 3, 4].flatMap((number) => [`## Artikel ${number}`, TEXT])],
        ...["## Fee rules", ...[1, 2, 3].flatMap((number) => [`### § ${number} Fees`, TEXT])],
      ),
      units: ["Artikel 1", "Artikel 2", "Artikel 3", "Artikel 4", "§ 1", "§ 2", "§ 3"],
      containers: ["Fee rules"],
    },
    {
      rule: "Arabic chapters, whose word names articles elsewhere",
      text: paragraphs(
        ...["قانون", "الفصل الأول: أحكام", "المادة 1", TEXT, "المادة 2", TEXT],
        ...["الفصل الثاني: الرسوم", "المادة 3", TEXT, "المادة 4", TEXT],
      ),
      units: ["المادة 1", "المادة 2", "المادة 3", "المادة 4"],
      containers: ["الفصل الأول: أحكام", "الفصل الثاني: الرسوم"],
    },
    {
      rule: "the same by sections, one of which would read as a container",
      text: paragraphs(
        ...[
          "ACT",
          "Article 1\nLamp Act",
          ...[1, 2, 3].flatMap((number) => [`Section ${number}\nLamps`, TEXT]),
        ],
        ...["Article 2\nAmendment of the Boat Act", TEXT, "Article 3\nEntry into force", TEXT],
      ),
      units: ["Section 1", "Section 2", "Section 3", "Article 2", "Article 3"],
      containers: ["Article 1"],
    },
    {
      rule: "paragraphs that begin with their text below names alone on their lines",
      text: paragraphs(
        ...["WET", "Artikel 1", `§ 1. ${TEXT}`, `§ 2. ${TEXT}`, "Artikel 2", TEXT],
        ...["Artikel 3", `§ 1. ${TEXT}`, `§ 2. ${TEXT}`, "Artikel 4", `§ 1. ${TEXT}`, `§ 2. ${TEXT}`],
      ),
      units: ["Artikel 1", "Artikel 2", "Artikel 3", "Artikel 4"],
    },
    {
      rule: "articles before the longer rules of an annex, in wrapped text without blank lines",
      text: [
        "ACT",
        ...[1, 2, 3].map((number) => `Article ${number}. ${TEXT}`),
        "",
        "ANNEX",
        "",
        ...[1, 2, 3, 4].map((number) => `Rule ${number}. ${TEXT}`),
        "",
      ].join("\n"),
      units: ["Article 1", "Article 2", "Article 3", "Rule 1", "Rule 2", "Rule 3", "Rule 4"],
    },
    {
      rule: "provisions with a count of their own between articles, in wrapped text",
      text: [
        ...[1, 2, 3].map((number) => `Madde ${number} – ${TEXT}`),
        `Geçici Madde 1 – ${TEXT}`,
        `Madde 4 – ${TEXT}`,
        "",
      ].join("\n"),
      units: ["Madde 1", "Madde 2", "Madde 3", "Geçici Madde 1", "Madde 4"],
    },
    {
      rule: "final provisions by paragraph signs behind the articles, however many",
      text: paragraphs(
        ...[1, 2].flatMap((number) => [`Чл. ${number}.`, TEXT]),
        "Преходни и заключителни разпоредби",
        ...[1, 2, 3].flatMap((number) => [`§ ${number}.`, TEXT]),
      ),
      units: ["Чл. 1", "Чл. 2", "§ 1", "§ 2", "§ 3"],
    },
    {
      rule: "sections before the articles of a schedule",
      text: paragraphs(
        ...[1, 2].map((number) => `Section ${number}. ${TEXT}`),
        "SCHEDULE",
        ...[1, 2, 3].flatMap((number) => [`Article ${number}`, TEXT]),
      ),
      units: ["Section 1", "Section 2", "Article 1", "Article 2", "Article 3"],
    },
  ]);
});

test("P-157: the headings of parts below an article belong to its text, to the last one", () => {
  for (const word of ["Section", "Paragraph", "Abschnitt", "Mục"]) {
    const text = paragraphs(
      ...["# Act", "## Article 1", TEXT, "## Article 2", TEXT],
      ...[1, 2, 3].flatMap((number) => [`### ${word} ${number}`, TEXT]),
      ...["## Article 3", TEXT],
    );
    const { units, regions } = mark(text);
    assert.deepEqual(
      units.map(({ label }) => label),
      ["Article 1", "Article 2", "Article 3"],
    );
    assert.equal(regions.filter(({ role }) => role === "unit").length, 3);
    assert.equal(regions.filter(({ role }) => role !== "unit").length, 1, word);
  }
});
