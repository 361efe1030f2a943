import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { list, listLevel, type MadeDocx, makeDocx, numbering, paragraph } from "../../support/docx-maker.ts";

/** The numbers before the paragraphs, each of which is the letter `x`. */
function labelsOf(made: MadeDocx): readonly string[] {
  const { text } = docxReader.read(makeDocx(made));
  return text
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/[\t ]?x$/, ""));
}

/** A level of the list 1, or of another one. */
type Place = number | readonly [numId: number, level: number];

/** Paragraphs of lists at the given levels. */
function at(...levels: readonly Place[]): string {
  return levels
    .map((each) => {
      const [numId, level] = typeof each === "number" ? [1, each] : each;
      return paragraph("x", { numId, level });
    })
    .join("");
}

const THREE = list(1, { text: "%1." }, { text: "%1.%2" }, { text: "(%3)", format: "lowerLetter" });

function unclearOf(made: MadeDocx): readonly string[] {
  try {
    docxReader.read(makeDocx(made));
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    assert.equal(fault.refusal.reason, "STOP_NUMBER_UNCLEAR");
    assert.equal(fault.refusal.expected, "numbers that follow from the file");
    return (fault.refusal.details ?? []).map((detail) => detail.replace(/, byte \d+/, ""));
  }
  return [];
}

test("levels count, restart below a higher one, and show the numbers above", () => {
  const made = { body: at(0, 1, 2, 2, 1, 2, 0, 1, 2), numbering: numbering(THREE) };
  assert.deepEqual(labelsOf(made), ["1.", "1.1", "(a)", "(b)", "1.2", "(a)", "2.", "2.1", "(a)"]);
});

test("a level that was skipped shows the number with which it begins, and has had it", () => {
  const four = list(1, { text: "%1.", start: 3 }, { text: "%1.%2" }, { text: "%1.%2.%3" });
  assert.deepEqual(labelsOf({ body: at(2, 0, 2), numbering: numbering(four) }), ["3.1.1", "4.", "4.1.1"]);
});

test("a list that says no start counts from nought, as the standard has it", () => {
  const lists = {
    definition:
      '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>',
    instance: '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
  };
  assert.deepEqual(labelsOf({ body: at(0, 0), numbering: numbering(lists) }), ["0)", "1)"]);
});

test("lvlRestart holds a level through those that it names, and 0 through all", () => {
  const restart = (value: number) =>
    list(1, { text: "%1." }, { text: "%2)" }, { text: "%3/", more: `<w:lvlRestart w:val="${value}"/>` });
  const body = at(0, 1, 2, 2, 1, 2, 0, 1, 2);
  const last = (value: number) =>
    labelsOf({ body, numbering: numbering(restart(value)) }).filter((label) => label.endsWith("/"));
  assert.deepEqual(last(0), ["1/", "2/", "3/", "4/"]);
  assert.deepEqual(last(1), ["1/", "2/", "3/", "1/"]);
  assert.deepEqual(last(2), ["1/", "2/", "1/", "1/"]);
  // What names a level below is ignored.
  assert.deepEqual(last(5), ["1/", "2/", "1/", "1/"]);
});

test("isLgl shows every number in digits, and keeps the nought before a digit", () => {
  const legal = list(
    1,
    { text: "Article %1.", format: "upperRoman" },
    { text: "%1.%2", format: "decimalZero", more: "<w:isLgl/>" },
    { text: "%1.%2.%3", format: "lowerLetter", more: '<w:isLgl w:val="0"/>' },
  );
  const made = { body: at(0, 1, 2, 0, 1), numbering: numbering(legal) };
  assert.deepEqual(labelsOf(made), ["Article I.", "1.01", "I.01.a", "Article II.", "2.01"]);
});

test("instances of one list count on together, begin once where they say, and keep what they override", () => {
  const instance = (id: number, inner: string) =>
    `<w:num w:numId="${id}"><w:abstractNumId w:val="1"/>${inner}</w:num>`;
  const override = (level: number, inner: string) =>
    `<w:lvlOverride w:ilvl="${level}">${inner}</w:lvlOverride>`;
  const lists = numbering(THREE, {
    definition: "",
    instance: [
      instance(2, ""),
      instance(3, override(0, '<w:startOverride w:val="10"/>') + override(1, '<w:startOverride w:val="3"/>')),
      instance(4, override(0, listLevel(0, { text: "Part %1", format: "upperLetter" }))),
    ].join(""),
  });
  const labels = (...levels: readonly Place[]) => labelsOf({ body: at(...levels), numbering: lists });
  assert.deepEqual(labels([1, 0], [2, 0], [1, 0]), ["1.", "2.", "3."]);
  assert.deepEqual(labels([1, 0], [3, 0], [3, 1], [3, 1], [3, 0], [3, 1]), [
    "1.",
    "10.",
    "10.3",
    "10.4",
    "11.",
    "11.3",
  ]);
  assert.deepEqual(labels([3, 0], [1, 0], [3, 0]), ["10.", "11.", "12."]);
  assert.deepEqual(labels([1, 0], [4, 0], [4, 1], [1, 0]), ["1.", "Part B", "B.1", "3."]);
  // An override of a level that was not used yet does not begin it.
  assert.deepEqual(labels([1, 0], [3, 1], [1, 0]), ["1.", "1.3", "2."]);
});

