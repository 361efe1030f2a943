import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

interface Case {
  readonly rule: string;
  readonly text: string;
  readonly containers: readonly string[];
  readonly units: readonly string[];
}

const GREEK: readonly Case[] = [
  ...["΄", "'", "’", "´", "ʹ"].map((sign) => ({
    rule: `a letter numeral with the sign ${sign}`,
    text: [
      "ΛΕΜΒΟΙ",
      `ΚΕΦΑΛΑΙΟ Α${sign}\nΓΕΝΙΚΑ`,
      "Άρθρο 1",
      "Ο λέμβος πλέει στη λίμνη.",
      `Κεφάλαιο ΣΤ${sign}: Τέλη`,
      "Άρθρο 2",
      "Το τέλος είναι μικρό.",
    ].join("\n\n"),
    containers: [`ΚΕΦΑΛΑΙΟ Α${sign}`, `Κεφάλαιο ΣΤ${sign}: Τέλη`],
    units: ["Άρθρο 1", "Άρθρο 2"],
  })),
  {
    rule: "in wrapped text, where the name and the first article follow without a blank line",
    text: [
      "ΛΕΜΒΟΙ\nΜΕΡΟΣ Α΄\nΓΕΝΙΚΑ",
      ...[1, 2, 3].map((number) => `Άρθρο ${number}\nΣκοπός\nΟ λέμβος πλέει στη λίμνη.`),
      "ΜΕΡΟΣ Β\nΤΕΛΗ",
      ...[4, 5].map((number) => `Άρθρο ${number}\nΤέλος\nΤο τέλος είναι μικρό.`),
    ].join("\n"),
    containers: ["ΜΕΡΟΣ Α΄", "ΜΕΡΟΣ Β"],
    units: ["Άρθρο 1", "Άρθρο 2", "Άρθρο 3", "Άρθρο 4", "Άρθρο 5"],
  },
  {
    rule: "the article before a name is no letter numeral",
    text: "ΛΕΜΒΟΙ\n\nΆρθρο 1\n\nΟ λέμβος πλέει.\n\nΚεφάλαιο Η εταιρεία πληρώνει\n\nΆρθρο 2\n\nΤο τέλος είναι μικρό.\n",
    containers: [],
    units: ["Άρθρο 1", "Άρθρο 2"],
  },
];

const leader = (title: string, page: number) => `${title}${" .".repeat(20)} ${page}`;

const PAGES: readonly Case[] = [
  {
    rule: "contents with spaced leaders end at a line with a form feed only",
    text: [
      "BYLAWS OF THE FERRY CLUB",
      `Contents\n\n${leader("ARTICLE I NAME", 2)}\n${leader("ARTICLE II MEMBERS", 3)}\n${leader("ARTICLE III BOATS", 4)}\n\f\nARTICLE I\nNAME`,
      "Section 1.1. Name. The club has a name that its members choose once a year.",
      "Section 1.2. Seat. The club has its seat at the lake, where the boats lie.",
      "ARTICLE II\nMEMBERS",
      "Section 2.1. Dues. A member pays dues in spring.",
      "Section 2.2. Guests. A guest pays for every day.",
      "ARTICLE III\nBOATS",
      "Section 3.1. Care. A boat is washed after every trip.",
    ].join("\n\n"),
    containers: ["Contents", "ARTICLE I", "ARTICLE II", "ARTICLE III"],
    units: ["Section 1.1", "Section 1.2", "Section 2.1", "Section 2.2", "Section 3.1"],
  },
];

const article = (number: string) =>
  `Artikel ${number} Vaart\n\n1 De boot vaart op het meer.\n\n2 Een lid betaalt in het voorjaar.`;

