import assert from "node:assert/strict";
import { test } from "node:test";
import { flatOdtReader, odtReader } from "../../../src/document/formats/odt/odt-reader.ts";
import { markDocument } from "../../../src/document/mark.ts";
import type { Projection } from "../../../src/document/projection/projection.ts";
import { type Refusal, RefusalError } from "../../../src/domain/refusal.ts";
import { listStyle, type MadePackage, makeFlatOdt, makeOdt } from "../../support/odt-maker.ts";

function read(made: MadePackage | string): Projection {
  const projection = odtReader.read(makeOdt(typeof made === "string" ? { body: made } : made));
  const { total, projected, dropped } = projection.letters;
  assert.equal(projected + dropped, total, "letters were lost");
  return projection;
}

function textOf(made: MadePackage | string): string {
  return read(made).text.toString();
}

/** What is left out, as `element reason letters`. */
function dropsOf(made: MadePackage | string): readonly string[] {
  return read(made).dropped.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`);
}

function refusalOf(bytes: Buffer, reader = odtReader): Refusal {
  try {
    reader.read(bytes);
  } catch (fault) {
    if (fault instanceof RefusalError) return fault.refusal;
    throw fault;
  }
  return assert.fail("read");
}

const p = (content: string) => `<text:p>${content}</text:p>`;

test("paragraphs are blocks, and every letter is counted and has its place", () => {
  const made = read(`${p("Article 1 Scope")}${p("")}${p("The <text:span>ferry</text:span> &amp; sails.")}`);
  assert.equal(made.text.toString(), "Article 1 Scope\n\nThe ferry & sails.\n");
  assert.deepEqual(made.letters, { total: 28, projected: 28, dropped: 0, added: 0 });
  const range = made.map.rangeOf(0, 15);
  assert.equal(range.part, "content.xml");
  assert.equal(range.endByte - range.startByte, "Article 1 Scope".length);
});

test("white space is folded, and what stands for it is written as it", () => {
  for (const [content, text] of [
    ["  a \n b  <text:s/>  c  ", "a b c\n"],
    ['a<text:s text:c="999999999"/>b', "a b\n"],
    ["<text:tab/>a<text:tab/>b<text:line-break/>c", "a\tb\nc\n"],
    ["a<text:soft-page-break/>b", "ab\n"],
    ["§\u00a01\u3000Zweck", "§\u00a01\u3000Zweck\n"],
  ] as const)
    assert.equal(textOf(p(content)), text);
});

test("results of fields, links, bookmarks and readings of signs are text", () => {
  for (const [content, text] of [
    ['<text:bookmark-start text:name="a"/>a<text:bookmark-end text:name="a"/>', "a\n"],
    ['see <text:bookmark-ref text:ref-name="a">Clause 2</text:bookmark-ref>', "see Clause 2\n"],
    ["<text:date>1 May</text:date> <text:sequence>3</text:sequence>", "1 May 3\n"],
    ["<text:a>b<text:span>c</text:span></text:a>", "bc\n"],
    ["<text:meta-field><text:meta>d</text:meta></text:meta-field>", "d\n"],
    ["<loext:content-control>e</loext:content-control>", "e\n"],
    [
      "<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby>",
      "漢字（かんじ）\n",
    ],
  ] as const)
    assert.equal(textOf(p(content)), text);
});

test("text that is not shown is text of the file, and told as hidden", () => {
  const style = (family: string, name: string, display: string, parent = "") =>
    `<style:style style:name="${name}" style:family="${family}" style:parent-style-name="${parent}"><style:text-properties text:display="${display}"/></style:style>`;
  const automatic =
    style("text", "T", "none") +
    style("text", "U", "true", "T") +
    style("paragraph", "P", "none") +
    '<style:style style:name="Q" style:family="paragraph" style:parent-style-name="P"/>';
  const field = (hidden: boolean) => `<text:hidden-paragraph text:is-hidden="${hidden}"/>`;
  const cases: readonly (readonly [body: string, marked: readonly string[]])[] = [
    [p('a<text:span text:style-name="T">bc</text:span>'), ["text:span hidden 2"]],
    [p('a<text:span text:style-name="U">b</text:span><text:span>c</text:span>'), []],
    [`<text:p text:style-name="Q">ab<text:span>c</text:span></text:p>`, ["text:p hidden 3"]],
    [`<text:section text:display="none">${p("abc")}</text:section>`, ["text:section hidden 3"]],
    [
      `<text:section text:display="condition" text:is-hidden="true">${p("abc")}</text:section>`,
      ["text:section hidden 3"],
    ],
    [`<text:section text:display="condition">${p("abc")}</text:section>`, []],
    [p('a<text:hidden-text text:is-hidden="true">b</text:hidden-text>c'), ["text:hidden-text hidden 1"]],
    [p(`${field(true)}abc`), ["text:hidden-paragraph hidden 3"]],
    [p(`${field(false)}abc`), []],
  ];
  for (const [body, marked] of cases) {
    const made = read({ body: body + p("d"), automatic });
    assert.equal(made.text.toString(), "abc\n\nd\n");
    assert.deepEqual(
      made.marked.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`),
      marked,
    );
  }
});

