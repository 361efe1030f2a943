import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { makeDocx, paragraph, run } from "../../support/docx-maker.ts";

function textOf(body: string): string {
  return docxReader.read(makeDocx({ body })).text.toString();
}

/** Why a document is refused: its reason, and what was found in it. */
function refusalOf(body: string): readonly (string | undefined)[] {
  try {
    textOf(body);
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    return [fault.refusal.reason, fault.refusal.actual];
  }
  return assert.fail("read");
}

const mark = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`;
const inParagraph = (...inner: readonly string[]) => `<w:p>${inner.join("")}</w:p>`;
const box = (...inner: readonly string[]) =>
  `<w:r><w:pict><w:txbxContent>${inParagraph(...inner)}</w:txbxContent></w:pict></w:r>`;
const OPEN = ["STOP_STRUCTURE_UNCLEAR", "a field whose code has no end"];

test("a field whose code never ends would swallow the rest of the text, and is refused (E-05)", () => {
  assert.deepEqual(refusalOf(paragraph("Article 1") + inParagraph(mark("begin"), code("PAGE"))), OPEN);
});

test("a field that begins in a text box has to end there, and swallows nothing behind it", () => {
  assert.deepEqual(refusalOf(inParagraph(box(mark("begin"))) + paragraph("Article 4")), OPEN);
  const both = inParagraph(box(mark("begin"))) + paragraph("Article 4") + inParagraph(box(mark("end")));
  assert.deepEqual(refusalOf(both), OPEN);
  const whole = box(mark("begin"), code("PAGE"), mark("separate"), run("7"), mark("end"));
  assert.equal(textOf(inParagraph(whole) + paragraph("Article 4")), "Article 4\n");
});

test("a text box ends no field of the text around it", () => {
  const around = (inner: string) =>
    inParagraph(mark("begin"), code("PAGE"), box(inner), mark("separate"), run("7"), mark("end"));
  assert.equal(textOf(around(mark("separate"))), "7\n");
  assert.equal(textOf(around(mark("end"))), "7\n");
});

test("a field of the form that is left for older programs is not one of the form that is taken", () => {
  const forms = `<mc:AlternateContent><mc:Choice Requires="w14">${mark("begin")}</mc:Choice><mc:Fallback>${mark("begin")}</mc:Fallback></mc:AlternateContent>`;
  assert.equal(textOf(inParagraph(forms, code("PAGE"), mark("separate"), run("7"), mark("end"))), "7\n");
});

test("text where a code of a field is expected is refused, and a result within a code is named", () => {
  const hidden = inParagraph(mark("begin"), code("QUOTE"), run("Article 4"), mark("separate"), mark("end"));
  assert.deepEqual(refusalOf(hidden), ["STOP_STRUCTURE_UNCLEAR", "text in the code of a field"]);
  const inner = [mark("begin"), code("PAGE"), mark("separate"), run("7"), mark("end")];
  assert.equal(textOf(inParagraph(mark("begin"), ...inner, mark("separate"), run("8"), mark("end"))), "8\n");
});

test("a field that prints what its code or its form says is refused by its name, be its result what it may", () => {
  for (const name of ["MACROBUTTON", "GOTOBUTTON", "SYMBOL", "EQ", "FORMDROPDOWN"]) {
    const actual = `a field ${name}, which prints what its code or its form says`;
    const refused = ["STOP_STRUCTURE_UNCLEAR", actual];
    const field = [
      mark("begin"),
      code(`${" ".repeat(80)}${name} x`),
      mark("separate"),
      run("7"),
      mark("end"),
    ];
    assert.deepEqual(refusalOf(inParagraph(...field)), refused);
    assert.deepEqual(
      refusalOf(inParagraph(`<w:fldSimple w:instr=" ${name.toLowerCase()} x">${run("7")}</w:fldSimple>`)),
      refused,
    );
  }
  const other = [mark("begin"), code("EQUAL"), mark("separate"), run("7"), mark("end")];
  assert.equal(textOf(inParagraph(...other)), "7\n");
});
