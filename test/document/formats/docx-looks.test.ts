import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { list, type MadeDocx, makeDocx, numbering, run } from "../../support/docx-maker.ts";

/** What is marked, as `element reason letters`. */
function marksOf(made: MadeDocx): readonly string[] {
  return docxReader
    .read(makeDocx(made))
    .marked.map(({ element, reason, letters }) => `${element} ${reason} ${letters}`);
}

const style = (type: string, id: string, properties: string, more = "") =>
  `<w:style w:type="${type}" w:styleId="${id}">${more}<w:rPr>${properties}</w:rPr></w:style>`;
const formatted = (text: string, properties: string) =>
  run(text).replace("<w:r>", `<w:r><w:rPr>${properties}</w:rPr>`);
const inParagraph = (inner: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${inner}</w:p>`;
const P = '<w:pStyle w:val="P"/>';
const C = '<w:rStyle w:val="C"/>';
const VANISH = "<w:vanish/>";
const SHOWN = '<w:vanish w:val="0"/>';
const HIDDEN = ["w:vanish hidden 4"];

test("hidden text is told wherever it is said: of itself, its styles, or all text", () => {
  const paragraphs = style("paragraph", "P", VANISH);
  const characters = style("character", "C", VANISH);
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr>${VANISH}</w:rPr></w:rPrDefault></w:docDefaults>`;
  const based = style("character", "B", VANISH) + style("character", "C", "", '<w:basedOn w:val="B"/>');
  const cases: readonly (readonly [
    styles: string,
    own: string,
    paragraph: string,
    marks: readonly string[],
  ])[] = [
    ["", VANISH, "", HIDDEN],
    ["", "", "", []],
    [characters, C, "", HIDDEN],
    [based, C, "", HIDDEN],
    [characters, C + SHOWN, "", []],
    [paragraphs, "", P, HIDDEN],
    [paragraphs, SHOWN, P, []],
    // One of characters turns over what that of the paragraph says.
    [paragraphs + characters, C, P, []],
    [defaults, "", "", HIDDEN],
    [defaults + paragraphs + characters, C, P, HIDDEN],
    [style("paragraph", "C", VANISH), C, "", []],
  ];
  for (const [styles, own, paragraph, marks] of cases)
    assert.deepEqual(marksOf({ body: inParagraph(formatted("text", own), paragraph), styles }), marks);
});

test("formats that were say nothing of the text as it is", () => {
  const former = (inner: string) => `<w:rPrChange w:id="1"><w:rPr>${inner}</w:rPr></w:rPrChange>`;
  assert.deepEqual(marksOf({ body: inParagraph(formatted("text", VANISH + former(SHOWN))) }), HIDDEN);
  assert.deepEqual(marksOf({ body: inParagraph(formatted("text", former(VANISH))) }), []);
});

test("what is said of a run holds behind one that stands in it", () => {
  const ruby = `<w:ruby><w:rt>${run("a")}</w:rt><w:rubyBase>${run("b")}</w:rubyBase></w:ruby>`;
  const body = inParagraph(`<w:r><w:rPr>${VANISH}</w:rPr>${ruby}<w:t>text</w:t></w:r>${run("c")}`);
  // The reading of a sign is printed by the run around it.
  assert.deepEqual(marksOf({ body }), ["w:vanish hidden 5"]);
});

test("a number of a paragraph that a style hides is unclear", () => {
  const made = {
    body: inParagraph(run("Fees"), `${P}<w:numPr><w:numId w:val="1"/></w:numPr>`),
    styles: style("paragraph", "P", VANISH),
    numbering: numbering(list(1, { text: "%1." })),
  };
  assert.throws(
    () => docxReader.read(makeDocx(made)),
    (fault) =>
      fault instanceof RefusalError &&
      fault.refusal.reason === "STOP_NUMBER_UNCLEAR" &&
      fault.refusal.actual === "a number of a paragraph that is not shown",
  );
});

test("text that is struck out is kept, and told as deleted", () => {
  const STRUCK = ["w:strike deleted 4"];
  for (const own of ["<w:strike/>", "<w:dstrike/>"])
    assert.deepEqual(marksOf({ body: inParagraph(formatted("text", own)) }), STRUCK);
  assert.deepEqual(marksOf({ body: inParagraph(formatted("text", '<w:strike w:val="0"/>')) }), []);
  const styles = style("character", "C", "<w:dstrike/>");
  assert.deepEqual(marksOf({ body: inParagraph(formatted("text", C)), styles }), STRUCK);
});

test("raised letters behind a word are told, and digits behind the number of a paragraph are signs of their own", () => {
  const RAISED = '<w:vertAlign w:val="superscript"/>';
  const told = (before: string, raised: string, behind = "") => {
    const made = { body: inParagraph(run(before) + formatted(raised, RAISED) + run(behind)) };
    return [docxReader.read(makeDocx(made)).text.toString().trimEnd(), ...marksOf(made)];
  };
  assert.deepEqual(told("§ 2", "1", ". Fees"), ["§ 2¹. Fees", "w:vertAlign raised 1"]);
  assert.deepEqual(told("Article 1", "10"), ["Article 1¹⁰", "w:vertAlign raised 2"]);
  assert.deepEqual(told("The 1", "st", " day"), ["The 1st day", "w:vertAlign raised 2"]);
  assert.deepEqual(told("Of the hall 20 m", "2"), ["Of the hall 20 m2", "w:vertAlign raised 1"]);
  assert.deepEqual(told("The members pay 2", "1"), ["The members pay 21", "w:vertAlign raised 1"]);
  assert.deepEqual(told("§ 2 ", "1"), ["§ 2 1"]);
  assert.deepEqual(told("Fees.", "1"), ["Fees.1"]);
  const styles = style("character", "C", RAISED);
  const { text, marked } = docxReader.read(
    makeDocx({ body: inParagraph(run("§ 2") + formatted("1", C) + formatted("0", C)), styles }),
  );
  assert.deepEqual([text.toString(), marked[0]?.letters], ["§ 2¹⁰\n", 2]);
});