const SECTIONS: readonly Case[] = ["§", "Paragraaf"].map((word) => ({
  rule: `${word} below the only chapter that is parted`,
  text: [
    "Hoofdstuk 1. Algemeen",
    article("1:1"),
    article("1:2"),
    "Hoofdstuk 2. Tarief",
    `${word} 2.1. Leden`,
    article("2:1"),
    article("2:2"),
    `${word} 2.2. Gasten`,
    article("2:3"),
    "Hoofdstuk 3. Slot",
    article("3:1"),
  ].join("\n\n"),
  containers: [
    "Hoofdstuk 1. Algemeen",
    "Hoofdstuk 2. Tarief",
    `${word} 2.1. Leden`,
    `${word} 2.2. Gasten`,
    "Hoofdstuk 3. Slot",
  ],
  units: ["Artikel 1:1", "Artikel 1:2", "Artikel 2:1", "Artikel 2:2", "Artikel 2:3", "Artikel 3:1"],
}));

const MARKED: readonly Case[] = [["Section 1 : Membres"], ["Section 1 : Membres", "Section 2 : Tarifs"]].map(
  (sections) => ({
    rule: `${sections.length} headings of the level of the articles`,
    text: [
      "# Code du lac",
      "##### Chapitre Ier : Bacs",
      "###### Article L. 121-1\n\nLe bac flotte.",
      "###### Article L. 121-2\n\nUn bac percé est réparé.",
      "##### Chapitre II : Port",
      ...sections.map(
        (section, at) =>
          `###### ${section}\n\n###### Article L. 122-${at + 1}\n\nLe port est ouvert le jour.`,
      ),
      "###### Article L. 122-3\n\nLe port est fermé la nuit.",
    ].join("\n\n"),
    containers: ["Chapitre Ier : Bacs", "Chapitre II : Port", ...sections],
    units: [
      "Article L. 121-1",
      "Article L. 121-2",
      ...sections.map((_, at) => `Article L. 122-${at + 1}`),
      "Article L. 122-3",
    ],
  }),
);

const WITH_TEXT: Case = {
  rule: "names with text of their own below a chapter are no containers of what follows",
  text: [
    "Chapter 1",
    "Article 1\n\nA ferry floats on the lake.",
    "Article 2\n\nA boat that leaks is mended on land.",
    "Chapter 2",
    "Rule 1\n\nA guest pays for every day.",
    "Article 3\n\nA boat is washed after every trip.",
    "Rule 2\n\nA guest leaves at night.",
    "Article 4\n\nAn oar is kept dry.",
  ].join("\n\n"),
  containers: ["Chapter 1", "Chapter 2"],
  units: ["Article 1", "Article 2", "Article 3", "Article 4"],
};

const pasal = (text: string) => [1, 2, 3].map((number) => `Pasal ${number}\n\n${text}`);

const EXPLAINED: readonly Case[] = [
  ["in paragraphs of their own", "PENJELASAN\n\nATAS\n\nUNDANG-UNDANG TENTANG PERAHU", "PENJELASAN"],
  ["in wrapped lines", "PENJELASAN\nATAS\nUNDANG-UNDANG\nTENTANG PERAHU", "PENJELASAN"],
  [
    "in one line",
    "PENJELASAN ATAS UNDANG-UNDANG TENTANG PERAHU",
    "PENJELASAN ATAS UNDANG-UNDANG TENTANG PERAHU",
  ],
].map(([rule = "", title = "", label = ""]) => ({
  rule: `the title of the explanation ${rule}`,
  text: [
    "UNDANG-UNDANG TENTANG PERAHU",
    "BAB I\n\nKETENTUAN UMUM",
    ...pasal("Perahu berlayar di danau."),
    title,
    "I. UMUM",
    "Danau itu dalam dan perahu itu kecil.",
    "II. PASAL DEMI PASAL",
    ...pasal("Cukup jelas."),
  ].join("\n\n"),
  containers: ["BAB I", label, "II. PASAL DEMI PASAL"],
  units: ["Pasal 1", "Pasal 2", "Pasal 3", "Pasal 1", "Pasal 2", "Pasal 3"],
}));

const DIEU = ["Điều 1. Thuyền\n\nThuyền chạy trên hồ.", "Điều 2. Phí\n\nKhách trả phí mỗi ngày."];

