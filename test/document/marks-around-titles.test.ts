import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and the keeper writes down who is aboard.";
const TITLES = ["Short title", "Words", "Fares"];

/** Three heads, each with a text of its own below. */
function act(head: (number: number, title: string) => string): string {
  return paragraphs(
    ...TITLES.flatMap((title, at) => [head(at + 1, title), `${TEXT} So says part ${at + 1}.`]),
  );
}

/** What the units of {@link act} are. */
function named(word: string): readonly string[] {
  return TITLES.map((title, at) => `${word} ${at + 1} = ${title}`);
}

/** One test for every document: label and title of its units, as `label = title`. */
function testTitles(
  cases: readonly { readonly rule: string; readonly text: string; readonly units: readonly string[] }[],
): void {
  for (const { rule, text, units } of cases)
    test(rule, () =>
      assert.deepEqual(
        mark(text).units.map(({ label, title }) => `${label} = ${title}`),
        units,
      ),
    );
}

describe("marks that close behind a title belong to no title (P-171)", () => {
  testTitles([
    {
      rule: "an underlined line, as HTML in Markdown",
      text: act((number, title) => `<u>Article ${number}. ${title}</u>`),
      units: named("Article"),
    },
    {
      rule: "an underlined line, as a span of pandoc",
      text: act((number, title) => `[Article ${number}. ${title}]{.underline}`),
      units: named("Article"),
    },
    {
      rule: "underlined lines of name and title",
      text: act((number, title) => `<u>Article ${number}</u>\n\n<u>${title}</u>`),
      units: named("Article"),
    },
    {
      rule: "spans of pandoc for name and title",
      text: act((number, title) => `[Article ${number}]{.underline}\n\n[**${title}**]{.underline}`),
      units: named("Article"),
    },
    {
      rule: "bold type over a line that two spaces break",
      text: act((number, title) => `**Article ${number}  \n${title}**`),
      units: named("Article"),
    },
    {
      rule: "bold type over a line that a backslash breaks",
      text: act((number, title) => `**Article ${number}\\\n${title}**`),
      units: named("Article"),
    },
    {
      rule: "two lines in bold type, the first broken by a backslash",
      text: act((number, title) => `**Section ${number}**\\\n**${title}**`),
      units: named("Section"),
    },
    {
      rule: "bold type behind the name of a codification",
      text: act((number, title) => `**Điều 24.8.LQ.${number}. ${title}**`),
      units: TITLES.map((title, at) => `Điều 24.8.LQ.${at + 1} = ${title}`),
    },
    {
      rule: "bold type within italics, set in by wide spaces",
      text: act((number, title) => `\u00a0 \u00a0 _**Article ${number}.- ${title}**_`),
      units: named("Article"),
    },
    {
      rule: "a stop and a dash within bold type",
      text: act((number, title) => `**${number}. ${title}.—**${TEXT}`),
      units: TITLES.map((title, at) => `${at + 1} = ${title}`),
    },
    {
      rule: "a link of the heading to itself",
      text: act((number, title) => `### Article ${number}. ${title} [¶](#art-${number} "Permanent link")`),
      units: named("Article"),
    },
    {
      rule: "a link of AsciiDoc around the name",
      text: `== Ferry Act\n\n${act((number, title) => `[[s${number}]]\n=== link:#s${number}[Article ${number}] ${title}`)}`,
      units: named("Article"),
    },
    {
      rule: "a link of restructuredText around the name",
      text: act((number, title) => {
        const head = `\`Article ${number} <#s${number}>\`__ ${title}`;
        return `${head}\n${"~".repeat(head.length)}`;
      }),
      units: named("Article"),
    },
    {
      rule: "a stop and a dash between name and title",
      text: act((number, title) => `Sec. 1-${number}. - ${title}.`),
      units: TITLES.map((title, at) => `Sec. 1-${at + 1} = ${title}`),
    },
  ]);
});

test("a name in italics that go on in the next lines is read (P-171)", () => {
  const text = paragraphs(
    ...[
      "_Artículo Único.- Aprobar los procedimientos de la\ncapitanía del muelle._",
      "**_Artículo 2.- Tarifa_**",
      TEXT,
    ],
    ...["**_Artículo 3.- Faro_**", TEXT],
  );
  assert.deepEqual(
    mark(text).units.map(({ label }) => label),
    ["Artículo Único", "Artículo 2", "Artículo 3"],
  );
});

test("the mark of a note behind a name is no title (P-171)", () => {
  const { units } = mark(
    paragraphs("**Điều 1. Phí**", TEXT, "**Điều 2.[3]** (được sửa đổi)", TEXT, "**Điều 3. Bến**", TEXT),
  );
  assert.deepEqual(
    units.map(({ title }) => title),
    ["Phí", "", "Bến"],
  );
});

describe("marks that belong to a title stay (P-171)", () => {
  testTitles([
    {
      rule: "brackets and emphasis that open in the title",
      text: paragraphs("### Article 1. Fares [in force]", TEXT, "### Article 2. The *Regina*", TEXT),
      units: ["Article 1 = Fares [in force]", "Article 2 = The *Regina*"],
    },
    {
      rule: "the parentheses of a unit that fell away, in bold type",
      text: paragraphs("**§ 1 Fares**", TEXT, "**§§ 2 u. 3 (weggefallen)**", "**§ 4 (Quays)**", TEXT),
      units: ["§ 1 = Fares", "§§ 2 u. 3 = (weggefallen)", "§ 4 = Quays"],
    },
    {
      rule: "the heading below a name, where the unit has no text",
      text: paragraphs(
        "#### Article 1",
        "##### Fares",
        TEXT,
        "#### Article 2",
        "##### Quays",
        "#### Article 3",
        "##### Lamps",
        TEXT,
      ),
      units: ["Article 1 = Fares", "Article 2 = Quays", "Article 3 = Lamps"],
    },
  ]);
});

describe("a line of several texts in bold type is one head", () => {
  testTitles([
    {
      rule: "name and title of a unit",
      text: act((number, title) => `**Article ${number}.** **${title}**`),
      units: named("Article"),
    },
  ]);

  test("name and title of a chapter, whatever the marks", () => {
    const { containers, units } = mark(
      paragraphs(
        "# Thông tư",
        "**Chương I.** **QUY ĐỊNH CHUNG**",
        "### Điều 1. Phạm vi\n\nThông tư này quy định về đò ngang.",
        "**Chương II**  __ĐÒ NGANG__",
        "### Điều 2. Giấy phép\n\nChủ đò phải có giấy phép.",
        "**Chương III.** ***HIỆU LỰC***",
        "### Điều 3. Hiệu lực\n\nThông tư này có hiệu lực từ đầu năm.",
      ),
    );
    assert.deepEqual(
      containers.map(({ label }) => label),
      ["Chương I. QUY ĐỊNH CHUNG", "Chương II ĐÒ NGANG", "Chương III. HIỆU LỰC"],
    );
    assert.equal(units.length, 3);
  });
});

describe("a dash behind a title belongs to no title", () => {
  testTitles(
    [".—", ".--", ". –", "—", ":-"].map((dash) => ({
      rule: `a heading that ends with ${dash}`,
      text: act((number, title) => `### Section ${number}. ${title}${dash}`),
      units: named("Section"),
    })),
  );
  testTitles([
    {
      rule: "a heading with its number in bold type",
      text: act((number, title) => `#### **${number}.** ${title}.—`),
      units: named("").map((each) => each.trim()),
    },
  ]);
});
