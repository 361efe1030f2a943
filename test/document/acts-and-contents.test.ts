import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and it comes back when the lamp on the pier is lit.";

describe("contents at the end (P-182)", () => {
  const articles = (word: string, names: readonly string[]) =>
    names.flatMap((name, index) => [`${word} ${index + 1}. ${name}`, TEXT]);
  const listed = (word: string, names: readonly string[], tail: (page: number) => string) =>
    names.map((name, index) => `${word} ${index + 1}. ${name}${tail(index + 4)}`).join("\n");
  const names = ["Objeto", "Sede", "Tasas", "Multas"];
  testKinds([
    {
      rule: "with leaders and pages",
      text: paragraphs(
        "LEY",
        ...articles("Artículo", names),
        "ÍNDICE",
        listed("Artículo", names, (page) => ` ........ ${page}`),
      ),
      units: names.map((name, index) => `Artículo ${index + 1} = ${name}`),
      convention: "es-articulo",
      warnings: ["CONTENTS_ENTRIES"],
    },
    {
      rule: "with wide white space",
      text: paragraphs(
        "LEI",
        ...articles("Artigo", names),
        "SUMÁRIO",
        listed("Artigo", names, (page) => `        ${page}`),
      ),
      units: names.map((name, index) => `Artigo ${index + 1} = ${name}`),
      convention: "pt-artigo",
      warnings: ["CONTENTS_ENTRIES"],
    },
    {
      rule: "without pages, below their heading",
      text: paragraphs(
        "LOI",
        ...articles("Article", names),
        "Table des matières",
        listed("Article", names, () => ""),
      ),
      units: names.map((name, index) => `Article ${index + 1} = ${name}`),
      convention: "article",
      warnings: ["CONTENTS_ENTRIES"],
    },
    {
      rule: "in Markdown",
      text: paragraphs(
        "# LOI",
        ...articles("## Article", names),
        "## Table des matières",
        listed("Article", names, (page) => ` ........ ${page}`).replaceAll("\n", "\n\n"),
      ),
      units: names.map((name, index) => `Article ${index + 1} = ${name}`),
      convention: "article",
      warnings: ["CONTENTS_ENTRIES"],
    },
  ]);
});

