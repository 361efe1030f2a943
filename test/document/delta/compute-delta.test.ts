import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deltaOf, type MadeUnit, makeSide, TEXTS, tell } from "./make-side.ts";

const { lamps, fees, appeals, oil, penalties, records } = TEXTS;

/** Articles by number and text. */
function law(
  ...articles: readonly (readonly [number: string, text: string, title?: string])[]
): readonly MadeUnit[] {
  return articles.map(([number, text, title = ""]) => ({ address: `LAW/ARTICLE-${number}`, text, title }));
}

const CASES: readonly {
  readonly rule: string;
  readonly before: readonly MadeUnit[];
  readonly after: readonly MadeUnit[];
  readonly told: readonly string[];
  /** The proposals, one line for each. */
  readonly asked?: readonly string[];
}[] = [
  {
    rule: "nothing changes between equal versions",
    before: law(["1", lamps]),
    after: law(["1", lamps]),
    told: [],
  },
  { rule: "an empty version has no units", before: [], after: [], told: [] },
  {
    rule: "a first version creates every unit",
    before: [],
    after: law(["1", lamps], ["2", fees]),
    told: ["created LAW/ARTICLE-1", "created LAW/ARTICLE-2"],
  },
  {
    rule: "a repealed document retires every unit in its order",
    before: law(["1", lamps], ["2", fees]),
    after: [],
    told: ["retired LAW/ARTICLE-1", "retired LAW/ARTICLE-2"],
  },
  {
    rule: "other words are an amendment",
    before: law(["1", lamps], ["2", fees]),
    after: law(["1", lamps.replace("dawn", "noon")], ["2", fees]),
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "one letter in another case is an amendment",
    before: law(["1", lamps]),
    after: law(["1", lamps.replace("sun", "Sun")]),
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "a retired unit stands behind the one before it",
    before: law(["1", lamps], ["2", fees], ["3", appeals]),
    after: law(["1", lamps], ["3", appeals.replace("thirty", "ten")], ["4", oil]),
    told: ["retired LAW/ARTICLE-2", "amended LAW/ARTICLE-3", "created LAW/ARTICLE-4"],
  },
  {
    rule: "after an insertion each address goes to its neighbour, and the text decides",
    before: law(["1", lamps], ["2", fees], ["3", appeals], ["4", oil]),
    after: law(["1", lamps], ["2", penalties], ["3", fees], ["4", appeals], ["5", oil]),
    told: [
      "created LAW/ARTICLE-2",
      "renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-3",
      "renumbered LAW/ARTICLE-3 -> LAW/ARTICLE-4",
      "renumbered LAW/ARTICLE-4 -> LAW/ARTICLE-5",
    ],
  },
  {
    rule: "a chain in which one text changed asks about that one",
    before: law(["1", lamps], ["2", fees], ["3", appeals]),
    after: law(["1", penalties], ["2", lamps], ["3", fees.replace("five", "six")], ["4", appeals]),
    told: [
      "created LAW/ARTICLE-1",
      "renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-2",
      "amended LAW/ARTICLE-2 -> LAW/ARTICLE-3",
      "renumbered LAW/ARTICLE-3 -> LAW/ARTICLE-4",
    ],
    asked: ["continues LAW/ARTICLE-2 -> LAW/ARTICLE-3"],
  },
  {
    rule: "a text of which little is left is asked about where its neighbours stand beside it still",
    before: law(["1", lamps], ["2", `${fees} ${oil}`], ["3", appeals]),
    after: law(
      ["1", penalties],
      ["2", lamps],
      [
        "3",
        `${fees} ${records} Nobody else may read them, and copies are made by the clerk alone, for two crowns a page.`,
      ],
      ["4", appeals],
    ),
    told: [
      "created LAW/ARTICLE-1",
      "renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-2",
      "amended LAW/ARTICLE-2 -> LAW/ARTICLE-3",
      "renumbered LAW/ARTICLE-3 -> LAW/ARTICLE-4",
    ],
    asked: ["continues LAW/ARTICLE-2 -> LAW/ARTICLE-3"],
  },
  {
    rule: "two articles that change their numbers with each other are both renumbered",
    before: law(["1", lamps], ["2", fees]),
    after: law(["1", fees], ["2", lamps]),
    told: ["renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-1", "renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-2"],
  },
  {
    rule: "a text of one word is renumbered where no other unit has it",
    before: law(["1", lamps], ["2", "none"]),
    after: law(["1", lamps], ["3", "none"]),
    told: ["renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-3"],
  },
  {
    rule: "several equal texts are paired in their order",
    before: law(["1", "(repealed)"], ["2", "(repealed)"]),
    after: law(["3", "(repealed)"], ["4", "(repealed)"]),
    told: ["renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-3", "renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-4"],
  },
  {
    rule: "of more equal texts than before the one beside its neighbour is meant",
    before: law(["1", lamps], ["2", oil], ["3", fees]),
    after: law(["1", oil], ["2", lamps], ["3", oil], ["4", fees]),
    told: [
      "created LAW/ARTICLE-1",
      "renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-2",
      "renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-3",
      "renumbered LAW/ARTICLE-3 -> LAW/ARTICLE-4",
    ],
  },
  {
    rule: "of equal texts the one whose neighbour went along is meant",
    before: law(["1", lamps], ["2", lamps], ["3", fees]),
    after: law(["7", lamps], ["8", fees]),
    told: [
      "retired LAW/ARTICLE-1",
      "renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-7",
      "renumbered LAW/ARTICLE-3 -> LAW/ARTICLE-8",
    ],
  },
  {
    rule: "of equal texts that nothing tells apart a person is asked",
    before: law(["1", lamps], ["2", lamps]),
    after: law(["7", lamps]),
    told: ["renumbered LAW/ARTICLE-1 -> LAW/ARTICLE-7", "retired LAW/ARTICLE-2"],
    asked: ["continues LAW/ARTICLE-1 -> LAW/ARTICLE-7"],
  },
  {
    rule: "another place in the order under the same address is told",
    before: law(["1", lamps], ["2", fees], ["3", appeals]),
    after: law(["2", fees], ["3", appeals], ["1", lamps]),
    told: ["renumbered LAW/ARTICLE-1"],
  },
  {
    rule: "another title above the same text",
    before: law(["1", lamps, "Lamps"]),
    after: law(["1", lamps, "Of lamps"]),
    told: ["titleOnly LAW/ARTICLE-1"],
  },
  {
    rule: "a title without its full stop",
    before: law(["1", lamps, "Lamps."]),
    after: law(["1", lamps, "Lamps"]),
    told: ["titleOnly LAW/ARTICLE-1"],
  },
  {
    rule: "a title that changes with the text is an amendment",
    before: law(["1", lamps, "Lamps"]),
    after: law(["1", lamps.replace("dawn", "noon"), "Of lamps"]),
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "where the title is the address, another title changes both",
    before: [{ address: "DOC/ON-LAMPS", label: "On lamps", kind: "heading", text: lamps }],
    after: [{ address: "DOC/ABOUT-LAMPS", label: "About lamps", kind: "heading", text: lamps }],
    told: ["titleOnly DOC/ON-LAMPS -> DOC/ABOUT-LAMPS"],
  },
  {
    rule: "a number that goes to a wholly new text is a question, and the unit keeps its address",
    before: law(["1", `${lamps} ${oil}`]),
    after: law(["1", `${fees} ${appeals}`]),
    told: ["amended LAW/ARTICLE-1"],
    asked: ["continues LAW/ARTICLE-1 -> LAW/ARTICLE-1"],
  },
  {
    rule: "a number that goes to a wholly new text under another title is proposed as another unit",
    before: law(["1", `${lamps} ${oil}`, "Lamps"]),
    after: law(["1", `${fees} ${appeals}`, "Fees"]),
    told: ["retired LAW/ARTICLE-1", "created LAW/ARTICLE-1"],
    asked: ["retired LAW/ARTICLE-1 & created LAW/ARTICLE-1"],
  },
  {
    rule: "a text that is left out is an amendment, not another unit",
    before: law(["1", `${lamps} ${oil}`]),
    after: law(["1", "(repealed)"]),
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "the number of a retired unit goes to a new one beside it, and both are told",
    before: law(["1", lamps], ["2", fees], ["3", appeals]),
    after: law(["1", fees], ["3", appeals], ["4", penalties]),
    told: ["retired LAW/ARTICLE-1", "renumbered LAW/ARTICLE-2 -> LAW/ARTICLE-1", "created LAW/ARTICLE-4"],
  },
  {
    rule: "a unit that is split is a question",
    before: law(["1", `${lamps} ${fees} ${oil}`], ["2", appeals]),
    after: law(["1", lamps], ["1A", `${fees} ${oil}`], ["2", appeals]),
    told: ["amended LAW/ARTICLE-1", "created LAW/ARTICLE-1A"],
    asked: ["split_into LAW/ARTICLE-1 -> LAW/ARTICLE-1, LAW/ARTICLE-1A"],
  },
  {
    rule: "a unit that is split between new addresses is a question",
    before: law(["1", `${lamps} ${fees} ${oil}`]),
    after: law(["7", `${lamps} ${oil}`], ["8", fees]),
    told: ["retired LAW/ARTICLE-1", "created LAW/ARTICLE-7", "created LAW/ARTICLE-8"],
    asked: ["split_into LAW/ARTICLE-1 -> LAW/ARTICLE-7, LAW/ARTICLE-8"],
  },
  {
    rule: "units that are merged are a question",
    before: law(["1", lamps], ["2", fees], ["3", appeals]),
    after: law(["1", `${lamps} ${fees}`], ["3", appeals]),
    told: ["amended LAW/ARTICLE-1", "retired LAW/ARTICLE-2"],
    asked: ["merged_into LAW/ARTICLE-1, LAW/ARTICLE-2 -> LAW/ARTICLE-1"],
  },
  {
    rule: "the kind of a unit is part of it",
    before: [{ address: "LAW/ARTICLE-1", text: lamps }],
    after: [{ address: "LAW/ARTICLE-1", text: lamps, kind: "section" }],
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "the type of the section is part of it",
    before: [{ address: "LAW/ARTICLE-1", text: lamps }],
    after: [{ address: "LAW/ARTICLE-1", text: lamps, sectionType: "annex" }],
    told: ["amended LAW/ARTICLE-1"],
  },
  {
    rule: "the second wording of an article is a new unit, even with the text of the first",
    before: law(["1", lamps], ["2", fees]),
    after: law(["1", lamps.replace("dawn", "noon")], ["1/WORDING-2", lamps], ["2", fees]),
    told: ["amended LAW/ARTICLE-1", "created LAW/ARTICLE-1/WORDING-2"],
  },
];

