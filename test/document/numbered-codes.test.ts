import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { mark, paragraphs, testKinds } from "../support/cut-kinds.ts";

describe("codes with dotted numbers (P-172)", () => {
  const text = "The text stands here.";
  testKinds([
    {
      rule: "sections are numbered by tens below chapters, and a list of them before the text is no unit",
      text: paragraphs(
        "Chapter 8.02 NOISE",
        "Sections:\n8.02.010 Aim.\n8.02.020 Words.\n8.02.110 Fines.",
        "8.02.010 Aim.",
        text,
        "8.02.020 Words.",
        "A word means what section\n8.02.110 says.",
        "8.02.110 Fines.",
        text,
        "Chapter 8.06 DOGS",
        "8.06.010 Leash.",
        text,
      ),
      units: ["8.02.010 = Aim.", "8.02.020 = Words.", "8.02.110 = Fines.", "8.06.010 = Leash."],
    },
    {
      rule: "bold lines and chapters under Markdown headings",
      text: paragraphs(
        "# Title 8",
        "## Chapter 8.02 NOISE",
        `**8.02.010 Aim.** ${text}`,
        `**8.02.030 Words.** ${text}`,
        "## Chapter 8.06 DOGS",
        `**8.06.010 Leash.** ${text}`,
      ),
      units: ["8.02.010 = Aim", "8.02.030 = Words", "8.06.010 = Leash"],
    },
    {
      rule: "numbers with hyphens",
      text: paragraphs("1-2-3 Short title.", text, "1-2-9 Words.", text, "2-1-1 Fees.", text),
      units: ["1-2-3 = Short title.", "1-2-9 = Words.", "2-1-1 = Fees."],
    },
    {
      rule: "the sign before such a number makes it a named unit",
      text: paragraphs("§ 8.02.010 Aim.", text, "§ 8.02.040 Words.", text, "§ 8.06.010 Leash.", text),
      units: ["§ 8.02.010 = Aim", "§ 8.02.040 = Words", "§ 8.06.010 = Leash"],
      convention: "paragraph-sign",
    },
  ]);
});

test("the numbers of a code that list those below them are its chapters (P-172)", () => {
  const section = (name: string) => [
    name,
    "The city keeps its streets clean and dry.",
    "(Ord No. 12-15, Enacted 06/16/2015)",
  ];
  const marked = mark(
    paragraphs(
      "8 NUISANCES\n8.04 Waste\n8.08 Weeds",
      "8.04 Waste\n8.04.010 Aim\n8.04.020 Words",
      ...[...section("8.04.010 Aim"), ...section("8.04.020 Words")],
      "8.08 Weeds\n8.08.010 Height\n8.08.020 Notice",
      ...[...section("8.08.010 Height"), ...section("8.08.020 Notice")],
    ),
  );
  assert.deepEqual(
    marked.units.map(({ address, title }) => `${address} = ${title}`),
    [
      "SECTION-8.04.010 = Aim",
      "SECTION-8.04.020 = Words",
      "SECTION-8.08.010 = Height",
      "SECTION-8.08.020 = Notice",
    ],
  );
  assert.deepEqual(
    marked.containers.map(({ label }) => label),
    ["8 NUISANCES", "8.04 Waste", "8.08 Weeds"],
  );
  assert.deepEqual(marked.warnings, []);
});

test("a number above its first part, without a list, is a unit (P-172)", () => {
  const text = "The text stands here, and it is long enough to be that of a section.";
  const marked = mark(
    paragraphs("1. Aim", "1.1. Words", text, "1.2. Place", text, "2. Fees", "2.1. Rates", text),
  );
  assert.deepEqual(
    marked.units.map(({ label }) => label),
    ["1", "1.1", "1.2", "2", "2.1"],
  );
});

describe("Chinese acts by ordinals (P-174)", () => {
  testKinds([
    {
      rule: "paragraphs of an amending act",
      text: paragraphs(
        "# 决定",
        "一、将第三条修改为：“应当办理。”",
        "二、删去第五条。",
        "三、本决定自公布之日起施行。",
      ),
      units: ["一", "二", "三"],
    },
    {
      rule: "the same with a sign before, in plain text, with items in parentheses inside",
      text: paragraphs(
        "决定",
        "第一、修改第三条。",
        "（一）删去第二项。",
        "第二、删去第五条。",
        "第三、施行。",
      ),
      units: ["第一", "第二", "第三"],
    },
    {
      rule: "titles of a notice, with numbered items inside",
      text: paragraphs(
        "# 通知",
        "一、总体要求",
        "（一）坚持依法。",
        "二、主要任务",
        "1. 加强领导。",
        "2. 落实责任。",
        "三、保障措施",
        "要求如下。",
      ),
      units: ["一 = 总体要求", "二 = 主要任务", "三 = 保障措施"],
    },
    {
      rule: "items below articles are no units",
      text: paragraphs(
        "第一条 依法办理。",
        "一、甲。",
        "二、乙。",
        "三、丙。",
        "第二条 依法登记。",
        "一、丁。",
        "二、戊。",
      ),
      units: ["第一条", "第二条"],
      convention: "zh-tiao",
    },
  ]);
});