test("text that is struck or set beside the line is told, and digits above a number are none of it", () => {
  const style = (name: string, properties: string) =>
    `<style:style style:name="${name}" style:family="text"><style:text-properties ${properties}/></style:style>`;
  const automatic =
    style("S", 'style:text-line-through-style="solid"') +
    style("N", 'style:text-line-through-style="none"') +
    style("U", 'style:text-position="super 58%"') +
    style("P", 'style:text-position="33% 58%"') +
    style("L", 'style:text-position="0% 100%"') +
    style("D", 'style:text-position="sub 58%"') +
    style("H", 'text:display="none" style:text-position="super 58%"');
  const span = (name: string, content: string) =>
    `<text:span text:style-name="${name}">${content}</text:span>`;
  const h = (content: string) => `<text:h text:outline-level="1">${content}</text:h>`;
  const cases: readonly (readonly [body: string, text: string, marked: readonly string[]])[] = [
    [p(`a ${span("S", "b<text:span>c</text:span>")}`), "a bc", ["text:span deleted 1 2"]],
    [p(`a ${span("N", "b")}`), "a b", []],
    [h(`Article 5${span("U", "12")}`), "Article 5¹²", ["text:span raised 1 2"]],
    [
      p(`Article 5${span("P", "1")} Fees of 10${span("U", "3")}`),
      "Article 5¹ Fees of 103",
      ["text:span raised 2 2"],
    ],
    [h(`Article 5${span("D", "1")}`), "Article 51", ["text:span raised 1 1"]],
    [h(`Article 5${span("L", "1")}`), "Article 51", []],
    [h(`Article 5 ${span("U", "1")}`), "Article 5 1", []],
    [h(`Article 5${span("H", "1")}`), "Article 5¹", ["text:span hidden 1 1", "text:span raised 1 1"]],
    [p(`a<text:date text:display="none">b</text:date>`), "ab", ["text:date hidden 1 1"]],
    [
      `<table:table><table:table-row table:visibility="collapse"><table:table-cell>${p("a")}</table:table-cell></table:table-row></table:table>`,
      "a",
      ["table:table-row hidden 1 1"],
    ],
  ];
  for (const [body, text, marked] of cases) {
    const made = read({ body: body + p("d"), automatic });
    assert.equal(made.text.toString(), `${text}\n\nd\n`);
    assert.deepEqual(
      made.marked.map(({ element, reason, count, letters }) => `${element} ${reason} ${count} ${letters}`),
      marked,
    );
  }
});

