import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { list, listLevel, type MadeDocx, makeDocx, numbering, paragraph } from "../../support/docx-maker.ts";
import { textByLibreOffice } from "../../support/libreoffice.ts";

/** Formats that LibreOffice prints as the standard has it, and the numbers for which it does. */
const FOLLOWED: Readonly<Record<string, readonly number[]>> = {
  decimal: [0, 1, 10, 999, 10000],
  decimalHalfWidth: [1, 12],
  decimalZero: [1, 9, 10, 100],
  upperRoman: [1, 4, 9, 14, 40, 90, 400, 1999, 9999],
  lowerRoman: [1, 48, 99, 3999],
  upperLetter: [1, 26, 27, 52, 53, 200],
  lowerLetter: [1, 26, 27, 53, 101],
  russianLower: [1, 10, 26, 29],
  russianUpper: [1, 10, 29],
  chicago: [1, 4, 5, 12],
  ordinal: [1, 2, 3, 4, 11, 12, 21, 101, 111],
  cardinalText: [1, 12, 21, 99, 100, 120, 999],
  ordinalText: [1, 3, 5, 8, 9, 12, 20, 21, 40, 101, 120],
  ideographDigital: [1, 9],
  japaneseCounting: [1, 10, 11, 20, 99],
  chineseCounting: [1, 10, 11, 20, 99],
  taiwaneseCounting: [1, 10, 21, 99],
  chineseCountingThousand: [1, 10, 19, 100, 110, 111, 999, 1100, 10000],
  taiwaneseCountingThousand: [1, 10, 101, 1001, 1010, 9999],
  ideographLegalTraditional: [1, 10, 15, 101, 1010, 10001],
  chineseLegalSimplified: [1, 10, 53, 101, 1001, 9999],
  koreanDigital: [1, 10, 999],
  koreanCounting: [1, 10, 21, 111, 1999, 10001],
  koreanLegal: [1, 10, 15, 21, 99],
  koreanDigital2: [1, 10, 999],
  decimalEnclosedCircle: [1, 20],
  decimalEnclosedCircleChinese: [1, 10],
  ideographTraditional: [1, 10, 11],
  ideographZodiac: [1, 11, 12, 15],
  aiueo: [1, 27, 46, 47],
  aiueoFullWidth: [1, 27, 46, 47],
  iroha: [1, 12, 25, 48, 49],
  irohaFullWidth: [1, 12, 25, 48, 49],
  ganada: [1, 14, 15],
  chosung: [1, 14, 15],
  hebrew1: [1, 10, 15, 16, 19, 99, 120, 200],
  hebrew2: [1, 11, 22],
  arabicAlpha: [1, 3, 27],
  arabicAbjad: [2, 3, 28],
  hindiVowels: [1, 10, 20],
  thaiLetters: [1, 20, 31],
};

const MARK = "¤";

/** The label before each marked paragraph, by the number of the mark. */
function labelsIn(text: string): readonly string[] {
  const pieces = text.split(new RegExp(`${MARK}(\\d+)`));
  const labels: string[] = [];
  for (let at = 0; at + 1 < pieces.length; at += 2)
    labels[Number(pieces[at + 1])] = pieces[at]?.split("\n").at(-1)?.trim() ?? "";
  return labels;
}

/** Compares every label of a document with that of LibreOffice; `count` is how many there are. */
async function compare(made: MadeDocx, count: number): Promise<void> {
  const bytes = makeDocx(made);
  const labels = labelsIn(docxReader.read(bytes).text.toString());
  assert.equal(labels.length, count);
  assert.deepEqual(labels, labelsIn(await textByLibreOffice(bytes, "docx")));
}

test("numbers are printed in every format as LibreOffice prints them", async () => {
  const cases = Object.entries(FOLLOWED).flatMap(([format, numbers]) =>
    numbers.map((start) => ({ format, start })),
  );
  const lists = cases.map((each, index) => list(index + 1, { ...each, text: "(%1)" }));
  const body = cases.map((_, index) => paragraph(`${MARK}${index}`, { numId: index + 1, level: 0 })).join("");
  await compare({ body, numbering: numbering(...lists) }, cases.length);
});