describe("articles of which some have sections (P-182)", () => {
  const units = [
    "Article I = Name",
    "Section 1 = Place",
    "Section 2 = Rooms",
    "Article III = Members",
    "Section 1 = Chair",
    "Section 2 = Clerk",
    "Article V = End",
  ];
  const lay = (article: (text: string) => string, section: (text: string) => string) =>
    paragraphs(
      ...[article("Article I: Name"), TEXT, article("Article II: Seat"), section("Section 1. Place"), TEXT],
      ...[
        section("Section 2. Rooms"),
        TEXT,
        article("Article III: Members"),
        TEXT,
        article("Article IV: Officers"),
      ],
      ...[
        section("Section 1. Chair"),
        TEXT,
        section("Section 2. Clerk"),
        TEXT,
        article("Article V: End"),
        TEXT,
      ],
    );
  const plain = (text: string) => text;
  testKinds([
    {
      rule: "as Markdown headings",
      text: `# C\n\n${lay(
        (text) => `## ${text}`,
        (text) => `### ${text}`,
      )}`,
      units,
      convention: "en-section",
    },
    {
      rule: "as titles of AsciiDoc",
      text: `= C\n\n${lay(
        (text) => `== ${text}`,
        (text) => `=== ${text}`,
      )}`,
      units,
      convention: "en-section",
    },
    { rule: "in plain text", text: `BYLAWS\n\n${lay(plain, plain)}`, units, convention: "en-section" },
  ]);
  test("an article with sections is their container", () => {
    const marked = mark(
      `# C\n\n${lay(
        (text) => `## ${text}`,
        (text) => `### ${text}`,
      )}`,
    );
    assert.deepEqual(
      marked.units.map(({ address }) => address),
      [
        "ARTICLE-I",
        "ARTICLE-II/SECTION-1",
        "ARTICLE-II/SECTION-2",
        "ARTICLE-III",
        "ARTICLE-IV/SECTION-1",
        "ARTICLE-IV/SECTION-2",
        "ARTICLE-V",
      ],
    );
  });
});

/** Two acts in one file: how the second is named, and the addresses of its articles. */
const TWO_ACTS: readonly (readonly [
  rule: string,
  title: string,
  head: (n: number) => string,
  scope: string,
])[] = [
  [
    "a treaty behind the law that approves it",
    "Abkommen\nzwischen A und B",
    (n) => `Artikel ${n}`,
    "ABKOMMEN/ART",
  ],
  [
    "the treaty in one line",
    "Convention entre A et B",
    (n) => `Article ${n}`,
    "CONVENTION-ENTRE-A-ET-B/ARTICLE",
  ],
  ["a treaty named by its word alone", "Tratado", (n) => `Artículo ${n}`, "TRATADO/ARTICULO"],
  ["a decree with its number", "DECREE No. 8", (n) => `Article ${n}`, "DECREE-NO-8/ARTICLE"],
  [
    "a decree in Greek",
    "ΠΡΟΕΔΡΙΚΟ ΔΙΑΤΑΓΜΑ ΥΠ’ ΑΡΙΘ. 13",
    (n) => `Άρθρο ${n}`,
    "ΠΡΟΕΔΡΙΚΟ-ΔΙΑΤΑΓΜΑ-ΥΠ-ΑΡΙΘ-13/ARTHRO",
  ],
  ["an ordinance in Vietnamese", "NGHỊ ĐỊNH số 5/2020", (n) => `Điều ${n}`, "NGHI-DINH-SO-5-2020/DIEU"],
  ["an act whose word is not known", "FERMAN No. 8", (n) => `Neni ${n}`, "FERMAN-NO-8/NENI"],
];

describe("several acts in one document (P-182)", () => {
  for (const [rule, title, head, scope] of TWO_ACTS)
    test(`${rule}: its title qualifies the addresses of its articles`, () => {
      const articles = [1, 2].flatMap((n) => [head(n), TEXT]);
      const marked = mark(paragraphs("ACT", ...articles, title, ...articles));
      assert.deepEqual(
        marked.units.slice(2).map(({ address }) => address),
        [`${scope}-1`, `${scope}-2`],
      );
      assert.deepEqual(marked.warnings, []);
    });

  test("a plain line names the second act among Markdown headings", () => {
    const articles = [1, 2].flatMap((n) => [`##### Article ${n}`, TEXT]);
    const marked = mark(
      paragraphs(
        "# Gazette",
        "## DECREE No. 7",
        "On the ferry.",
        ...articles,
        "DECREE No. 8",
        "On the bridge.",
        ...articles,
      ),
    );
    assert.deepEqual(
      marked.units.map(({ address }) => address),
      ["ARTICLE-1", "ARTICLE-2", "DECREE-NO-8/ARTICLE-1", "DECREE-NO-8/ARTICLE-2"],
    );
  });
});

