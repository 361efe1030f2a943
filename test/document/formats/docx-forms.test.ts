import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import {
  list,
  listLevel,
  type MadeDocx,
  makeDocx,
  numbering,
  paragraph,
  run,
} from "../../support/docx-maker.ts";

function textOf(made: MadeDocx | string): string {
  return docxReader.read(makeDocx(typeof made === "string" ? { body: made } : made)).text.toString();
}

/** Why a document is refused: its reason, and what was found in it. */
function refusalOf(body: string): readonly (string | undefined)[] {
  try {
    textOf(body);
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    assert.match(fault.refusal.field ?? "", /^word\/document\.xml, byte \d+$/);
    return [fault.refusal.reason, fault.refusal.actual];
  }
  return assert.fail("read");
}

const choice = (requires: string, inner: string) => `<mc:Choice Requires="${requires}">${inner}</mc:Choice>`;
const fallback = (inner: string) => `<mc:Fallback>${inner}</mc:Fallback>`;
const forms = (...inner: readonly string[]) => `<mc:AlternateContent>${inner.join("")}</mc:AlternateContent>`;
const num = (id: number) => `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${id}"/></w:numPr>`;
const DIFFER = ["STOP_STRUCTURE_UNCLEAR", "mc:AlternateContent whose forms differ in letters"];

test("of several forms of the same text the first whose needs are understood is kept, and the others are named", () => {
  const part = (text: string) => paragraph(text);
  const body = forms(choice("other", part("on ce")), choice("w14", part("once")), fallback(part("on  ce")));
  const { text, dropped, letters } = docxReader.read(makeDocx({ body }));
  assert.equal(text.toString(), "once\n");
  assert.deepEqual(
    dropped.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`),
    ["mc:Choice alternative 4", "mc:Fallback alternative 4"],
  );
  assert.equal(letters.total, 12);
  assert.equal(textOf(forms(choice("other w14", part("on ce")), fallback(part("once")))), "once\n");
  const local = choice("x", part("once")).replace(
    "<mc:Choice",
    '<mc:Choice xmlns:x="urn:schemas-microsoft-com:vml"',
  );
  assert.equal(textOf(forms(local, fallback(part("on ce")))), "once\n");
});

test("a text whose forms differ in letters depends on the program, and is refused", () => {
  const cases = [
    forms(choice("other", paragraph("a")), fallback(paragraph("b"))),
    forms(choice("w14", paragraph("a")), choice("w14", paragraph("b")), fallback(paragraph("a"))),
    forms(choice("w14", ""), fallback(paragraph("Article 4"))),
    forms(choice("w14", paragraph(" ")), fallback(paragraph("Article 4"))),
    forms(choice("other", paragraph("a"))),
    forms(choice("w14", forms(choice("w14", paragraph("a")), fallback(paragraph("a")))), fallback("")),
  ];
  for (const body of cases) assert.deepEqual(refusalOf(body), DIFFER);
});

test("needs that nothing declares, or none, are refused", () => {
  assert.deepEqual(refusalOf(forms(choice("nowhere", ""), fallback(""))), [
    "STOP_STRUCTURE_UNCLEAR",
    "none of nowhere",
  ]);
  assert.deepEqual(refusalOf(forms("<mc:Choice/>", fallback(""))), [
    "STOP_STRUCTURE_UNCLEAR",
    "mc:Choice without Requires",
  ]);
});

test("a sign that the newer form names by its number is that of the older one", () => {
  const newer = choice("w16se", '<w16se:symEx w16se:font="Emoji" w16se:char="2764"/>');
  const body = `<w:p><w:r>${forms(newer, fallback("<w:t>❤</w:t>"))}</w:r></w:p>`;
  assert.equal(textOf(body), "❤\n");
});

test("what stands in a drawing may differ from the picture that is left for older programs", () => {
  const box = (text: string) => `<w:txbxContent>${paragraph(text)}</w:txbxContent>`;
  const both = forms(
    choice("wps", `<w:drawing>${box("a box")}</w:drawing>`),
    fallback(`<w:pict>${box("a")}</w:pict>`),
  );
  assert.equal(textOf(`<w:p><w:r>${both}</w:r>${run("text")}</w:p>`), "text\n");
});

test("formats of paragraphs, styles and lists are read from the form that is taken", () => {
  const lists = numbering(list(1, { text: "Article %1" }));
  const own = `<w:p><w:pPr>${forms(choice("w14", num(1)), fallback(num(0)))}</w:pPr>${run("x")}</w:p>`;
  assert.equal(textOf({ body: own, numbering: lists }), "Article 1\tx\n");
  const old = `<w:p><w:pPr>${forms(choice("other", num(1)), fallback(num(0)))}</w:pPr>${run("x")}</w:p>`;
  assert.equal(textOf({ body: old, numbering: lists }), "x\n");
  const style = (inner: string) =>
    `<w:style w:type="paragraph" w:styleId="A"><w:pPr>${inner}</w:pPr></w:style>`;
  const styles = forms(choice("w14", style(num(1))), fallback(style("")));
  assert.equal(textOf({ body: paragraph("x", { style: "A" }), styles, numbering: lists }), "Article 1\tx\n");
  const roman = forms(
    choice("other", '<w:numFmt w:val="upperRoman"/>'),
    fallback('<w:numFmt w:val="decimalZero"/>'),
  );
  const level = listLevel(0, { text: "%1." }).replace('<w:numFmt w:val="decimal"/>', roman);
  const counted = `<w:abstractNum w:abstractNumId="1">${level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>`;
  assert.equal(textOf({ body: paragraph("x", { numId: 1 }), numbering: counted }), "01.\tx\n");
});