function tree(section: string, ...texts: readonly string[]): readonly MadeUnit[] {
  const parent = `DOC/SECTION-${section}`;
  return [
    { address: parent, label: section, title: "Lamps", text: records },
    ...texts.map((text, at) => ({
      address: `${parent}/SECTION-${at + 1}`,
      label: String(at + 1),
      text,
      parent,
    })),
  ];
}

const TREES: typeof CASES = [
  {
    rule: "children are renumbered through their parent",
    before: tree("L", lamps, fees),
    after: tree("K", lamps, fees),
    told: [
      "renumbered DOC/SECTION-L -> DOC/SECTION-K",
      "renumbered DOC/SECTION-L/SECTION-1 -> DOC/SECTION-K/SECTION-1",
      "renumbered DOC/SECTION-L/SECTION-2 -> DOC/SECTION-K/SECTION-2",
    ],
  },
  {
    rule: "an amended child under a renumbered parent is a question",
    before: tree("L", lamps, fees),
    after: tree("K", lamps, fees.replace("five", "six")),
    told: [
      "renumbered DOC/SECTION-L -> DOC/SECTION-K",
      "renumbered DOC/SECTION-L/SECTION-1 -> DOC/SECTION-K/SECTION-1",
      "amended DOC/SECTION-L/SECTION-2 -> DOC/SECTION-K/SECTION-2",
    ],
    asked: ["continues DOC/SECTION-L/SECTION-2 -> DOC/SECTION-K/SECTION-2"],
  },
  {
    rule: "a parent without a text is known by its title",
    before: [{ address: "DOC/SECTION-L", label: "L", title: "Payment of fees", text: "" }],
    after: [{ address: "DOC/SECTION-K", label: "K", title: "Payment of fees", text: "" }],
    told: ["renumbered DOC/SECTION-L -> DOC/SECTION-K"],
  },
];