test("styles give a list, its level and its place in the chain of what they are based on", () => {
  const styles = [
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>',
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="N"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>',
    '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="B"/></w:style>',
    '<w:style w:type="paragraph" w:styleId="D"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>',
    '<w:style w:type="paragraph" w:styleId="E"><w:basedOn w:val="A"/></w:style>',
  ].join("");
  const linked = list(1, { text: "%1." }, { text: "%1.%2" }, { text: "%3)", more: '<w:pStyle w:val="E"/>' });
  const of = (style: string) => paragraph("x", { style });
  const body = [
    of("A"),
    of("B"),
    of("C"),
    of("D"),
    of("E"),
    of("N"),
    paragraph("x", { style: "A", numId: 0 }),
  ].join("");
  assert.deepEqual(labelsOf({ body, numbering: numbering(linked), styles }), [
    "1.",
    "1.1",
    "1.2",
    "",
    "1)",
    "",
    "",
  ]);
});

test("the style of a paragraph without one is the default style, and rings of styles end", () => {
  const styles = [
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    '<w:style w:type="paragraph" w:styleId="R"><w:basedOn w:val="S"/></w:style>',
    '<w:style w:type="paragraph" w:styleId="S"><w:basedOn w:val="R"/></w:style>',
  ].join("");
  const body = paragraph("x") + paragraph("x", { style: "R" }) + paragraph("x", { style: "missing" });
  assert.deepEqual(labelsOf({ body, numbering: numbering(THREE), styles }), ["1.", "", "2."]);
});

test("a list is defined by another one through a style of lists, and a ring of links gives no level", () => {
  const styles =
    '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>';
  const link = (id: number, style: string) => ({
    definition: `<w:abstractNum w:abstractNumId="${id}"><w:numStyleLink w:val="${style}"/></w:abstractNum>`,
    instance: `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`,
  });
  const linked = { body: at([2, 0], [2, 1]), numbering: numbering(THREE, link(2, "L")), styles };
  assert.deepEqual(labelsOf(linked), ["1.", "1.1"]);
  const ring = { body: at([1, 0]), numbering: numbering(link(1, "L")), styles };
  assert.deepEqual(unclearOf(ring), [
    "word/document.xml, paragraph 1: a number of level 1, which its list does not have",
  ]);
});

test("what stands behind a number is a tab, a space or nothing", () => {
  const suffixes = ["tab", "space", "nothing"].map((suffix, index) =>
    list(index + 1, { text: "§ %1", more: `<w:suff w:val="${suffix}"/>` }),
  );
  const { text, letters } = docxReader.read(
    makeDocx({ body: at([1, 0], [2, 0], [3, 0]), numbering: numbering(...suffixes) }),
  );
  assert.equal(text.toString(), "§ 1\tx\n\n§ 1 x\n\n§ 1x\n");
  assert.deepEqual(letters, { total: 3, projected: 3, dropped: 0, added: 6 });
});

test("a number is printed where no text follows, and none where it is hidden, empty or of no list", () => {
  const hidden = list(2, { text: "%1.", after: "<w:rPr><w:vanish/></w:rPr>" });
  const empty = list(3, { text: "" });
  const body =
    paragraph("", { numId: 1, level: 0 }) + at([1, 0], [2, 0], [3, 0], [9, 0]) + paragraph("", { numId: 7 });
  const made = { body, numbering: numbering(THREE, hidden, empty) };
  assert.equal(docxReader.read(makeDocx(made)).text.toString(), "1.\n\n2.\tx\n\nx\n\nx\n\nx\n");
});

test("the end of a section is no paragraph of a list where no text stands before it", () => {
  const end = (text: string) =>
    `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:sectPr/></w:pPr>${text}</w:p>`;
  const body = at(0) + end("") + at(0) + end("<w:r><w:t>x</w:t></w:r>");
  assert.deepEqual(labelsOf({ body, numbering: numbering(THREE) }), ["1.", "2.", "3."]);
});

test("bullets are signs by their level, whatever their font says; words are printed", () => {
  const bullets = list(
    1,
    { text: "\uf0b7", format: "bullet" },
    { text: "o", format: "bullet" },
    { text: "–", format: "bullet" },
    { text: "Note:", format: "bullet" },
    { text: " ", format: "bullet" },
  );
  assert.deepEqual(labelsOf({ body: at(0, 1, 2, 3, 4), numbering: numbering(bullets) }), [
    "•",
    "◦",
    "▪",
    "Note:",
    "",
  ]);
});

