import assert from "node:assert/strict";
import { test } from "node:test";
import { findWriter } from "../../../src/document/formats/odt/number-formats.ts";
import { odtReader } from "../../../src/document/formats/odt/odt-reader.ts";
import { LINE } from "../../../src/document/source/line-class.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { h, inner, item, list, NUMBER_CASES, p } from "../../support/odt-lists.ts";
import { listStyle, type MadeOdt, makeOdt } from "../../support/odt-maker.ts";

for (const { says, made, printed } of NUMBER_CASES)
  test(says, () => {
    const { text } = odtReader.read(makeOdt(made));
    const lines = text.toString().split("\n");
    const labels = lines.filter((line) => line !== "").map((line) => line.replace(/[\t ]?x$/, ""));
    assert.deepEqual(labels, printed);
  });

/** Formats with numbers that LibreOffice prints in them. */
const FORMATS: readonly (readonly [format: string, numbers: Readonly<Record<number, string | null>>])[] = [
  ["1", { 1: "1", 27: "27" }],
  ["a", { 1: "a", 26: "z", 27: "aa", 28: "ab", 52: "az", 53: "ba", 703: "aaa" }],
  ["A", { 1: "A", 27: "AA", 53: "BA" }],
  ["a sync", { 26: "z", 27: "aa", 28: "bb", 53: "aaa", 364: "zzzzzzzzzzzzzz", 365: null }],
  ["A sync", { 27: "AA", 28: "BB" }],
  ["i", { 4: "iv", 1999: "mcmxcix" }],
  ["I", { 9: "IX", 40000: null }],
  ["1st", { 1: "1st", 12: "12th", 101: "101st" }],
  ["001, 002, 003, ...", { 1: "001", 1999: "1999" }],
  ["一, 二, 三, ...", { 10: "十", 21: "二十一", 101: "一百零一", 10000: "一万" }],
  ["壹, 贰, 叁, ...", { 10: "壹拾", 110: "壹佰壹拾" }],
  ["일, 이, 삼, ...", { 10: "십", 101: "백일", 10000: "만" }],
  ["甲, 乙, 丙, ...", { 10: "癸", 11: "11" }],
  ["①, ②, ③, ...", { 21: "㉑", 36: "㊱", 50: "㊿", 51: "51" }],
  ["ア, イ, ウ, ...", { 1: "ア", 47: "ア" }],
  ["㉮, ㉯, ㉰, ...", { 14: "㉻", 15: "㉮" }],
  ["а, б, .., аа, аб, ... (ru)", { 29: "я", 30: "аа", 31: "аб" }],
  ["А, Б, .., Аа, Бб, ... (sr)", { 30: "Ш", 31: "Аа", 62: "Ббб" }],
  ["а, б, .., аа, бб, ... (bg)", { 26: "ъ", 29: "аа", 30: "бб" }],
  ["أ, ب, ت, ...", { 28: "ى", 29: "أأ" }],
  ["א, י, ק, ...", { 15: "טו", 400: "ת", 800: null }],
  ["Α, Β, ... (gr)", { 6: "ΣΤ", 99: "ϟΘ", 999: "ϠϟΘ", 1000: null }],
  ["ก, ข, ค, ...", { 44: "กก" }],
  ["*, †, ‡, §, **, ††, ...", { 4: "§", 5: "**" }],
  ["One", { 1: "One", 21: "Twenty-one", 1000: null }],
  ["First", { 1: "First", 12: "Twelfth" }],
  ["zzz", { 1: null }],
];

test("numbers are written in the formats of the standard and of LibreOffice, and what nobody can write is null", () => {
  for (const [name, numbers] of FORMATS) {
    const [format = "", sync] = name.endsWith(" sync") ? [name.slice(0, 1), true] : [name, false];
    for (const [value, expected] of Object.entries(numbers))
      assert.equal(
        findWriter(format, { isSynced: sync === true, language: null })?.(Number(value)) ?? null,
        expected,
        `${name} ${value}`,
      );
  }
});

function unclearOf(made: MadeOdt): readonly string[] {
  try {
    odtReader.read(makeOdt(made));
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    assert.equal(fault.refusal.reason, "STOP_NUMBER_UNCLEAR");
    assert.equal(fault.refusal.expected, "numbers that follow from the file");
    const details = fault.refusal.details ?? [];
    assert.equal(`${fault.refusal.field}: ${fault.refusal.actual}`, details[0]);
    return details.map((detail) => detail.replace(/, byte \d+/, ""));
  }
  return assert.fail("read");
}

const X = item(p());
const spoken = (name: string, language: string) =>
  `<style:style style:name="${name}" style:family="paragraph"><style:text-properties fo:language="${language}"/></style:style>`;