test("rows of a table are lines, cells are apart by tabs, and what is repeated is read once", () => {
  const cell = (content: string, attributes = "") =>
    `<table:table-cell${attributes}>${content}</table:table-cell>`;
  const row = (content: string) => `<table:table-row>${content}</table:table-row>`;
  const columns = '<table:table-column table:number-columns-repeated="2"/>';
  const table = (content: string, head = columns) => `<table:table>${head}${content}</table:table>`;
  const inner = table(row(cell(p("c")) + cell(p("d"))));
  for (const [body, text] of [
    [table(row(cell(p("a")) + cell(p("b"))) + row(cell("") + cell(p("c")))), "a\tb\n\nc\n"],
    [
      table(`<table:table-header-rows>${row(cell(p("a")) + cell(p("b")))}</table:table-header-rows>`),
      "a\tb\n",
    ],
    [
      table(row(cell(p("Fees")) + cell(p("Article 5") + p("a")) + cell(p("b")))),
      "Fees\n\nArticle 5\n\na\nb\n",
    ],
    [table(row(cell(p("Article 5")) + cell(p("a") + p("b")))), "Article 5\ta\nb\n"],
    [table(row(cell(p("a") + p("b")) + cell(p("c")))), "a\nb\nc\n"],
    [table(row(cell(p("a"), ' table:number-columns-repeated="1000000"') + cell(p("b")))), "a\tb\n"],
    [
      table(
        `<table:table-row table:number-rows-repeated="1000000">${cell(p("a")) + cell("")}</table:table-row>`,
      ),
      "a\n",
    ],
    [table(row(cell(p("a"))) + row(cell(p("b"))), "<table:table-column/>"), "a\n\nb\n"],
    [table(row(cell(p("a")) + cell(inner))), "a\n\nc\td\n"],
  ] as const)
    assert.equal(textOf(body), text);
});

test("what is left out is named with its letters", () => {
  const header = "<style:header><text:p>Head</text:p></style:header>";
  const cases: readonly (readonly [made: MadePackage | string, dropped: readonly string[]])[] = [
    [
      p(
        "a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>law</text:p></text:note-body></text:note>",
      ),
      ["text:note-citation note 1", "text:note-body note 3"],
    ],
    [
      p("a<office:annotation><dc:creator>Ann</dc:creator><text:p>why?</text:p></office:annotation>"),
      ["office:annotation comment 7"],
    ],
    [
      p(
        "a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box><svg:title>t</svg:title></draw:frame><draw:custom-shape><text:p>sh</text:p></draw:custom-shape>",
      ),
      ["draw:text-box object 3", "svg:title alternative 1", "draw:custom-shape object 2"],
    ],
    [
      p(
        "a<draw:frame><draw:image/><draw:object><math:math><math:mi>x</math:mi></math:math></draw:object></draw:frame>",
      ),
      ["draw:image object 0", "draw:object object 1"],
    ],
    [
      `<text:table-of-content><text:table-of-content-source><text:index-title-template>Contents</text:index-title-template></text:table-of-content-source><text:index-body>${p("1 Scope 3")}</text:index-body></text:table-of-content>${p("a")}`,
      ["text:table-of-content contents 15"],
    ],
    [
      "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>under</text:p></table:covered-table-cell></table:table-row></table:table>",
      ["table:covered-table-cell hidden 5"],
    ],
    [
      '<text:section><text:section-source text:section-name="x"/><text:p>a</text:p></text:section>',
      ["text:section-source object 0"],
    ],
    [
      "<office:forms><form:form><form:textarea><text:p>fill in</text:p></form:textarea></form:form></office:forms><text:p>a<text:script>beep()</text:script></text:p>",
      ["office:forms form 6", "text:script program 6"],
    ],
    [
      "<text:list><text:list-item><text:number>7.</text:number><text:p>a</text:p></text:list-item></text:list>",
      ["text:number alternative 2"],
    ],
    [
      {
        body: p("a"),
        masters: `<style:master-page>${header}<style:footer-left><text:p>f</text:p></style:footer-left></style:master-page>`,
      },
      ["style:header page 4", "style:footer-left page 1"],
    ],
    [
      { body: p("a"), automatic: "<number:date-style><number:text>/</number:text></number:date-style>" },
      ["office:automatic-styles program 1"],
    ],
    [
      "<text:tracked-changes><text:changed-region><text:format-change><office:change-info><dc:creator>Ann</dc:creator></office:change-info></text:format-change></text:changed-region></text:tracked-changes>" +
        p("a"),
      ["text:tracked-changes metadata 3"],
    ],
  ];
  for (const [made, dropped] of cases) {
    assert.deepEqual(dropsOf(made), dropped);
    assert.match(textOf(made), /^(?:a|•\ta)\n$/);
  }
});

