import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { markDocument } from "../../../src/document/mark.ts";
import type { Projection } from "../../../src/document/projection/projection.ts";
import { LINE } from "../../../src/document/source/line-class.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import {
  list,
  type MadeDocx,
  makeDocx,
  numbering,
  paragraph,
  run,
  wordXml,
} from "../../support/docx-maker.ts";
import { makeZip } from "../../support/zip-maker.ts";

function read(made: MadeDocx | string): Projection {
  return docxReader.read(makeDocx(typeof made === "string" ? { body: made } : made));
}

function textOf(made: MadeDocx | string): string {
  return read(made).text.toString();
}

/** What is left out, as `element reason letters`. */
function dropsOf(made: MadeDocx | string): readonly string[] {
  return read(made).dropped.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`);
}

function refusalOf(make: () => unknown) {
  try {
    make();
  } catch (fault) {
    if (fault instanceof RefusalError) return fault.refusal;
    throw fault;
  }
  return assert.fail("read");
}

const inParagraph = (...inner: readonly string[]) => `<w:p>${inner.join("")}</w:p>`;

test("paragraphs are blocks, and every letter is counted and has its place", () => {
  const body = paragraph("Article 1 Scope") + paragraph("") + inParagraph(run("The "), run("ferry & sails."));
  const made = read(body.replace("&", "&amp;"));
  assert.equal(made.text.toString(), "Article 1 Scope\n\nThe ferry & sails.\n");
  assert.deepEqual(made.letters, { total: 28, projected: 28, dropped: 0, added: 0 });
  const range = made.map.rangeOf(0, 15);
  assert.equal(range.part, "word/document.xml");
  assert.ok(range.startByte > 0 && range.endByte - range.startByte === "Article 1 Scope".length);
});

test("white space counts where the file keeps it, and no-break and wide spaces always", () => {
  const loose = "<w:r><w:t>  a </w:t></w:r>";
  assert.equal(textOf(inParagraph(loose, loose)), "aa\n");
  assert.equal(textOf(inParagraph(run(" a  b "), run("c"))), "a b c\n");
  assert.equal(textOf(inParagraph(run("§\u00a01\u3000Zweck"))), "§\u00a01\u3000Zweck\n");
});

test("tabs, breaks, hyphens and signs are printed as they are", () => {
  const signs =
    '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:ptab w:alignment="left"/><w:t>e</w:t><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Symbol" w:char="F0B7"/></w:r>';
  const made = read(inParagraph("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>", signs));
  assert.equal(made.text.toString(), "a\tb\nc\nd\te\u2011\u00ad\uf0b7\n");
  assert.deepEqual(made.letters, { total: 8, projected: 8, dropped: 0, added: 0 });
});

test("what stands in links, tags, controls, formulas and right-to-left runs is kept in its order", () => {
  const body = inParagraph(
    `<w:hyperlink>${run("a")}</w:hyperlink>`,
    `<w:smartTag>${run("b")}</w:smartTag>`,
    `<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>${run("c")}</w:sdtContent></w:sdt>`,
    `<w:customXml>${run("d")}</w:customXml>`,
    "<m:oMath><m:f><m:num><m:r><m:t>e</m:t></m:r></m:num></m:f></m:oMath>",
    `<w:dir w:val="rtl">${run("f")}</w:dir>`,
    `<w:fldSimple w:instr="DATE">${run("g")}</w:fldSimple>`,
    "<w:proofErr/><w:bookmarkStart/>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r>",
  );
  const made = read(`<w:sdt><w:sdtContent>${body}</w:sdtContent></w:sdt>`);
  assert.equal(made.text.toString(), "abcdefgh\n");
  assert.deepEqual(made.dropped, []);
});

test("the reading of a sign is printed behind it", () => {
  const ruby = `<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby></w:r>`;
  const made = read(inParagraph(run("第"), ruby, run("条")));
  assert.equal(made.text.toString(), "第漢字（かんじ）条\n");
  assert.deepEqual(made.letters, { total: 7, projected: 7, dropped: 0, added: 2 });
});

test("codes of fields are named and their results kept, also of fields in fields", () => {
  const mark = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
  const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`;
  const inner = [mark("begin"), code("PAGE"), mark("separate"), run("7"), mark("end")];
  const body = inParagraph(
    run("See "),
    mark("begin"),
    code("IF"),
    ...inner,
    mark("separate"),
    run("Clause 2"),
    mark("end"),
    run("."),
  );
  assert.equal(textOf(body), "See Clause 2.\n");
  assert.deepEqual(dropsOf(body), ["w:instrText form 6", "code of a field form 1"]);
});

