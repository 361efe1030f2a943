import fc from "fast-check";
import { listStyle, type MadeOdt } from "./odt-maker.ts";

/** A document of numbered paragraphs `x`, and the numbers that are printed before them. */
export interface NumberCase {
  readonly says: string;
  readonly made: MadeOdt;
  /** The number before each paragraph, empty where it has none. */
  readonly printed: readonly string[];
  /** What LibreOffice prints where it is another than the standard asks for. */
  readonly libreOffice?: readonly string[];
}

export const p = (style = "Standard", text = "x") => `<text:p text:style-name="${style}">${text}</text:p>`;
export const h = (level: number, style = `H${level}`, attributes = "", text = "x") =>
  `<text:h text:style-name="${style}" text:outline-level="${level}"${attributes}>${text}</text:h>`;
export const item = (content: string, attributes = "") =>
  `<text:list-item${attributes}>${content}</text:list-item>`;
const header = (content: string) => `<text:list-header>${content}</text:list-header>`;
/** A list, of the style `L` where nothing else is said; nested ones say nothing. */
export const list = (content: string, attributes = ' text:style-name="L"') =>
  `<text:list${attributes}>${content}</text:list>`;
export const inner = (content: string, attributes = "") => list(content, attributes);
const numbered = (attributes: string) =>
  `<text:numbered-paragraph text:style-name="L"${attributes}>${p()}</text:numbered-paragraph>`;
const of = (style: string) => ` text:style-name="${style}"`;
const start = (value: number) => ` text:start-value="${value}"`;
const CONTINUE = ' text:continue-numbering="true"';
const continues = (id: string) => ` text:continue-list="${id}"`;
const X = item(p());
const SUB = inner(X);

const STYLES = '<style:style style:name="Standard" style:family="paragraph"/>';
/** Three levels: `1.`, `a)`, `1.a.1`. */
const LISTS =
  listStyle("L", [
    'style:num-format="1" style:num-suffix="."',
    'style:num-format="a" style:num-suffix=")"',
    'style:num-format="1" text:display-levels="3"',
  ]) +
  listStyle("M", ['style:num-format="I" style:num-suffix="."', 'style:num-format="A" style:num-suffix=")"']);
const HEADS =
  [1, 2, 3]
    .map(
      (level) =>
        `<style:style style:name="H${level}" style:family="paragraph" style:default-outline-level="${level}"/>`,
    )
    .join("") +
  '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/><text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>';

function lists(body: string, automatic = "", styles = ""): MadeOdt {
  return { body, automatic: LISTS + automatic, styles: STYLES + styles };
}

function heads(body: string, automatic = "", styles = ""): MadeOdt {
  return lists(body, automatic, HEADS + styles);
}

function paragraphStyle(name: string, attributes: string): string {
  return `<style:style style:name="${name}" style:family="paragraph" ${attributes}/>`;
}