test("a newer format is read where an older one is given for older programs", () => {
  const format = (value: string) =>
    `<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="${value}"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>`;
  const custom = (value: string) => ({
    body: at(0, 0),
    numbering: numbering({
      definition: `<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="9"/>${format(value)}<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>`,
      instance: '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    }),
  });
  assert.deepEqual(labelsOf(custom("001, 002, 003, ...")), ["009.", "010."]);
  assert.deepEqual(labelsOf(custom("00001, 00002, 00003, ...")), ["00009.", "00010."]);
  assert.equal(unclearOf(custom("a, ç, ĝ, ...")).length, 2);
});

test("words for numbers are those of English, and unclear in another language", () => {
  const words = (language: string) => list(1, { text: "%1", format: "ordinalText", after: language });
  const lang = (value: string) => `<w:rPr><w:lang w:val="${value}"/></w:rPr>`;
  const styles = `<w:docDefaults><w:rPrDefault>${lang("de-DE")}</w:rPrDefault></w:docDefaults>`;
  assert.deepEqual(labelsOf({ body: at(0), numbering: numbering(words("")) }), ["First"]);
  assert.deepEqual(labelsOf({ body: at(0), numbering: numbering(words(lang("en-GB"))), styles }), ["First"]);
  assert.deepEqual(unclearOf({ body: at(0), numbering: numbering(words("")), styles }), [
    "word/document.xml, paragraph 1: number 1 in the format ordinalText in the language de-DE",
  ]);
});

test("what nobody can count is refused with every paragraph that has it (E-15)", () => {
  const field = (inner: string) => `<w:p><w:r>${inner}</w:r></w:p>`;
  const code = (text: string) =>
    field(
      `<w:fldChar w:fldCharType="begin"/><w:instrText> ${text} </w:instrText><w:fldChar w:fldCharType="end"/>`,
    );
  const cases: readonly (readonly [made: MadeDocx, ...unclear: RegExp[]])[] = [
    [{ body: at(0, 4), numbering: numbering(THREE) }, /paragraph 2: .*level 5, which its list does not have/],
    [
      { body: at(0), numbering: numbering(list(1, { text: "%2" })) },
      /paragraph 1: .*level 2 in one of level 1/,
    ],
    [
      { body: at(0), numbering: numbering(list(1, { text: "%1", format: "thaiCounting" })) },
      /number 1 in the format thaiCounting/,
    ],
    [
      { body: at(0), numbering: numbering(list(1, { text: "%1", format: "upperRoman", start: 0 })) },
      /number 0 in the format upperRoman/,
    ],
    [
      {
        body: at([2, 1]),
        numbering: numbering(THREE, {
          definition: "",
          instance:
            '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>',
        }),
      },
      /a number below level 1, which was skipped and begins at 3/,
    ],
    [{ body: at(0), numbering: numbering(list(1, { text: `%1${"x".repeat(256)}` })) }, /more than 256 signs/],
    [{ body: code("AUTONUM") + code("LISTNUM L") }, /paragraph 1: .*AUTONUM/, /paragraph 2: .*LISTNUM/],
    [{ body: '<w:p><w:fldSimple w:instr="AUTONUMLGL"/></w:p>' }, /AUTONUMLGL/],
    [
      {
        body: '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>',
        numbering: numbering(THREE),
      },
      /a paragraph that is not shown/,
    ],
    [
      {
        body: `${at(0)}<w:p><w:r><w:pict><v:textbox><w:txbxContent>${at(0)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>`,
        numbering: numbering(THREE),
      },
      /a list of the text that goes on in a text box/,
    ],
  ];
  for (const [made, ...unclear] of cases) {
    const details = unclearOf(made);
    assert.equal(details.length, unclear.length, String(unclear));
    for (const [index, pattern] of unclear.entries()) assert.match(details[index] ?? "", pattern);
  }
});

test("a number of a text box alone, a bullet in one and a heading that runs in refuse nothing", () => {
  const box = `<w:p><w:r><w:pict><v:textbox><w:txbxContent>${at(0)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>`;
  const bullets = list(1, { text: "•", format: "bullet" });
  assert.deepEqual(unclearOf({ body: box, numbering: numbering(THREE) }), []);
  assert.deepEqual(unclearOf({ body: at(0) + box, numbering: numbering(bullets) }), []);
  const runIn =
    '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/><w:specVanish/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>';
  assert.deepEqual(labelsOf({ body: runIn, numbering: numbering(THREE) }), ["1."]);
});

test("formats that were are none", () => {
  const former =
    '<w:p><w:pPr><w:pPrChange w:id="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr><w:r><w:t>x</w:t></w:r></w:p>';
  assert.deepEqual(labelsOf({ body: former, numbering: numbering(THREE) }), [""]);
});