test("drawings, text boxes and embedded objects are named, with the letters in them", () => {
  const box = `<w:txbxContent>${paragraph("in a box")}</w:txbxContent>`;
  const body = inParagraph(
    `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:posOffset>12345</wp:posOffset><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`,
    "<w:r><w:object/></w:r>",
    run("text"),
  );
  assert.equal(textOf(body), "text\n");
  assert.deepEqual(dropsOf(body), [
    "w:txbxContent object 6",
    "w:drawing object 0",
    "mc:Fallback alternative 6",
    "w:object object 0",
  ]);
});

test("heads, notes and comments are named part by part, and other parts by what they are (E-16)", () => {
  const part = (type: string, name: string, root: string, text: string) => ({
    type,
    name,
    xml: wordXml(root, paragraph(text)),
  });
  const made: MadeDocx = {
    body: paragraph("x"),
    numbering: "",
    styles: "",
    parts: [
      part("header", "header1.xml", "hdr", "Head"),
      part("footer", "footer1.xml", "ftr", "Foot 1"),
      part("footnotes", "footnotes.xml", "footnotes", "A note."),
      part("endnotes", "endnotes.xml", "endnotes", "End"),
      part("comments", "comments.xml", "comments", "Why?"),
      { type: "vbaProject", name: "vbaProject.bin", xml: Buffer.from([0, 1]) },
      { type: "image", name: "media/image1.png", xml: Buffer.from([2]) },
      { type: "settings", name: "settings.xml", xml: wordXml("settings", "") },
    ],
    external: [
      { type: "attachedTemplate", target: "http://127.0.0.1:9/template.dotm" },
      { type: "hyperlink", target: "https://example.org" },
    ],
  };
  assert.deepEqual(dropsOf(made), [
    "word/header1.xml page 4",
    "word/footer1.xml page 5",
    "word/footnotes.xml note 6",
    "word/endnotes.xml note 3",
    "word/comments.xml comment 4",
    "external attachedTemplate object 0",
    "word/vbaProject.bin program 0",
    "word/media/image1.png object 0",
    "word/settings.xml metadata 0",
  ]);
  assert.deepEqual(read(made).letters, { total: 23, projected: 1, dropped: 22, added: 0 });
});

test("open changes are refused and counted by kind; a change of formats alone is none (E-14)", () => {
  const change = 'w:id="1" w:author="A"';
  const body = [
    inParagraph(
      `<w:ins ${change}>${run("a")}</w:ins><w:del ${change}><w:r><w:delText>b</w:delText></w:r></w:del>`,
    ),
    inParagraph(`<w:pPr><w:rPr><w:del ${change}/></w:rPr></w:pPr>`, run("c")),
    inParagraph(`<w:moveFrom ${change}>${run("d")}</w:moveFrom>`),
    inParagraph(`<w:moveTo ${change}>${run("d")}</w:moveTo>`),
    `<w:tbl><w:tr><w:trPr><w:ins ${change}/></w:trPr><w:tc><w:tcPr><w:cellDel ${change}/></w:tcPr>${paragraph("e")}</w:tc></w:tr></w:tbl>`,
    inParagraph(`<w:pPr><w:numPr><w:numberingChange ${change}/></w:numPr></w:pPr>`, run("f")),
  ].join("");
  const told = refusalOf(() => read(body));
  assert.deepEqual([told.reason, told.field], ["STOP_CHANGES_OPEN", "word/document.xml"]);
  assert.deepEqual(told.details, [
    "2 insertions",
    "2 deletions",
    "1 moves from a place",
    "1 moves to a place",
    "1 cells taken out",
    "1 changes of numbers",
  ]);
  const formats = inParagraph(
    `<w:pPr><w:pPrChange ${change}><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange></w:pPr>`,
    `<w:r><w:rPr><w:rPrChange ${change}/></w:rPr><w:t>a</w:t></w:r>`,
  );
  assert.equal(textOf(formats), "a\n");
});