test("a number that can't be told refuses the document and names its paragraphs (E-15)", () => {
  const cases: readonly (readonly [made: MadeOdt, unclear: readonly string[]])[] = [
    [
      { body: p() + list(X + X), automatic: listStyle("L", ['style:num-format="zzz"']) },
      [
        'content.xml, paragraph 2: number 1 in the format "zzz"',
        'content.xml, paragraph 3: number 2 in the format "zzz"',
      ],
    ],
    [
      {
        body: list(item(p("E")) + item(p("F")) + X),
        automatic: listStyle("L", ['style:num-format="First"']) + spoken("E", "en") + spoken("F", "fr"),
        styles:
          '<style:default-style style:family="paragraph"><style:text-properties fo:language="de"/></style:default-style>',
      },
      [
        'content.xml, paragraph 2: number 2 in the format "First" in the language "fr"',
        'content.xml, paragraph 3: number 3 in the format "First" in the language "de"',
      ],
    ],
    [
      { body: list(item(p() + inner(X))), automatic: listStyle("L", ['style:num-format="1"']) },
      ['content.xml, paragraph 2: a number of level 2, which the list style "L" does not have'],
    ],
    [
      {
        body: list(item(inner(X))),
        automatic: listStyle("L", [
          'style:num-format="1"',
          'style:num-format="1" loext:num-list-format="%3%"',
        ]),
      },
      ["content.xml, paragraph 1: the number of level 3 in one of level 2"],
    ],
    [
      {
        body: list(X),
        automatic: listStyle("L", [`style:num-format="1" style:num-prefix="${"A".repeat(201)}"`]),
      },
      ["content.xml, paragraph 1: a number with more than 200 letters or 10 numbers"],
    ],
    [
      {
        body: list(X),
        automatic: listStyle("L", [`style:num-format="1" loext:num-list-format="${"%1%".repeat(11)}"`]),
      },
      ["content.xml, paragraph 1: a number with more than 200 letters or 10 numbers"],
    ],
    [
      {
        body: `<text:numbered-paragraph text:style-name="L" text:level="999999999">${p()}</text:numbered-paragraph>`,
        automatic: listStyle("L", ['style:num-format="1"']),
      },
      ['content.xml, paragraph 1: a number of level 999999999, which the list style "L" does not have'],
    ],
  ];
  for (const [made, unclear] of cases) assert.deepEqual(unclearOf(made), unclear);
});

test("a list that goes on from a note or a text box is counted there in an order that nobody can tell", () => {
  const automatic = listStyle("L", ['style:num-format="1"']);
  const goesOn = list(X, ' text:style-name="L" text:continue-numbering="true"');
  const note = `<text:p>x<text:note><text:note-body>${list(X)}</text:note-body></text:note></text:p>`;
  const box = `<text:p>x<draw:frame><draw:text-box>${list(X)}</draw:text-box></draw:frame></text:p>`;
  const comment = `<text:p>x<office:annotation>${list(X)}</office:annotation></text:p>`;
  for (const beside of [note, box])
    assert.deepEqual(unclearOf({ body: list(X) + beside + goesOn, automatic }), [
      "content.xml, paragraph 3: a number of a list that stands in a note or a text box as well",
    ]);
  for (const body of [list(X) + comment + goesOn, list(X) + note + list(X)])
    assert.match(odtReader.read(makeOdt({ body, automatic })).text.toString(), /^1\tx\n\nx\n\n[12]\tx\n$/);
});

/** The class and the level of each line. */
function formsOf(made: MadeOdt): readonly string[] {
  const { text, structure } = odtReader.read(makeOdt(made));
  assert.equal(structure.kind, "lines");
  if (structure.kind !== "lines") return [];
  const { classes, levels } = structure.lines;
  return text
    .toString()
    .split("\n")
    .flatMap((line, index) =>
      line === "" ? [] : [`${line} ${nameOfClass(classes[index])} ${levels[index]}`],
    );
}

function nameOfClass(kind: number | undefined): string {
  return Object.entries(LINE).find(([, value]) => value === kind)?.[0] ?? "none";
}

test("what is counted below a number of digits is an item, and so is what is counted beside headings", () => {
  const automatic =
    listStyle("L", ['style:num-format="1"', 'style:num-format="a"']) +
    listStyle("W", ['style:num-format="1" style:num-prefix="Art. "', 'style:num-format="1"']);
  const outline = (prefix: string) =>
    `<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="${prefix}"/></text:outline-style>`;
  const W = ' text:style-name="W"';
  assert.deepEqual(formsOf({ body: list(item(p() + inner(X))) + list(item(p() + inner(X)), W), automatic }), [
    "1\tx paragraph 0",
    "a\tx item 0",
    "Art. 1\tx paragraph 0",
    "1\tx paragraph 0",
  ]);
  assert.deepEqual(
    formsOf({ body: list(X) + h(1) + list(X) + list(X, W), automatic, styles: outline("§ ") }),
    ["1\tx paragraph 0", "§ 1\tx paragraph 0", "1\tx item 0", "Art. 1\tx paragraph 0"],
  );
  assert.deepEqual(formsOf({ body: inner(X) }), ["•\tx quote 0"]);
  assert.deepEqual(formsOf({ body: list(item(h(1)) + X) + list(X), automatic }), [
    "1\tx paragraph 0",
    "2\tx paragraph 0",
    "1\tx item 0",
  ]);
});

test("headings have their levels, and those with numbers are told by these", () => {
  const styles =
    '<style:style style:name="H2" style:family="paragraph" style:default-outline-level="2"/><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/></text:outline-style>';
  const body = h(1) + h(2) + p("H2") + h(8) + h(1, "H1", ' text:is-list-header="true"');
  assert.deepEqual(formsOf({ body, styles }), [
    "1\tx paragraph 0",
    "x setext 2",
    "x setext 2",
    "x setext 6",
    "x paragraph 0",
  ]);
  assert.deepEqual(formsOf({ body: h(1, "H1", ' text:is-list-header="true"') }), ["x setext 1"]);
  assert.deepEqual(formsOf({ body: h(1), styles: styles.replace('format="1"', 'format="A"') }), [
    "A\tx setext 1",
  ]);
});

test("the number stands apart from the text as its level says", () => {
  for (const [follows, text] of [
    ["listtab", "1\tx\n"],
    ["space", "1 x\n"],
    ["nothing", "1x\n"],
  ]) {
    const level = `<text:list-level-style-number text:level="1" style:num-format="1"><style:list-level-properties><style:list-level-label-alignment text:label-followed-by="${follows}"/></style:list-level-properties></text:list-level-style-number>`;
    const automatic = `<text:list-style style:name="L">${level}</text:list-style>`;
    assert.equal(odtReader.read(makeOdt({ body: list(X), automatic })).text.toString(), text);
  }
});