test("lists of any shape count, restart, skip levels and go on as in LibreOffice", async () => {
  const shape = fc.record({
    starts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
    begins: fc.option(fc.integer({ min: 1, max: 9 })),
    steps: fc.array(fc.record({ level: fc.integer({ min: 0, max: 3 }), isSecond: fc.boolean() }), {
      minLength: 12,
      maxLength: 12,
    }),
  });
  const shapes = fc.sample(shape, { numRuns: 60, seed: 376 });
  const texts = ["%1.", "%1.%2", "%2.%3)", "Art. %1-%4"];
  const formats = ["decimal", "upperLetter", "lowerRoman", "decimalZero"];
  let count = 0;
  const body: string[] = [];
  const lists = shapes.map(({ starts, begins, steps }, index) => {
    const first = index * 2 + 1;
    const levels = texts.map((text, level) => ({
      text,
      start: starts[level] ?? 1,
      format: formats[level] ?? "decimal",
    }));
    const override =
      begins === null ? "" : `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="${begins}"/></w:lvlOverride>`;
    // The first paragraph is of the first level: where a list begins that skips it, no rule says.
    for (const [at, { level, isSecond }] of steps.entries())
      body.push(
        paragraph(`${MARK}${count++}`, { numId: isSecond ? first + 1 : first, level: at === 0 ? 0 : level }),
      );
    const { definition, instance } = list(first, ...levels);
    const second = `<w:num w:numId="${first + 1}"><w:abstractNumId w:val="${first}"/>${override}</w:num>`;
    return { definition, instance: instance + second };
  });
  await compare({ body: body.join(""), numbering: numbering(...lists) }, count);
});

test("numbers of styles, of links, of tables, with and without text are those of LibreOffice", async () => {
  const style = (id: string, base: string, properties: string) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="${base}"/><w:pPr>${properties}</w:pPr></w:style>`;
  const styles = [
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>',
    style("One", "N", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
    style("Two", "N", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    style("Three", "Two", ""),
    style("None", "One", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
    '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
  ].join("");
  const lists = [
    list(
      1,
      { text: "§ %1", more: '<w:pStyle w:val="One"/>' },
      { text: "(%2)", more: '<w:pStyle w:val="Two"/><w:suff w:val="space"/>' },
    ),
    list(2, { text: "%1)", format: "lowerLetter" }),
    {
      definition: "",
      instance: `<w:num w:numId="4"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">${listLevel(0, { text: "%1/", format: "lowerRoman" })}</w:lvlOverride></w:num>`,
    },
    list(
      5,
      { text: "•", format: "bullet" },
      { text: "o", format: "bullet" },
      { text: "-", format: "bullet" },
    ),
    list(6, { text: "", format: "none" }),
  ];
  let count = 0;
  const of = (format: Parameters<typeof paragraph>[1]) => paragraph(`${MARK}${count++}`, format);
  const cell = (inner: string) => `<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>${inner}</w:tc>`;
  const body = [
    of({ style: "One" }),
    of({ style: "Two" }),
    of({ style: "Three" }),
    of({ style: "None" }),
    of({ style: "One", numId: 0 }),
    paragraph("", { style: "One" }),
    of({ style: "One" }),
    of({ style: "Two", level: 0 }),
    of({ numId: 2, level: 0 }),
    of({ numId: 2 }),
    `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>${cell(of({ numId: 2, level: 0 }))}${cell(of({ numId: 2, level: 0 }) + of({}))}</w:tr></w:tbl>`,
    of({ numId: 2, level: 0 }),
    of({ numId: 4, level: 0 }),
    of({ numId: 2, level: 0 }),
    of({ numId: 5, level: 0 }),
    of({ numId: 5, level: 1 }),
    of({ numId: 5, level: 2 }),
    of({ numId: 6, level: 0 }),
    of({ numId: 99, level: 0 }),
  ].join("");
  await compare({ body, styles, numbering: numbering(...lists) }, count);
});