test("text that no rule names, of another file, or in no paragraph is refused by its element (E-05)", () => {
  const cases: readonly (readonly [body: string, actual: string])[] = [
    [`<w:frame>${paragraph("x")}</w:frame>`, "text in <w:frame>"],
    [`<x:p xmlns:x="urn:x">${run("x")}</x:p>`, "text in <{urn:x}p>"],
    [inParagraph("<w:r>loose</w:r>"), "text in <w:r>"],
    [run("x"), "text in no paragraph in <w:r>"],
    ['<w:altChunk r:id="c"/>', "the text of another file, which is put in when it is opened in <w:altChunk>"],
    [
      inParagraph('<w:subDoc r:id="c"/>'),
      "the text of another file, which is put in when it is opened in <w:subDoc>",
    ],
  ];
  for (const [body, actual] of cases) {
    const told = refusalOf(() => read(body));
    assert.deepEqual([told.reason, told.actual], ["STOP_TEXT_UNNAMED", actual]);
    assert.match(told.field ?? "", /^word\/document\.xml, byte \d+$/);
    assert.equal(told.details?.length, 1);
  }
});

test("a row of a table is a line with its cells apart; a heading and a table of one column are blocks", () => {
  const cell = (...inner: readonly string[]) => `<w:tc>${inner.join("")}</w:tc>`;
  const table = (columns: number, ...rows: readonly string[]) =>
    `<w:tbl><w:tblGrid>${"<w:gridCol/>".repeat(columns)}</w:tblGrid>${rows.map((row) => `<w:tr>${row}</w:tr>`).join("")}</w:tbl>`;
  const body = [
    table(
      3,
      cell(paragraph("a")) + cell(paragraph("b"), paragraph("b2")) + cell(paragraph("c")),
      cell(paragraph("d")) + cell(paragraph("")) + cell(paragraph("f")),
      cell(paragraph("Part 1", { outline: 0 })) + cell(paragraph("g")),
      cell(table(1, cell(paragraph("inner"), paragraph("frame")))) + cell(paragraph("h")),
    ),
    paragraph("end"),
  ].join("");
  const { text, structure } = read(body);
  assert.equal(text.toString(), "a\tb\nb2\nc\n\nd\t\tf\n\nPart 1\n\ng\n\ninner\n\nframe\n\nh\n\nend\n");
  assert.ok(structure.kind === "lines");
  const { blank, table: row, setext, paragraph: plain } = LINE;
  assert.deepEqual(
    [...structure.lines.classes].filter((kind) => kind !== blank),
    [row, row, row, row, setext, row, plain, plain, row, plain],
  );
});

test("levels come from the paragraph, its style, or the name of a style; a counted number tells more", () => {
  const styles = [
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title 1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>',
    '<w:style w:type="paragraph" w:styleId="U"><w:basedOn w:val="T"/></w:style>',
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 3"/></w:style>',
  ].join("");
  const body = [
    paragraph("a", { style: "T" }),
    paragraph("b", { style: "U" }),
    paragraph("c", { style: "H" }),
    paragraph("d", { style: "T", outline: 8 }),
    paragraph("e", { style: "T", outline: 9 }),
    paragraph("f", { style: "T", numId: 1 }),
    paragraph("g"),
  ].join("");
  const { structure } = read({ body, styles, numbering: numbering(list(1, { text: "%1." })) });
  assert.ok(structure.kind === "lines");
  assert.deepEqual(
    [...structure.lines.levels].filter((_, line) => line % 2 === 0),
    [2, 2, 3, 6, 0, 0, 0],
  );
});

test("what is counted below a number is an item, and below a word it is not", () => {
  const levels = (first: string) =>
    list(
      1,
      { text: first },
      { text: "%1.%2" },
      { text: "(%3)", format: "lowerLetter" },
      { text: "•", format: "bullet" },
    );
  const body = [0, 1, 2, 3].map((level) => paragraph("x", { numId: 1, level })).join("");
  const classes = (first: string) => {
    const { structure } = read({ body, numbering: numbering(levels(first)) });
    assert.ok(structure.kind === "lines");
    return [...structure.lines.classes].filter((kind) => kind !== LINE.blank);
  };
  assert.deepEqual(classes("%1."), [LINE.paragraph, LINE.item, LINE.item, LINE.paragraph]);
  // `1.1` below `Part 1` may be a unit; `(a)` below `1.1` is none.
  assert.deepEqual(classes("Part %1"), [LINE.paragraph, LINE.paragraph, LINE.item, LINE.paragraph]);
});

