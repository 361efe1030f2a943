import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

const ABOUT = ["Số hiệu", "Ngày ban hành", "Người ký", "Trích yếu", "Căn cứ", "Văn bản", "Ghi chú", "Nguồn"];

/** Sections that tell about an act, with its articles between the sixth and the seventh. */
function page(articles: string): string {
  const section = (name: string) => `## ${name}\n\nĐoạn này nói về văn bản.\n\n`;
  return `# Nghị định 1\n\n${ABOUT.slice(0, 6).map(section).join("")}${articles}${ABOUT.slice(6).map(section).join("")}`;
}

/** Articles that count up from 1, with a paragraph each. */
function articles(count: number, print: (number: number) => string): string {
  return Array.from(
    { length: count },
    (_, at) => `${print(at + 1)}\n\nQuy định áp dụng cho bến thuyền.\n\n`,
  ).join("");
}

const UNITS: readonly { readonly rule: string; readonly text: string; readonly units: readonly string[] }[] =
  [
    {
      rule: "headings that name the paragraphs of articles",
      text: `# Luật\n\n${[1, 2, 3].map((article) => `## Điều ${article}. Phạm vi\n\n${[1, 2, 3].map((part) => `### Khoản ${part}\n\nCơ quan.\n\n`).join("")}`).join("")}`,
      units: ["Điều 1|Phạm vi", "Điều 2|Phạm vi", "Điều 3|Phạm vi"],
    },
    {
      rule: "such headings in English, and in the last article alone",
      text: `# Act\n\n## Article 1. Scope\n\nAll.\n\n## Article 2. Fees\n\n${[1, 2, 3, 4, 5, 6, 7].map((part) => `### Subsection ${part}\n\nA fee.\n\n`).join("")}`,
      units: ["Article 1|Scope", "Article 2|Fees"],
    },
    {
      rule: "sections that tell about an act of three marked articles",
      text: page(articles(3, (number) => `### Điều ${number}. Phí`)),
      units: ["Điều 1|Phí", "Điều 2|Phí", "Điều 3|Phí"],
    },
    {
      rule: "sections that tell about an act whose articles are in bold type below chapters",
      text: page(
        `## Chương I\n## QUY ĐỊNH CHUNG\n\n${articles(2, (number) => `**Điều ${number}. Phí**`)}## Chương II\n\n### THI HÀNH\n\n**Điều 3. Hiệu lực**\n\nTừ ngày ký.\n\n`,
      ),
      units: ["Điều 1|Phí", "Điều 2|Phí", "Điều 3|Hiệu lực"],
    },
    {
      rule: "numbered lines below marked articles and behind them",
      text: page(
        articles(3, (number) => `### Điều ${number}. Phí\n\n1. Phí đò.\n\n2. Phí bến.\n\n3. Phí phao.`),
      ),
      units: ["Điều 1|Phí", "Điều 2|Phí", "Điều 3|Phí"],
    },
    {
      rule: "annexes behind sections, each with headings of its own",
      text: `# Order\n\n### Section 1. Fees\n\nPaid.\n\n### Section 2. Start\n\nToday.\n\n${[1, 2, 3, 4, 5, 6, 7].map((at) => `### Schedule ${at}\n\n#### Fees\n\n| 1 | 12,00 |\n|---|---|\n| 2 | 16,00 |\n\n`).join("")}`,
      units: ["Section 1|Fees", "Section 2|Start"],
    },
    {
      rule: "paragraphs of a scan above lines of dashes",
      text: `# Acuerdo\n\n${["PRIMERO", "SEGUNDO", "TERCERO"].map((name) => `ARTÍCULO ${name}.- Aprobar la tarifa.\n\n${"El Consejo acuerda la publicación del presente Acuerdo en el portal del Gobierno Regional y en el diario oficial. ".repeat(2)}\n-\n\n`).join("")}`,
      units: ["ARTÍCULO PRIMERO|", "ARTÍCULO SEGUNDO|", "ARTÍCULO TERCERO|"],
    },
    {
      rule: "one article that is no heading among many that are, beside lines in capitals",
      text: `# Luật\n\n${articles(9, (number) => (number === 5 ? "Điều 5. Phí" : `### Điều ${number}. Phí`))}\n\nNơi nhận\n\n${"Lưu\n\nVăn thư\n\n".repeat(60)}`,
      units: Array.from({ length: 9 }, (_, at) => `Điều ${at + 1}|Phí`),
    },
  ];

const OUTLINES: readonly { readonly rule: string; readonly text: string; readonly count: number }[] = [
  {
    rule: "a section stands between the articles",
    text: page(
      "### Điều 1. Phí\n\nQuy định.\n\n## Lời bàn\n\nĐoạn này bàn về phí.\n\n### Điều 2. Bến\n\nQuy định.\n\n",
    ),
    count: 11,
  },
  {
    rule: "the articles are few among many sections",
    text: `${page(articles(2, (number) => `## Article ${number}`))}${"## Ghi\n\nĐoạn.\n\n".replace("Ghi", "Ghi 1")}${[2, 3, 4, 5].map((at) => `## Mẫu ghi ${"abcde".charAt(at)}\n\nĐoạn.\n\n`).join("")}`,
    count: 15,
  },
];

describe("articles that count up beside the sections of an outline (P-177)", () => {
  for (const { rule, text, units } of UNITS) {
    test(`${rule} leave the articles the units`, () => {
      const { units: found } = mark(text);
      assert.deepEqual(
        found.map(({ label, title }) => `${label}|${title}`),
        units,
      );
    });
  }

  for (const { rule, text, count } of OUTLINES) {
    test(`the outline is cut where ${rule}`, () => {
      const { convention, units } = mark(text);
      assert.equal(convention, "outline");
      assert.equal(units.length, count);
    });
  }
});

function mark(text: string) {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
  assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
  return { ...result.value, units: [...result.value.units] };
}

test("an outline names its articles as a convention does, beside headings that have no name (P-177)", () => {
  const { convention, units } = mark(
    `# Act\n\n### Article 1. Aim\n\nA.\n\n### Article 2. Words\n\nB.\n\n${["Fees", "Lamps", "Oars", "Quays", "Ropes"].map((name) => `### ${name}\n\nC.\n\n`).join("")}`,
  );
  assert.equal(convention, "outline");
  assert.deepEqual(
    units.slice(0, 3).map(({ label, title, address }) => `${label}|${title}|${address}`),
    ["Article 1|Aim|ARTICLE-1", "Article 2|Words|ARTICLE-2", "Fees||FEES"],
  );
});