test("parts of the package that are not read are named by what they are", () => {
  const parts = [
    { name: "meta.xml", content: "<a>Title</a>" },
    { name: "Basic/Standard/Module1.xml", content: "<a>Shell()</a>" },
    { name: "Pictures/1.png", content: "x" },
    { name: "Object 1/content.xml", content: "<m>E = mc</m>" },
    { name: "META-INF/documentsignatures.xml", content: "<a/>" },
    { name: "Configurations2/accelerator/current.xml", content: "" },
  ];
  assert.deepEqual(dropsOf({ body: p("a"), parts }), [
    "meta.xml metadata 0",
    "Basic/Standard/Module1.xml program 0",
    "Pictures/1.png object 0",
    "Object 1/content.xml object 4",
    "META-INF/documentsignatures.xml metadata 0",
    "Configurations2/accelerator/current.xml program 0",
  ]);
});

test("text that no rule names refuses the document, and white space in it does not (E-05)", () => {
  for (const [body, actual] of [
    ["loose", "text in <office:text>"],
    ["<text:list>loose</text:list>", "text in <text:list>"],
    [p('<x xmlns="urn:x">a</x>'), "text in <{urn:x}x>"],
    [p('<x xmlns="urn:x"><text:span>a</text:span></x>'), "text in <{urn:x}x>"],
    ['<x xmlns="urn:x"><text:p>a</text:p></x>', "text in <{urn:x}x>"],
  ] as const) {
    const { reason, actual: told, field, details } = refusalOf(makeOdt({ body }));
    assert.equal(reason, "STOP_TEXT_UNNAMED");
    assert.equal(told, actual);
    assert.match(field ?? "", /^content\.xml, byte \d+$/);
    assert.equal(details?.length, 1);
  }
  assert.equal(textOf(`\n<text:list>\n</text:list>${p('a<x xmlns="urn:x"> </x>')}`), "a\n");
});

test("open changes are refused and counted by kind (E-14)", () => {
  const region = (kind: string) =>
    `<text:changed-region><text:${kind}><office:change-info/></text:${kind}></text:changed-region>`;
  const body = `<text:tracked-changes>${["insertion", "deletion", "insertion", "format-change"].map(region).join("")}</text:tracked-changes>${p("a")}`;
  const { reason, expected, actual, details, field } = refusalOf(makeOdt({ body }));
  assert.deepEqual(
    [reason, expected, actual],
    ["STOP_CHANGES_OPEN", "no open change", "2 insertions, 1 deletions"],
  );
  assert.deepEqual(details, ["2 insertions", "1 deletions"]);
  assert.equal(field, "content.xml");
  assert.equal(refusalOf(makeFlatOdt({ body }), flatOdtReader).field, "text:tracked-changes");
});