export const NUMBER_CASES: readonly NumberCase[] = [
  {
    says: "a second paragraph of an item has no number, and lists behind it begin again",
    made: lists(list(item(p() + inner(X + X) + p() + SUB) + X)),
    printed: ["1.", "a)", "b)", "", "a)", "2."],
  },
  {
    says: "an item that begins with a list is counted where nothing was counted before it",
    made: lists(list(item(inner(X + X)) + X + X)),
    printed: ["a)", "b)", "2.", "3."],
  },
  {
    says: "levels above that no paragraph has had are displayed with the number that they begin with",
    made: lists(list(item(inner(item(SUB))) + item(p() + inner(item(SUB))))),
    printed: ["1.a.1", "2.", "2.a.1"],
  },
  {
    says: "a list behind another one begins again, and so does its second level",
    made: lists(list(item(p() + SUB)) + p() + list(item(SUB)) + list(X)),
    printed: ["1.", "a)", "", "a)", "1."],
  },
  {
    says: "a list goes on with the one before it that has its style",
    made: lists(list(X) + p() + list(X, of("L") + CONTINUE) + list(X, of("M")) + list(X, of("L") + CONTINUE)),
    printed: ["1.", "", "2.", "I.", "1."],
  },
  {
    says: "a list goes on with the one that it names, whatever the style of either is",
    made: lists(
      list(X, `${of("L")} xml:id="a"`) +
        list(X, of("M")) +
        list(X, of("L") + continues("a")) +
        list(X, of("M") + continues("a")),
    ),
    printed: ["1.", "I.", "2.", "III."],
  },
  {
    says: "a list goes on with one that goes on itself, and not with one that is not there",
    made: lists(
      list(X, `${of("L")} xml:id="a"`) +
        list(X, `${of("L")} xml:id="b"${continues("a")}`) +
        list(X, of("L") + continues("b")) +
        list(X) +
        list(X, of("L") + continues("b")) +
        list(X, of("L") + continues("gone")),
    ),
    printed: ["1.", "2.", "3.", "1.", "4.", "1."],
  },
  {
    says: "deeper levels go on with the list",
    made: lists(
      list(item(p() + SUB)) +
        p() +
        list(item(SUB), of("L") + CONTINUE) +
        list(X, of("L") + CONTINUE) +
        list(item(p() + SUB), of("L") + CONTINUE),
    ),
    printed: ["1.", "a)", "", "b)", "2.", "3.", "a)"],
  },
  {
    says: "a second list in an item begins again, unless it says that it goes on",
    made: lists(list(item(p() + SUB + SUB + inner(X, CONTINUE)) + item(p() + inner(X, CONTINUE)))),
    printed: ["1.", "a)", "a)", "b)", "2.", "a)"],
  },
  {
    says: "an item without a paragraph lets the list of the one before go on",
    made: lists(
      list(item(p() + inner(item(p() + SUB))) + item(inner(item(SUB))) + item(SUB) + X + item("") + X),
    ),
    printed: ["1.", "a)", "1.a.1", "1.a.2", "b)", "2.", "3."],
  },
  {
    says: "a paragraph without a number lets deeper levels go on, but a second list in its item begins again, at whatever level",
    made: lists(
      list(
        item(p() + inner(item(p()) + item(p() + SUB + p() + SUB + p()) + item(SUB)) + p()) + item(SUB) + X,
      ),
    ),
    printed: ["1.", "a)", "b)", "1.b.1", "", "1.b.1", "", "1.b.2", "", "c)", "2."],
  },
  {
    says: "a second list that begins with a deeper one begins that one again alone",
    made: lists(list(item(p() + inner(item(p() + SUB)) + inner(item(SUB) + item(SUB) + X)))),
    printed: ["1.", "a)", "1.a.1", "1.a.1", "1.a.2", "b)"],
  },
  {
    says: "a level that no paragraph has had begins where the style of the level above it says",
    made: lists(
      list(item(p() + inner(item(SUB))), `${of("D")} xml:id="a"`) +
        list(X, of("M") + continues("a")) +
        list(item(inner(item(SUB))), of("D") + continues("a")),
      listStyle("D", [
        'style:num-format="1"',
        `style:num-format="a"${start(3)}`,
        'style:num-format="1" text:display-levels="3"',
      ]),
    ),
    printed: ["1", "1.c.1", "II.", "2.a.1"],
  },
  {
    says: "a heading in a list begins again where it says",
    made: heads(list(X + item(h(1, "H1", ` text:restart-numbering="true"${start(4)}`)) + X)),
    printed: ["1.", "4.", "5."],
  },
  {
    says: "levels begin where the style says",
    made: lists(
      list(item(p() + inner(X + X)) + item(p() + SUB), of("S")),
      listStyle("S", [
        `style:num-format="1"${start(5)}`,
        `style:num-format="1" text:display-levels="2"${start(3)}`,
      ]),
    ),
    printed: ["5", "5.3", "5.4", "6", "6.3"],
  },
  {
    says: "items begin where they say, also at zero",
    made: lists(
      list(
        X +
          item(p(), start(7)) +
          item(p() + inner(item(p(), start(4)) + X)) +
          item(p(), start(0)) +
          X +
          item(SUB, start(9)) +
          X,
      ) + list(item(p(), start(0)), of("M")),
    ),
    printed: ["1.", "7.", "8.", "d)", "e)", "0.", "1.", "a)", "2.", "0."],
  },
  {
    says: "what stands at the head of a list has no number",
    made: lists(list(header(p()) + item(p() + inner(header(p()) + X)))),
    printed: ["", "1.", "", "a)"],
  },
  {
    says: "a level without numbers prints its words alone, and is left out in deeper ones",
    made: lists(
      list(item(p()) + item(p() + inner(item(p() + SUB))), of("N")),
      listStyle("N", [
        'style:num-format="" style:num-prefix="Rule " style:num-suffix=":"',
        'style:num-format="1" text:display-levels="2"',
        'style:num-format="" style:num-suffix=")" text:display-levels="3"',
      ]),
    ),
    printed: ["Rule :", "Rule :", "1", ")"],
  },
  {
    says: "a bullet is a sign of its level, and no number in a deeper one",
    made: lists(
      list(item(p() + inner(X + X)), of("B")) +
        list(item(p() + inner(item(p() + inner(item(p() + SUB))))), of("C")) +
        list(X, of("I")),
      listStyle("B", ["*", 'style:num-format="1" text:display-levels="2"']) +
        listStyle("C", ["*", "*", "*", "*"]) +
        '<text:list-style style:name="I"><text:list-level-style-image text:level="1"/></text:list-style>',
    ),
    printed: ["•", ".1", ".2", "•", "◦", "▪", "•", "•"],
  },
  {
    says: "an item of another style is counted with the others",
    made: lists(list(X + item(p(), ' text:style-override="M"') + X)),
    printed: ["1.", "II.", "3."],
  },
  {
    says: "a list of another style in an item is counted by itself",
    made: lists(list(item(p() + inner(X + X, of("M")) + SUB))),
    printed: ["1.", "A)", "B)", "a)"],
  },
  {
    says: "the style of a paragraph names the list style only in a list that names none",
    made: lists(
      list(item(p("PM")) + item(p("PE"))) +
        inner(item(p("PM"))) +
        inner(item(p("PC"))) +
        inner(item(p() + inner(X, of("M")))) +
        p("PM"),
      paragraphStyle("PM", 'style:parent-style-name="Standard" style:list-style-name="M"') +
        paragraphStyle("PC", 'style:parent-style-name="PM"') +
        paragraphStyle("PE", 'style:parent-style-name="PM" style:list-style-name=""'),
    ),
    printed: ["1.", "2.", "I.", "I.", "•", "A)", ""],
    libreOffice: ["1.", "2.", "•", "•", "•", "◦", ""],
  },
  {
    says: "headings have the numbers of their levels, by their own level and not by that of their style",
    made: heads(h(1) + h(2) + h(3) + h(1, "Standard") + h(2, "H1") + h(2)),
    printed: ["1.", "1.1", "", "2.", "2.1", "2.2"],
  },
  {
    says: "a paragraph with the style of a heading is counted as one, unless its style takes the number away",
    made: heads(
      p("H1") + p("P1") + p("HC") + p("HL") + h(1),
      paragraphStyle("P1", 'style:parent-style-name="H1"'),
      paragraphStyle("HC", 'style:parent-style-name="H1"') +
        paragraphStyle("HL", 'style:default-outline-level="1" style:list-style-name=""'),
    ),
    printed: ["1.", "2.", "", "", "3."],
  },
  {
    says: "a heading that is no part of the numbers counts nothing, and one may begin again",
    made: heads(
      h(1) +
        h(2) +
        h(1, "H1", ' text:is-list-header="true"') +
        h(2) +
        h(1, "H1", ` text:restart-numbering="true"${start(9)}`) +
        h(1, "H1", start(4)) +
        h(2),
    ),
    printed: ["1.", "1.1", "", "1.2", "9.", "10.", "10.1"],
  },
  {
    says: "a heading that begins again without a number begins where its level does",
    made: heads(h(1) + h(1) + h(1, "H1", ' text:restart-numbering="true"')),
    printed: ["1.", "2.", "1."],
    libreOffice: ["1.", "2.", "0."],
  },
  {
    says: "a heading whose style names a list, or none, has no number outside of lists",
    made: heads(
      h(1, "HM") + h(1, "HE") + h(1, "P2") + h(1),
      paragraphStyle("P2", 'style:parent-style-name="H1" style:list-style-name=""'),
      paragraphStyle("HM", 'style:default-outline-level="1" style:list-style-name="K"') +
        listStyle("K", ['style:num-format="I"']) +
        paragraphStyle("HE", 'style:default-outline-level="1" style:list-style-name=""'),
    ),
    printed: ["", "", "", "1."],
  },
  {
    says: "a heading in a list has the number of the list, and in the list of headings that of its level",
    made: heads(
      h(1) +
        list(item(h(1)) + X) +
        h(1) +
        list(item(inner(item(h(2)))), of("Outline")) +
        list(item(h(1)), of("Outline") + CONTINUE) +
        h(2),
    ),
    printed: ["1.", "1.", "2.", "2.", "2.1", "3.", "3.1"],
  },
  {
    says: "empty paragraphs and headings are counted, and their numbers are printed",
    made: heads(list(X + item(p("Standard", "")) + X) + h(1, "H1", "", "") + h(1)),
    printed: ["1.", "2.", "3.", "1.", "2."],
  },
  {
    says: "a list in a cell begins at its first level, and may be gone on with",
    made: lists(
      list(item(p())) +
        `<table:table table:name="T"><table:table-column/><table:table-row><table:table-cell>${list(X)}</table:table-cell></table:table-row></table:table>` +
        list(X, of("L") + CONTINUE),
    ),
    printed: ["1.", "1.", "2."],
  },
  {
    says: "numbered paragraphs are counted by the list that they name",
    made: lists(
      numbered(' text:list-id="q"') +
        numbered(' text:list-id="q" text:level="2"') +
        numbered(' text:list-id="q"') +
        numbered(` text:list-id="q"${start(8)}`) +
        numbered(' text:list-id="r"'),
    ),
    printed: ["1.", "a)", "2.", "8.", "1."],
  },
  {
    says: "a form that gives number, words and levels in one goes before prefix and suffix",
    made: lists(
      list(item(p() + inner(item(p() + SUB))), of("F")) + list(item(p() + inner(item(p() + SUB))), of("G")),
      listStyle("F", [
        'style:num-format="1" style:num-prefix="P" loext:num-list-format="Art. %1% of"',
        'style:num-format="a" text:display-levels="2" loext:num-list-format="%1%-%2%!"',
        'style:num-format="i" text:display-levels="3" style:num-prefix="&lt;" style:num-suffix="&gt;"',
      ]) +
        listStyle("G", [
          'style:num-format="1" loext:num-list-format="%1%."',
          'style:num-format="" loext:num-list-format="%2%q"',
          'style:num-format="i" loext:num-list-format="%1%.%2%.%3%."',
        ]),
    ),
    printed: ["Art. 1 of", "1-a!", "<1.a.i>", "1.", "q", "1.i."],
  },
  {
    says: "hidden sections are counted",
    made: lists(
      list(X, `${of("L")} xml:id="a"`) +
        `<text:section text:name="S" text:display="none">${list(X, of("L") + continues("a"))}</text:section>` +
        list(X, of("L") + continues("a")),
    ),
    printed: ["1.", "2.", "3."],
  },
  ...[
    "MicrosoftOffice/14.0 MicrosoftWord",
    "OpenOffice.org/2.4$Win32 OpenOffice.org_project/680m17$Build-9310",
  ].map((generator) => ({
    says: `a list goes on with the last one of its style in a file of ${generator.slice(0, 20)}`,
    made: {
      ...lists(
        list(X) +
          list(X, of("M")) +
          list(X, of("L") + CONTINUE) +
          list(X) +
          list(item(SUB)) +
          list(X, of("M") + CONTINUE),
      ),
      generator,
    },
    printed: ["1.", "I.", "2.", "1.", "a)", "II."],
  })),
];