const LETTERHEADS: readonly Case[] = [
  ["an issuing body in a paragraph of its own", "NGHỊ QUYẾT\n\nHỘI ĐỒNG HỒ\n\nQUYẾT NGHỊ:"],
  ["an issuing body below a title in bold type", "**QUYẾT ĐỊNH**\n\nỦY BAN HỒ\n\n*Căn cứ Luật Thuyền;*"],
  ["a number without digits", "**HỢP ĐỒNG**\n\nSố: ……/HĐ\n\nHôm nay, hai bên gồm:"],
  [
    "lines above dashes",
    "BAN THUYỀN\n -------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n\nLuật số: 11/HĐ",
  ],
].map(([rule = "", head = ""]) => ({
  rule,
  text: [head, ...DIEU].join("\n\n"),
  containers: [],
  units: ["Điều 1", "Điều 2"],
}));

const WORDED: Case = {
  rule: "the word for one before the first article is the number of a chapter",
  text: ["THUYỀN", "Chương một", "QUY ĐỊNH CHUNG", DIEU[0], "Chương hai", "PHÍ", DIEU[1]].join("\n\n"),
  containers: ["Chương một", "Chương hai"],
  units: ["Điều 1", "Điều 2"],
};

const UNKNOWN_PREAMBLE: Case = {
  rule: "a preamble in words that are not known is still one",
  text: "LAKE ACT\n\nNa ivakamacala\n\nWe who live at the lake make this act.\n\nArticle 1\n\nA ferry floats.\n\nArticle 2\n\nA guest pays.\n",
  containers: ["Na ivakamacala"],
  units: ["Article 1", "Article 2"],
};

const paragraf = (number: string) => `${number}. § (1) A csónak a tavon jár.\n(2) A vendég naponta fizet.`;

const COUNTED: readonly Case[] = [
  {
    rule: "titles with a number of their own above some of the sections, through the chapters",
    text: [
      "I. Fejezet\nALAPOK",
      "1. Általános szabályok",
      paragraf("1"),
      paragraf("2"),
      "II. Fejezet\nDÍJAK",
      "2. A díj",
      paragraf("3"),
      paragraf("4"),
      "2/A. A pótdíj",
      paragraf("5"),
      "3. Záró szabályok",
      paragraf("6"),
    ].join("\n\n"),
    containers: [
      "I. Fejezet",
      "1. Általános szabályok",
      "II. Fejezet",
      "2. A díj",
      "2/A. A pótdíj",
      "3. Záró szabályok",
    ],
    units: ["1. §", "2. §", "3. §", "4. §", "5. §", "6. §"],
  },
  {
    rule: "the last items of lists in the text of articles are none",
    text: [
      "Article 1\n\nThese boats float:",
      "1. Boats with oars",
      "Article 2\n\nThese boats are mended:",
      "1. Boats with holes",
      "2. Boats without oars",
      "Article 3\n\nA guest pays for every day.",
      "Article 4\n\nAn oar is kept dry.",
    ].join("\n\n"),
    containers: [],
    units: ["Article 1", "Article 2", "Article 3", "Article 4"],
  },
];

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  "chapters with a Greek letter numeral": GREEK,
  "containers at the top of a page": PAGES,
  "sections of one chapter": [...SECTIONS, ...MARKED, WITH_TEXT],
  "an Indonesian act with its explanation": EXPLAINED,
  "lines of a letterhead are no containers": [...LETTERHEADS, WORDED, UNKNOWN_PREAMBLE],
  "titles in digits above units": COUNTED,
};

for (const [name, cases] of Object.entries(GROUPS)) {
  describe(name, () => {
    for (const { rule, text, containers, units } of cases) {
      test(rule, () => {
        const result = markDocument(Buffer.from(text), { maxUnits: 100 });
        assert.ok(result.ok, JSON.stringify(result));
        assert.deepEqual(
          [...result.value.containers].map(({ label }) => label),
          containers,
        );
        assert.deepEqual(
          [...result.value.units].map(({ label }) => label),
          units,
        );
      });
    }
  });
}