test("packages that are encrypted, incomplete or of another kind are refused (E-13)", () => {
  const encrypted =
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>';
  const cases: readonly (readonly [made: Omit<MadePackage, "body">, reason: string, actual: string])[] = [
    [{ manifest: encrypted }, "STOP_ARCHIVE_ENCRYPTED", "an entry with encryption-data"],
    [{ omit: "content.xml" }, "STOP_ARCHIVE_DAMAGED", "none"],
    [{ mimetype: null }, "STOP_STRUCTURE_UNCLEAR", "none"],
    [
      { mimetype: { name: "mimetype", content: "application/vnd.oasis.opendocument.spreadsheet" } },
      "STOP_STRUCTURE_UNCLEAR",
      '"application/vnd.oasis.opendocument.spreadsheet"',
    ],
  ];
  for (const [made, reason, actual] of cases) {
    const refused = refusalOf(makeOdt({ body: p("a"), ...made }));
    assert.deepEqual([refused.reason, refused.actual], [reason, actual]);
  }
  assert.equal(textOf({ body: p("a"), omit: "styles.xml" }), "a\n");
  assert.equal(textOf({ body: p("a"), omit: "META-INF/manifest.xml" }), "a\n");
  const template = { name: "mimetype", content: "application/vnd.oasis.opendocument.text-template" };
  assert.equal(textOf({ body: p("a"), mimetype: template }), "a\n");
});

test("bytes that are no UTF-8 are refused, and not read as other letters", () => {
  const bytes = makeOdt({
    body: p("a"),
    omit: "content.xml",
    parts: [{ name: "content.xml", content: Buffer.from("<a>\xe4</a>", "latin1") }],
  });
  const { reason, actual } = refusalOf(bytes);
  assert.deepEqual([reason, actual], ["STOP_XML_NOT_WELL_FORMED", "bytes that are no UTF-8"]);
});

test("automatic styles of heads are not those of the text", () => {
  const list = (text: string) =>
    `<text:list text:style-name="L1"><text:list-item><text:p>${text}</text:p></text:list-item></text:list>`;
  const made = {
    body: list("x"),
    automatic: "",
    stylesAutomatic: listStyle("L1", ['style:num-format="1"']),
  };
  assert.equal(textOf(made), "•\tx\n");
  assert.equal(textOf({ ...made, automatic: listStyle("L1", ['style:num-format="i"']) }), "i\tx\n");
});

test("a ring of styles ends", () => {
  const style = (name: string, parent: string) =>
    `<style:style style:name="${name}" style:family="paragraph" style:parent-style-name="${parent}"/>`;
  const automatic = style("a", "b") + style("b", "a");
  assert.equal(textOf({ body: '<text:p text:style-name="a">x</text:p>', automatic }), "x\n");
});

test("one file of XML is read as the package", () => {
  const made = {
    body: `<text:list text:style-name="L"><text:list-item>${p("x")}</text:list-item></text:list>`,
    automatic: listStyle("L", ['style:num-format="1" style:num-suffix="."']),
    beside: "<office:scripts><office:script>run()</office:script></office:scripts>",
  };
  const flat = flatOdtReader.read(makeFlatOdt(made));
  assert.equal(flat.text.toString(), textOf(made));
  assert.equal(flat.map.rangeOf(0, 3).part, null);
  assert.deepEqual(
    flat.dropped.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`),
    ["office:scripts program 5"],
  );
});

test("a document and its flat form are cut along their counted headings", () => {
  const outline =
    '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="Article "/></text:outline-style>';
  const body = ["Scope", "Terms", "Fees"]
    .map((title) => `<text:h text:outline-level="1">${title}</text:h>${p(`The text of ${title}.`)}`)
    .join("");
  const made = { body, styles: outline };
  for (const [bytes, reader] of [
    [makeOdt(made), "odt"],
    [makeFlatOdt(made), "fodt"],
  ] as const) {
    const marked = markDocument(bytes, { maxUnits: 100 });
    assert.ok(marked.ok);
    assert.deepEqual(
      Array.from(marked.value.units, ({ label, title }) => `${label} ${title}`),
      ["Article 1 Scope", "Article 2 Terms", "Article 3 Fees"],
    );
    assert.equal(marked.value.projection?.reader.name, reader);
  }
});