/** A part of a document: a list with what it says of the one that it goes on with, a paragraph, or a heading of a level. */
type RandomPart =
  | { readonly list: RandomList; readonly style: string; readonly goesOn: number | null }
  | { readonly heading: number };

interface RandomItem {
  readonly paragraphs: number;
  readonly start: number | null;
  readonly lists: readonly RandomList[];
  /** A paragraph stands behind the first list. */
  readonly isParted: boolean;
}

interface RandomList {
  readonly items: readonly RandomItem[];
}

const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 });

function randomList(depth: number): fc.Arbitrary<RandomList> {
  return fc.record({
    items: fc.array(
      fc.record({
        paragraphs: fc.constantFrom(1, 1, 1, 0, 2),
        start: seldom(fc.nat(9)),
        lists:
          depth < 3
            ? fc.oneof(fc.constant([]), fc.array(randomList(depth + 1), { maxLength: 2 }))
            : fc.constant([]),
        isParted: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
}

export const RANDOM_PART: fc.Arbitrary<RandomPart> = fc.oneof(
  { arbitrary: fc.record({ heading: fc.nat(3) }), weight: 1 },
  {
    arbitrary: fc.record({
      list: randomList(1),
      style: fc.constantFrom("L", "L", "D"),
      // The list before it, or one of those above.
      goesOn: fc.option(fc.nat(9)),
    }),
    weight: 3,
  },
);

/** The document of some parts; its lists name one another by their places. */
export function documentOf(parts: readonly RandomPart[]): MadeOdt {
  const body = parts.map((part, index) => {
    if ("heading" in part) return part.heading === 0 ? p() : h(part.heading);
    const goesOn =
      part.goesOn === null ? "" : part.goesOn > 5 ? CONTINUE : continues(`l${index - 1 - part.goesOn}`);
    return list(itemsOf(part.list), `${of(part.style)} xml:id="l${index}"${goesOn}`);
  });
  const deep = listStyle("D", [
    'style:num-format="I" style:num-suffix="."',
    `style:num-format="A" style:num-suffix=")"${start(2)}`,
    'style:num-format="i" style:num-prefix="("',
  ]);
  return heads(body.join(""), deep);
}

function itemsOf({ items }: RandomList): string {
  return items
    .map(({ paragraphs, start: first, lists: inside, isParted }) => {
      const content = inside.map((each) => inner(itemsOf(each)));
      if (isParted && paragraphs > 0) content.splice(1, 0, p());
      // An item without anything is none that a program writes.
      const count = content.length === 0 ? Math.max(1, paragraphs) : paragraphs;
      return item(p().repeat(count) + content.join(""), first === null ? "" : start(first));
    })
    .join("");
}
