import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aknReader } from "../../../src/document/formats/xml/akn.ts";
import { readWith, refusalOf } from "./reading.ts";

const NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

function act(body: string, { namespace = NAMESPACE, around = "" } = {}): string {
  return `<akomaNtoso xmlns="${namespace}"><act>${around}<body>${body}</body></act></akomaNtoso>`;
}

const read = (body: string, known = {}) => readWith(aknReader, act(body, known));

const ARTICLE = (number: number, more = "") =>
  `<article eId="art_${number}"><num>Article ${number}</num><heading>Title ${number}</heading><content><p>Text ${number}.</p></content>${more}</article>`;

describe("the reader of Akoma Ntoso", () => {
  for (const namespace of [
    NAMESPACE,
    `${NAMESPACE}/CSD06`,
    `${NAMESPACE}/CSD13`,
    `${NAMESPACE}/WD17`,
    "http://Inhaltsdaten.LegalDocML.de/1.8.2/",
  ])
    test(`takes the articles of a document in ${namespace}`, () => {
      const { units, pieces } = read(ARTICLE(1) + ARTICLE(2), { namespace });
      assert.deepEqual(units, ["Article 1 | Title 1", "Article 2 | Title 2"]);
      assert.deepEqual(
        pieces.map(({ kind, word, sourceId }) => [kind, word, sourceId]),
        [
          ["article", "ART", "art_1"],
          ["article", "ART", "art_2"],
        ],
      );
    });

  test("writes the number and the heading on lines, and every block on its own", () => {
    const { text } = read(
      `<section><num>1</num><heading>Ferries</heading><subsection><num>(1)</num><intro><p>A ferry</p></intro>
        <paragraph><num>a</num><content><p>sa<i>il</i>s,</p></content></paragraph>
        <paragraph><num>b</num><content><p>waits<authorialNote>No.</authorialNote>.</p></content></paragraph></subsection>
        <subsection><num>(2)</num><content><p>It returns.</p></content></subsection></section>`,
    );
    assert.equal(text, "1\nFerries\n\n(1) A ferry\na sails,\nb waits.\n\n(2) It returns.\n");
  });

  test("writes a row on a line, its cells apart by tabs, an empty one too", () => {
    const { text } = read(
      `<section><num>1</num><content><table><tr><td><p>a</p><p>b</p></td><td><p/></td><td> <p>c</p> </td><td/></tr><tr><td>d</td></tr></table></content></section>`,
    );
    assert.equal(text, "1\n\na b\t\tc\nd\n");
  });

  test("keeps the columns of a row whose first cells are empty, and leaves out a row without text", () => {
    const row = (...cells: readonly string[]) =>
      `<tr>${cells.map((cell) => `<td><p>${cell}</p></td>`).join("")}</tr>`;
    const { text } = read(
      `<section><num>1</num><content><p>t</p><table>${row("", "b") + row("", "") + row("", "", "c") + row("d", "")}</table><p>e</p></content></section>`,
    );
    assert.equal(text, "1\n\nt\n\n\tb\n\t\tc\nd\n\ne\n");
  });

  test("ends a word at the end of a line or page, but where it says that a word is broken there", () => {
    const line = `is<eol/>ten <eol/>cr<eol breakAt="2"/>owns<eop/>and<eop breakWith="-"/>more`;
    assert.match(read(`<p>${line}</p>`).text, /^is ten crowns andmore$/m);
  });

  test("takes sections as units where no article is, and as containers where articles are", () => {
    const section = `<section><num>Abschnitt 1</num><heading>Allgemeines</heading>${ARTICLE(1)}</section>`;
    assert.deepEqual(read(section).units, ["Article 1 | Title 1"]);
    assert.deepEqual(read(section).containers, ["Abschnitt 1 | Allgemeines"]);
    const plain = `<section><num>1</num><heading>One</heading><content><p>Text.</p></content></section>`;
    assert.deepEqual(read(plain).units, ["1 | One"]);
    const empty = `<section><num>Abschnitt 2</num><heading>repealed</heading></section>`;
    assert.deepEqual(read(empty + section).units, ["Article 1 | Title 1"]);
    assert.deepEqual(read(plain + section).units, ["1 | One", "Article 1 | Title 1"]);
  });

  for (const [name, inner] of [
    ["rule", "<rule><num>7</num><content><p>Text.</p></content></rule>"],
    ["regulation", `<hcontainer name="regulation"><num>7</num><content><p>Text.</p></content></hcontainer>`],
    ["clause", "<clause><num>7</num><content><p>Text.</p></content></clause>"],
    ["paragraph of the body", "<paragraph><num>7</num><content><p>Text.</p></content></paragraph>"],
  ] as const)
    test(`takes a ${name} as a unit where nothing above it is`, () => {
      assert.deepEqual(read(inner).units, ["7 | "]);
      assert.deepEqual(read(inner + ARTICLE(1)).units, ["7 | ", "Article 1 | Title 1"]);
    });

  const SECTION = (number: number, more = "") =>
    `<section><num>${number}</num><heading>S</heading><content><p>Text.</p></content>${more}</section>`;
  const annex = (inner: string) => `<hcontainer name="schedule"><num>SCHEDULE</num>${inner}</hcontainer>`;
  const PARAGRAPH = "<paragraph><num>1</num><content><p>Text.</p></content></paragraph>";

  for (const [name, inner, units] of [
    ["an empty article", `${SECTION(1)}<article/>${SECTION(2)}`, ["1 | S", "2 | S"]],
    [
      "an article that is only a number",
      `<chapter><article><num>Article 1</num></article></chapter>${SECTION(1)}`,
      ["1 | S"],
    ],
    ["an annex with articles", SECTION(1) + annex(ARTICLE(1)), ["1 | S", "Article 1 | Title 1"]],
    ["an annex with sections", ARTICLE(1) + annex(SECTION(1)), ["Article 1 | Title 1", "1 | S"]],
    [
      "a section in one of the chapters",
      `${ARTICLE(1)}<chapter>${SECTION(1)}</chapter>`,
      ["Article 1 | Title 1", "1 | S"],
    ],
    [
      "an article behind the text of a section",
      SECTION(1) + SECTION(2) + SECTION(3, ARTICLE(1)),
      ["1 | S", "2 | S", "3 | S"],
    ],
    [
      "an article that has no text any more",
      `${ARTICLE(1)}<article><num>Article 2</num><heading>Repealed</heading></article>`,
      ["Article 1 | Title 1", "Article 2 | Repealed"],
    ],
    ["paragraphs of a chapter", `<chapter><num>I</num>${PARAGRAPH}</chapter>${PARAGRAPH}`, ["1 | ", "1 | "]],
    [
      "paragraphs of a part of an annex",
      SECTION(1) + annex(`<part><num>I</num>${PARAGRAPH}</part>`),
      ["1 | S"],
    ],
  ] as const)
    test(`takes for units what holds the text beside ${name}`, () =>
      assert.deepEqual(read(inner).units, units));

  test("keeps articles as units where most sections only group them, though one has text of its own", () => {
    const group = (number: number) => `<section><num>S ${number}</num>${ARTICLE(number)}</section>`;
    assert.deepEqual(read(group(1) + group(2) + SECTION(3, ARTICLE(3))).units, [
      "Article 1 | Title 1",
      "Article 2 | Title 2",
      "Article 3 | Title 3",
    ]);
  });

  test("takes regulations in a section that only groups them", () => {
    const { units, containers } = read(
      `<section><num>Section 1</num><hcontainer name="regulation"><num>1.</num><content><p>Text.</p></content></hcontainer></section>`,
    );
    assert.deepEqual(units, ["1. | "]);
    assert.deepEqual(containers, ["Section 1 | "]);
  });

  for (const quote of ["quotedStructure", "embeddedStructure"])
    test(`keeps what stands in ${quote} as text of the unit (E-07)`, () => {
      const { units, bodies } = read(
        ARTICLE(1, `<content><p><mod><${quote}>${ARTICLE(9)}</${quote}></mod></p></content>`) + ARTICLE(2),
      );
      assert.deepEqual(units, ["Article 1 | Title 1", "Article 2 | Title 2"]);
      assert.match(bodies[0] ?? "", /Article 9 Title 9\nText 9\.$/);
    });

  test("writes what ends a sentence behind a quotation in the line of its last word, and only that", () => {
    const quoted = "<p>It reads:<quotedStructure><p>quoted</p></quotedStructure>";
    assert.match(read(`<li>${quoted}.</p>) odd</li>`).text, /^quoted\.\n\) odd$/m);
    assert.match(read(`<li>${quoted}</p><p>. and</p><p>) odd</p></li>`).text, /^quoted\n\. and\n\) odd$/m);
  });

  test("opens a numbering of its own in attachments, components and schedules", () => {
    const inner = `<doc><mainBody>${ARTICLE(1)}</mainBody></doc>`;
    const source = `<akomaNtoso xmlns="${NAMESPACE}"><act><body>${ARTICLE(1)}<hcontainer name="schedule"><num>SCHEDULE</num><content><p>List.</p></content></hcontainer></body><attachments><attachment><heading>Annex</heading><subheading>Forms</subheading>${inner}</attachment></attachments></act><components><component>${inner}</component></components></akomaNtoso>`;
    const { pieces } = readWith(aknReader, source);
    assert.deepEqual(
      pieces.map(({ role, label, title, scope, depth }) => [role, label, title, scope, depth]),
      [
        ["unit", "Article 1", "Title 1", null, 0],
        ["container", "SCHEDULE", "", "annex", 0],
        ["container", "", "Annex Forms", "annex", 0],
        ["unit", "Article 1", "Title 1", null, 1],
        ["container", "", "", "annex", 0],
        ["unit", "Article 1", "Title 1", null, 1],
      ],
    );
  });

  test("keeps preface, preamble and conclusions as containers, and text behind a unit as well", () => {
    const around = "<meta><x/>data</meta><preface><p>Act</p></preface><preamble><p>Whereas.</p></preamble>";
    const source = `<chapter><num>I</num>${ARTICLE(1)}<wrapUp><p>Behind.</p></wrapUp></chapter>`;
    const { pieces, bodies, dropped, text } = read(source, { around });
    assert.deepEqual(
      pieces.map(({ role, kind, depth }) => [role, kind, depth]),
      [
        ["container", "preface", 0],
        ["container", "preamble", 0],
        ["container", "chapter", 0],
        ["unit", "article", 1],
        ["container", "chapter", 1],
      ],
    );
    assert.equal(bodies[0], "Article 1\nTitle 1\n\nText 1.");
    assert.match(text, /Behind\.\n$/);
    assert.deepEqual(dropped, ["meta metadata 4"]);
  });

  test("leaves notes and tables of contents out under their names", () => {
    const { dropped, units } = read(
      `<toc><tocItem>Article 1</tocItem></toc><article><num>Article 1<authorialNote><p>n.</p></authorialNote></num><content><p>Text.</p></content></article>`,
    );
    assert.deepEqual(units, ["Article 1 | "]);
    assert.deepEqual(dropped, ["toc contents 8", "authorialNote note 2"]);
  });

  for (const [name, inner] of [
    ["toc", `<toc>${ARTICLE(2)}</toc>`],
    ["meta", `<meta><x>${ARTICLE(2)}</x></meta>`],
    ["authorialNote", `<p><authorialNote><p>n.</p>${ARTICLE(2)}</authorialNote></p>`],
  ] as const)
    test(`refuses a possible unit with text in ${name}, and takes one that is quoted or empty there`, () => {
      const source = act(ARTICLE(1) + inner);
      const { reason, field, expected, actual } = refusalOf(aknReader, source);
      assert.deepEqual(
        { reason, field, expected, actual },
        {
          reason: "STOP_STRUCTURE_UNCLEAR",
          field: `byte ${source.indexOf(ARTICLE(2))}`,
          expected: "units outside of what is left out",
          actual: `<article> with text in <${name}>`,
        },
      );
      const quoted = inner.replace(ARTICLE(2), `<quotedStructure>${ARTICLE(2)}</quotedStructure>`);
      assert.deepEqual(read(ARTICLE(1) + quoted).units, ["Article 1 | Title 1"]);
      const behind = inner.replace(ARTICLE(2), "<article> </article><p>behind</p>");
      assert.match(read(ARTICLE(1) + behind).dropped.join(), /[68]$/);
    });

  test("tells where a unit stands in the file", () => {
    const source = act(ARTICLE(1) + ARTICLE(2));
    const { pieces } = readWith(aknReader, source);
    const { startByte = 0, endByte = 0 } = pieces[1]?.original ?? {};
    assert.equal(source.slice(startByte, endByte), ARTICLE(2));
  });

  test("tells two units of one identifier, which the addresses tell apart or refuse", () => {
    assert.equal(read(ARTICLE(1) + ARTICLE(1)).units.length, 2);
  });

  for (const [name, inner, told] of [
    ["another namespace", `<x:article xmlns:x="urn:x"><x:num>9</x:num></x:article>`, "<x:article> of urn:x"],
    ["no namespace", `<article xmlns=""><num>9</num></article>`, "<article>"],
    ["an unknown name", "<paragrahp>9</paragrahp>", `<paragrahp> of ${NAMESPACE}`],
    ["an unknown name around known ones", "<odd><p>9</p></odd>", `<odd> of ${NAMESPACE}`],
  ] as const)
    test(`refuses text in an element of ${name} (E-06)`, () => {
      const refusal = refusalOf(aknReader, act(ARTICLE(1) + inner));
      assert.equal(refusal.reason, "STOP_TEXT_UNNAMED");
      assert.equal(refusal.actual, `text in ${told}`);
      assert.match(refusal.details?.[0] ?? "", /at byte \d+$/);
    });

  test("takes an unknown element that holds no text, and the same namespace under another prefix", () => {
    const other = `<y:article xmlns:y="${NAMESPACE}"><y:num>Article 2</y:num></y:article>`;
    assert.deepEqual(read(`<odd> </odd>${ARTICLE(1)}${other}`).units, [
      "Article 1 | Title 1",
      "Article 2 | ",
    ]);
  });

  test("keeps what stands in foreign, its elements apart", () => {
    const math = `<foreign><math xmlns="urn:math"><mi>a</mi><mo>=</mo><mn>2</mn></math></foreign>`;
    assert.match(read(ARTICLE(1, `<content>${math}</content>`)).text, /Text 1\.\n+a = 2\n$/);
  });

  test("keeps deleted and inserted text as the publisher prints it", () => {
    const inner = "<content><p>the <del>old</del><ins>new</ins> fee</p></content>";
    assert.match(read(ARTICLE(1, inner)).text, /the oldnew fee/);
  });

  test("refuses more pieces than any document has, at the first one more (E-02)", () => {
    const refusal = refusalOf(aknReader, act("<article/>".repeat(250_001)));
    assert.equal(refusal.reason, "STOP_XML_LIMIT");
    assert.equal(refusal.expected, "at most 250000 units and containers");
    assert.match(refusal.field ?? "", /^byte 25000\d\d$/);
  });

  test("reads a file of very many elements to its end", () => {
    const { bodies } = read(
      `<chapter>${ARTICLE(1, `<content><p>${"<b>a</b><br/>".repeat(80_000)}</p></content>`)}</chapter>`,
    );
    assert.equal(bodies[0]?.split("\n").length, 80_005);
  });

  test("refuses a document of another namespace as a whole", () => {
    const refusal = refusalOf(aknReader, act(ARTICLE(1), { namespace: "urn:other" }));
    assert.equal(refusal.reason, "STOP_TEXT_UNNAMED");
  });
});
