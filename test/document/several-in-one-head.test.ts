import { describe } from "node:test";
import { type Kind, paragraphs, testKinds } from "../support/cut-kinds.ts";

const TEXT = "The ferry sails at dawn, and the keeper writes down who is aboard. He signs.";

interface Layout {
  readonly rule: string;
  readonly title: string;
  readonly head: (text: string) => string;
}

const LAYOUTS: readonly Layout[] = [
  { rule: "headings", title: "# Ferry Act", head: (text) => `### ${text}` },
  { rule: "bold lines", title: "# Ferry Act", head: (text) => `**${text}**` },
  { rule: "plain lines", title: "FERRY ACT", head: (text) => text },
];

const LANGUAGES: readonly {
  readonly language: string;
  readonly convention: string;
  readonly word: string;
  readonly several: string;
  readonly two: string;
  readonly repealed: string;
}[] = [
  {
    language: "Italian",
    convention: "art",
    word: "Art.",
    several: "Artt. 3-5",
    two: "Artt. 6 e 7",
    repealed: "(abrogati)",
  },
  {
    language: "Vietnamese",
    convention: "vi-dieu",
    word: "Điều",
    several: "Các điều 3, 4, 5",
    two: "Điều 6 và Điều 7",
    repealed: "(được bãi bỏ)",
  },
  {
    language: "Greek",
    convention: "el-arthro",
    word: "Άρθρο",
    several: "Άρθρα 3-5",
    two: "Άρθρα 6 και 7",
    repealed: "(καταργούνται)",
  },
  {
    language: "Czech",
    convention: "cs-clanek",
    word: "Článek",
    several: "Články 3 až 5",
    two: "Články 6 a 7",
    repealed: "(zrušeny)",
  },
  {
    language: "Bulgarian",
    convention: "bg-chlen",
    word: "Член",
    several: "Членове 3-5",
    two: "Членове 6 и 7",
    repealed: "(отменени)",
  },
  {
    language: "Romanian",
    convention: "ro-articol",
    word: "Articolul",
    several: "Articolele 3-5",
    two: "Articolele 6 și 7",
    repealed: "(abrogate)",
  },
  {
    language: "Dutch",
    convention: "de-artikel",
    word: "Artikel",
    several: "Artikelen 3-5",
    two: "Artikelen 6 en 7",
    repealed: "(vervallen)",
  },
  {
    language: "Turkish",
    convention: "tr-madde",
    word: "Madde",
    several: "Madde 3-5",
    two: "Madde 6 ve 7",
    repealed: "(mülga)",
  },
  {
    language: "French",
    convention: "article",
    word: "Article",
    several: "Articles 3 à 5",
    two: "Article 6 et article 7",
    repealed: "(abrogés)",
  },
  {
    language: "German",
    convention: "paragraph-sign",
    word: "§",
    several: "§§ 3 bis 5",
    two: "§ 6 und § 7",
    repealed: "(weggefallen)",
  },
];

function kinds({ rule, title, head }: Layout): readonly Kind[] {
  return LANGUAGES.map(({ language, convention, word, several, two, repealed }) => ({
    rule: `${language}: ${rule}`,
    text: paragraphs(
      title,
      head(`${word} 1`),
      TEXT,
      head(`${word} 2`),
      TEXT,
      head(`${several} ${repealed}`),
      head(`${two} ${repealed}`),
      head(`${word} 8`),
      TEXT,
      head(`${word} 9`),
      TEXT,
    ),
    units: [
      `${word} 1`,
      `${word} 2`,
      `${several} = ${repealed}`,
      `${two} = ${repealed}`,
      `${word} 8`,
      `${word} 9`,
    ],
    convention,
  }));
}

describe("one head names several units, by a plural or by the name again (P-180)", () => {
  testKinds(LAYOUTS.flatMap(kinds));
});

describe("two names in a sentence are no head of several units (P-180)", () => {
  testKinds([
    {
      rule: "at the start of a paragraph",
      text: paragraphs(
        "FERRY ACT",
        "Article 1. Fares",
        TEXT,
        "Article 2. Crew",
        "Article 1 and Article 2 of the old Act remain in force until the boat is sold.",
        "Article 3. Quays",
        TEXT,
      ),
      units: ["Article 1 = Fares", "Article 2 = Crew", "Article 3 = Quays"],
      convention: "article",
    },
  ]);
});

const POINTS = ["修改第一条。", "修改第四条。", "删去第七条。", "增加一条。"];
const TITLED = POINTS.map((text, at) => `${"一二三四".charAt(at)} = ${text}`);

/** An act that amends another, point by point. */
function amendment(head: (number: string, text: string) => string): string {
  return paragraphs(
    "# 关于修改渡船法的决定",
    ...POINTS.flatMap((text, at) => [head("一二三四".charAt(at), text), "渡船每日黎明开航，船长登记乘客。"]),
  );
}

describe("Chinese points by a number with a full-width stop, and in headings (P-174)", () => {
  testKinds([
    {
      rule: "lines with a stop",
      text: amendment((number, text) => `${number}．${text}`),
      units: ["一", "二", "三", "四"],
    },
    {
      rule: "bold lines with a stop",
      text: amendment((number, text) => `**${number}．${text}**`),
      units: TITLED,
      convention: "outline",
    },
    {
      rule: "headings",
      text: amendment((number, text) => `## ${number}、${text}`),
      units: TITLED,
      convention: "outline",
    },
  ]);
});