for (const [what, cases] of [
  ["articles", CASES],
  ["sections below sections", TREES],
] as const) {
  describe(`the delta of ${what}`, () => {
    for (const { rule, before, after, told, asked = [] } of cases) {
      test(rule, () => {
        const [was, is] = [makeSide(before), makeSide(after)];
        const delta = deltaOf(was, is);
        assert.deepEqual(tell(was, is, delta), told);
        assert.deepEqual(
          delta.questions.map(({ proposal }) =>
            proposal
              .map(
                ({ relation, from, to }) =>
                  `${relation} ${[from.join(", "), to.join(", ")].filter((side) => side !== "").join(" -> ")}`,
              )
              .join(" & "),
          ),
          asked,
        );
        assert.equal(
          delta.unchanged.length + delta.changes.filter((change) => change.after !== null).length,
          is.units.length,
        );
      });
    }
  });
}

describe("what stands in no unit", () => {
  for (const [rule, before, after, outside] of [
    ["equal texts are no change", ["preface", "Chapter I"], ["preface", "Chapter I"], "unchanged"],
    [
      "another heading of a container is a change",
      ["preface", "Chapter I"],
      ["preface", "Chapter II"],
      "changed",
    ],
    ["one more text is a change", [], ["preface"], "changed"],
    ["another level of a heading is a change", ["# Part I\n"], ["## Part I\n"], "changed"],
    ["a sign that only looks like another one is a change", ["Part I"], ["Part l"], "changed"],
    ["quotes in front matter are a change", ['---\na: "5"\n---\n'], ["---\na: “5”\n---\n"], "changed"],
    [
      "the depth of a line of front matter is a change",
      ["---\na:\n  b: 1\n---\n"],
      ["---\na:\nb: 1\n---\n"],
      "changed",
    ],
    ["one more blank line is typography", ["# Part I\n"], ["# Part I\n\n"], "typographyOnly"],
    ["blank text is typography", [], ["\n"], "typographyOnly"],
    ["quotes of another form are typography", ['the "act"'], ["the “act”"], "typographyOnly"],
  ] as const) {
    test(rule, () => {
      const units = law(["1", lamps]);
      const delta = deltaOf(makeSide(units, before), makeSide(units, after));
      assert.deepEqual([delta.outside, delta.changes.length], [outside, 0]);
    });
  }
});