describe("one part of a standard, by codes below a number that is not the first (P-172)", () => {
  const text = "A lamp is measured from where it is needed, which is seldom where it hangs.";
  const lines = [
    "7 Brightness of Lamps",
    `${text}\n\n1. Distance\n2. Weather\n3. Eyes`,
    "7.1 How a Lamp Is Measured",
    text,
    " 7.2 What Every Lamp Keeps To",
    `${text}\n\n1. The window SHALL be clean.\n2. The wick MAY be short.`,
    "7.2.1 With a Step",
    text,
    "7.2.2 Without a Step",
    text,
    "7.3 Codes on Lamps",
    `${text}\n\n1. six letters;\n2. a drawing of the street.`,
  ];
  const units = [
    "7 = Brightness of Lamps",
    "7.1 = How a Lamp Is Measured",
    "7.2 = What Every Lamp Keeps To",
    "7.2.1 = With a Step",
    "7.2.2 = Without a Step",
    "7.3 = Codes on Lamps",
  ];
  testKinds([
    { rule: "lists in the text are none of its units", text: paragraphs(...lines), units },
    {
      rule: "titles above their text without a blank line are titles",
      text: `${lines.join("\n").replaceAll("\n\n", "\n")}\n`,
      units,
    },
  ]);
});

describe("clauses below the letter of an annex (P-172)", () => {
  const text =
    "A lamp is measured from where it is needed, which is seldom where it hangs, and the keeper writes both places down.";
  const sections = ["1 Scope", text, "2 Terms", text, "3 Tests", text];
  const units = ["1 = Scope", "2 = Terms", "3 = Tests"];
  testKinds([
    {
      rule: "with a stop behind the letter, below the name of the annex alone",
      text: paragraphs(
        ...sections,
        "Annex A",
        "A.1 Forms",
        text,
        "A.2 Receipt",
        text,
        "Annex B",
        "B.1 Fee",
        text,
      ),
      units: [...units, "A.1 = Forms", "A.2 = Receipt", "B.1 = Fee"],
    },
    {
      rule: "references by letter without an annex are text",
      text: paragraphs(...sections, "A.1 is told elsewhere.", "B.2 is told elsewhere."),
      units,
    },
  ]);
});

describe("a number before a word that names containers (P-173)", () => {
  testKinds([
    {
      rule: "`5 Title` is the fifth section",
      text: paragraphs(
        "LIGHTHOUSE ACT",
        ...["1 Purpose", "(1) This Act is about lamps."],
        ...["2 Keepers", "(1) A keeper lives in the tower."],
        ...["3 Parts", "(1) Wicks and glass are bought in town."],
        ...["4 Fees", "(1) Ships pay by the mast."],
        ...["5 Title", "(1) The short name is on the cover."],
      ),
      units: ["1 = Purpose", "2 = Keepers", "3 = Parts", "4 = Fees", "5 = Title"],
    },
  ]);
});

describe("heads and feet of pages (P-175)", () => {
  const page = (foot: string, ...lines: readonly string[]) => [
    "By-law 1",
    "Last changed: 1 May 2020",
    ...lines,
    foot,
  ];
  testKinds([
    {
      rule: "numbers inside hard-wrapped paragraphs are the units",
      text: paragraphs(
        ...page(
          "Page 1",
          "CHAPTER 1 - NAME\n1.0.",
          "General\n1.0.1. The society has\na name.\n1.0.2. It is used.",
        ),
        ...page(
          "Page 2",
          "CHAPTER 2 - SEAT\n2.0.",
          "General\n2.0.1. The seat is in\nthe town.\n2.0.2. It may move.",
        ),
        ...page("Page 3", "2.0.3. The seat is told\nto all."),
      ),
      units: ["1.0.1", "1.0.2", "2.0.1", "2.0.2", "2.0.3"],
    },
  ]);

  for (const foot of ["Page 3", "Seite 3 von 9", "- 3 -", "Trang 3", "3 / 9", "第 3 页", "стр. 3"])
    test(`pages are no units: ${foot}`, () => {
      const feet = [1, 2, 3, 4].map((number) => foot.replace("3", String(number)));
      const text = paragraphs(
        "Minutes",
        ...feet.flatMap((line) => ["The board met and spoke of many things.", line]),
      );
      const result = markDocument(Buffer.from(text), { maxUnits: 10 });
      assert.equal(result.ok ? "cut" : result.refusal.reason, "STOP_NO_UNITS");
    });
});

describe("a word that titles share is no name (P-176)", () => {
  testKinds([
    {
      rule: "numbered Markdown headings are named by their numbers",
      text: paragraphs(
        "# Act",
        "##### 1 Sale of wool.",
        "A.",
        "##### 2 Tax on wool.",
        "B.",
        "##### 3 Trade in wool.",
        "C.",
      ),
      units: ["1 = Sale of wool.", "2 = Tax on wool.", "3 = Trade in wool."],
      convention: "outline",
    },
    {
      rule: "a word that follows every number in titles",
      text: paragraphs(
        "# Akt",
        "## 1. Verkauf von Wolle",
        "A.",
        "## 2. Verkauf von Fell",
        "B.",
        "## 3. Verkauf von Garn",
        "C.",
      ),
      units: ["1 = Verkauf von Wolle", "2 = Verkauf von Fell", "3 = Verkauf von Garn"],
      convention: "outline",
    },
  ]);
});