/** Cells of a row. */
function row(...cells: readonly (readonly string[])[]): string {
  return `<w:tr>${cells.map((inner) => `<w:tc>${inner.join("")}</w:tc>`).join("")}</w:tr>`;
}

function unitsOf(made: MadeDocx): readonly string[] {
  const marked = markDocument(makeDocx(made), { maxUnits: 100 });
  return marked.ok
    ? [...marked.value.units].map(({ label, title }) => `${label} ${title}`)
    : [marked.refusal.reason];
}

test("units of a contract that is laid out in a table are found, and rows of a table beside units are none", () => {
  const titles = ["Definitions", "Services", "Payment", "Term"];
  const units = titles.map((title, index) => `${index + 1} ${title}`);
  const text = paragraph("The parties agree on what follows in more words than a title has.");
  const lists = numbering(list(1, { text: "%1." }));
  const table = (rows: readonly string[]) =>
    `<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>${rows.join("")}</w:tbl>`;
  const counted = table(titles.map((title) => row([paragraph("", { numId: 1 })], [paragraph(title), text])));
  const typed = table(
    titles.map((title, index) => row([paragraph(`${index + 1}.`)], [paragraph(title), text])),
  );
  for (const body of [counted, typed])
    assert.deepEqual(unitsOf({ body: paragraph("Agreement") + body, numbering: lists }), units);
  const clauses = titles.map((title) => paragraph(title, { numId: 1 }) + text).join("");
  const prices = table(titles.map((title, index) => row([paragraph(`${index + 1}.`)], [paragraph(title)])));
  assert.deepEqual(unitsOf({ body: clauses + prices, numbering: lists }), units);
});

test("units of a contract are found by the numbers that Word counts", () => {
  const levels = list(1, { text: "%1." }, { text: "%1.%2" });
  const titles = ["Definitions", "Services", "Payment", "Term"];
  const body = titles
    .map(
      (title) =>
        paragraph(title, { numId: 1, level: 0 }) + paragraph("The parties agree.", { numId: 1, level: 1 }),
    )
    .join("");
  const marked = markDocument(
    makeDocx({ body: paragraph("Agreement") + body, numbering: numbering(levels) }),
    { maxUnits: 100 },
  );
  assert.ok(marked.ok);
  assert.deepEqual(
    [...marked.value.units].map(({ label, title }) => `${label} ${title}`),
    titles.map((title, index) => `${index + 1} ${title}`),
  );
  assert.deepEqual(marked.value.projection?.reader, { name: "docx", version: 1 });
});

test("the strict form of the standard is read as the other one", () => {
  const made = {
    body: paragraph("Scope", { numId: 1 }),
    numbering: numbering(list(1, { text: "§ %1" })),
    isStrict: true,
  };
  assert.equal(textOf(made), "§ 1\tScope\n");
});

test("a package that names no document, or several, is refused; so is one with a password", () => {
  const content = '<w:document xmlns:w="urn:x"/>';
  const told = refusalOf(() => docxReader.read(makeZip([{ name: "word/document.xml", content }])));
  assert.deepEqual([told.reason, told.field, told.actual], ["STOP_STRUCTURE_UNCLEAR", "_rels/.rels", "none"]);
  const relation = (target: string) =>
    `<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${target}"/>`;
  const rels = `<Relationships>${relation("word/document.xml")}${relation("other.xml")}</Relationships>`;
  const several = refusalOf(() =>
    docxReader.read(
      makeZip([
        { name: "word/document.xml", content },
        { name: "_rels/.rels", content: rels },
      ]),
    ),
  );
  assert.equal(several.actual, "several");
  const name = Buffer.from("EncryptedPackage", "utf16le");
  const locked = Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(512),
    name,
    Buffer.alloc(512),
  ]);
  const marked = markDocument(locked, { maxUnits: 10 });
  assert.equal(marked.ok ? "" : marked.refusal.reason, "STOP_ARCHIVE_ENCRYPTED");
});

test("a large document is read to its end", () => {
  const body = Array.from({ length: 60_000 }, (_, day) =>
    paragraph(`The ferry ${(day * 7919) % 104_729} sails on day ${day}.`, { numId: 1, level: 0 }),
  ).join("");
  const bytes = makeDocx({ body: body + paragraph("end"), numbering: numbering(list(1, { text: "%1." })) });
  const { text } = docxReader.read(bytes);
  assert.ok(text.toString().endsWith("sails on day 59999.\n\nend\n"));
});