describe("acts in headings of the top level", () => {
  const acts = (first: string, second: string) =>
    paragraphs(
      ...[first, second].flatMap((title) => [title, ...[1, 2].flatMap((n) => [`## Section ${n}`, TEXT])]),
    );
  const addressesOf = (text: string) => mark(text).units.map(({ address }) => address);

  test("are containers of their sections, the first one as well", () => {
    const marked = mark(acts("# Act No. 12", "# Act No. 13"));
    assert.deepEqual(
      marked.units.map(({ address }) => address),
      ["ACT-NO-12/SECTION-1", "ACT-NO-12/SECTION-2", "ACT-NO-13/SECTION-1", "ACT-NO-13/SECTION-2"],
    );
    assert.deepEqual(
      marked.containers.map(({ label }) => label),
      ["Act No. 12", "Act No. 13"],
    );
    assert.deepEqual(marked.warnings, []);
  });

  test("of which the second has another word: the first is the title of the document", () => {
    assert.deepEqual(addressesOf(acts("# Ferries Act", "# Rules")), [
      "SECTION-1",
      "SECTION-2",
      "RULES/SECTION-1",
      "RULES/SECTION-2",
    ]);
  });

  test("of which the second counts on: the first is the title of the document", () => {
    const text = acts("# Ferry law", "# Ferry fares").replace(
      /Section ([12])(?=[^#]*(?:##[^#]*)?$)/gu,
      (_, n) => `Section ${Number(n) + 2}`,
    );
    assert.deepEqual(addressesOf(text), ["SECTION-1", "SECTION-2", "SECTION-3", "SECTION-4"]);
  });
});

describe("acts with titles in capitals that end with a year", () => {
  const fees = "A boat pays a fee for every night on which it lies at the pier of the harbour.";
  const acts = (
    first: string,
    second: string,
    names: readonly string[] = ["1. Title.—", "2. Fees.—", "3. Fines.—"],
  ) =>
    paragraphs(
      ...[first, second].flatMap((title, act) => [
        title,
        ...names.map((name) => name + (act === 0 ? TEXT : fees)),
      ]),
    );
  const addressesOf = (text: string) => mark(text).units.map(({ address }) => address);
  const scopes = (...words: readonly string[]) =>
    words.flatMap((word) => [1, 2, 3].map((n) => `${word}SECTION-${n}`));

  test("are containers of the numbers that begin again below each", () => {
    const text = acts("THE FERRIES ACT, 2001", "THE BRIDGES ACT, 2001");
    assert.deepEqual(addressesOf(text), scopes("THE-FERRIES-ACT-2001/", "THE-BRIDGES-ACT-2001/"));
    assert.deepEqual(mark(text).warnings, []);
  });

  test("may have a number and a line in capitals below", () => {
    const text = acts("THE FERRIES ACT 1994 (NO. 12)\n\nGENERAL", "THE BRIDGES ACT 1994 (NO. 13)\n\nGENERAL");
    assert.deepEqual(addressesOf(text), scopes("THE-FERRIES-ACT-1994-NO-12/", "THE-BRIDGES-ACT-1994-NO-13/"));
  });

  test("may stand above sections that have names", () => {
    const names = ["Section 1. Title\n\n", "Section 2. Fees\n\n", "Section 3. Fines\n\n"];
    const text = acts("THE FERRIES ACT, 2001", "THE BRIDGES ORDER, 2001", names);
    assert.deepEqual(addressesOf(text), scopes("THE-FERRIES-ACT-2001/", "THE-BRIDGES-ORDER-2001/"));
  });

  test("at the head of a page are no act", () => {
    const text = acts("THE FERRIES ACT, 2001", "THE FERRIES ACT, 2001\n\nSCHEDULE");
    assert.deepEqual(addressesOf(text), scopes("", "SCHEDULE/"));
  });
});

describe("an amending act with Roman numerals that prints articles of the amended act without quotation marks (P-182)", () => {
  const act = (article: string, head: (name: string) => string) =>
    paragraphs(
      head(`${article} I`),
      "Beberapa ketentuan diubah sebagai berikut:",
      `1. Ketentuan ${article} 5 diubah sehingga berbunyi sebagai berikut:`,
      `${article} 5`,
      "(1) Dewan bersidang setiap tahun.",
      `2. Di antara ${article} 7 dan ${article} 8 disisipkan satu ketentuan sehingga berbunyi sebagai berikut:`,
      `${article} 7A`,
      "(1) Sidang terbuka untuk umum.",
      head(`${article} II`),
      "Undang-Undang ini mulai berlaku pada tanggal diundangkan.",
    );
  testKinds([
    {
      rule: "in plain text",
      text: `UNDANG-UNDANG\n\n${act("Pasal", (name) => name)}`,
      units: ["Pasal I", "Pasal II"],
      convention: "id-pasal",
    },
    {
      rule: "below Markdown headings",
      text: `# UNDANG-UNDANG\n\n${act("Pasal", (name) => `## ${name}`)}`,
      units: ["Pasal I", "Pasal II"],
      convention: "id-pasal",
    },
    {
      rule: "in another language",
      text: `LEGE\n\n${act("Articolul", (name) => name)}`,
      units: ["Articolul I", "Articolul II"],
      convention: "ro-articol",
    },
    {
      rule: "articles in digits that nothing introduces are the document's own",
      text: paragraphs("CONSTITUTION", "Article I", TEXT, "Article 2", TEXT, "Article 3", TEXT),
      units: ["Article I", "Article 2", "Article 3"],
      convention: "article",
    },
  ]);
});

test("the first article behind the contents is a unit where an annex has its number again (P-158)", () => {
  const titles = ["Aim", "Words", "Fees", "Lamps"];
  const text = paragraphs(
    "HARBOUR ACT",
    "CONTENTS",
    titles.map((title, at) => `Article ${at + 1} ${title} ........ ${at + 2}`).join("\n"),
    ...titles.map(
      (title, at) => `Article ${at + 1}\n${title}\n\nThe keeper of lamp ${at} writes down every boat.`,
    ),
    "ANNEX",
    ...["Boats", "Oars"].map(
      (title, at) => `Article ${at + 1}\n${title}\n\nThe boat of quay ${at} is painted.`,
    ),
  );
  assert.deepEqual(
    mark(text).units.map(({ address }) => address),
    ["ARTICLE-1", "ARTICLE-2", "ARTICLE-3", "ARTICLE-4", "ANNEX/ARTICLE-1", "ANNEX/ARTICLE-2"],
  );
});
