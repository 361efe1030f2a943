import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { splitGlued } from "../../src/document/headings/split-glued.ts";
import { markDocument } from "../../src/document/mark.ts";
import { readBlockMask } from "../../src/document/source/block-mask.ts";
import { readLineTable } from "../../src/document/source/line-table.ts";

const TEXT = "The text of it stands here, and it is long enough for a sentence of its own.";

/** Documents in which `¦` stands where a conversion lost a line break. */
const SPLIT: readonly { readonly rule: string; readonly text: string; readonly labels: readonly string[] }[] =
  [
    {
      rule: "articles of the Vietnamese codification after the items of the article before",
      text: [
        "Điều 1.11.LQ.3. Chính sách của Nhà nước",
        "1. Ưu tiên bảo vệ mạng.",
        "5. Tăng cường hợp tác.¦Điều 1.11.LQ.4. Nguyên tắc bảo vệ",
        "1. Tuân thủ pháp luật.¦Điều 1.11.NĐ.1.5. Biện pháp",
        "Kiểm tra, đánh giá theo quy định.",
      ].join("\n"),
      labels: ["Điều 1.11.LQ.3", "Điều 1.11.LQ.4", "Điều 1.11.NĐ.1.5"],
    },
    {
      rule: "a coded article after a word, a year or a reference",
      text: [
        "Điều 4.1.TT.1.1. Phạm vi",
        "Theo quy định của pháp luật¦Điều 4.1.TT.1.2. Đối tượng",
        "Mã số: V.07.01.23¦Điều 4.1.TT.1.3. Hồ sơ",
        "Xem điểm 10.¦Điều 4.1.TT.1.4. Hiệu lực",
        "Từ ngày ký.",
      ].join("\n"),
      labels: ["Điều 4.1.TT.1.1", "Điều 4.1.TT.1.2", "Điều 4.1.TT.1.3", "Điều 4.1.TT.1.4"],
    },
    {
      rule: "several heads in one line, after a parenthesis, a quotation mark and a semicolon",
      text: [
        "Điều 1. Phạm vi",
        "Luật này quy định (kể cả phí)¦Điều 2. Đối tượng",
        "Áp dụng với “người lái thuyền”¦Điều 3. Giải thích;¦Điều 4. Thi hành",
        "Luật có hiệu lực từ năm 2019.¦Điều 5. Trách nhiệm",
        "Chính phủ quy định chi tiết.",
      ].join("\n"),
      labels: ["Điều 1", "Điều 2", "Điều 3", "Điều 4", "Điều 5"],
    },
    ...(
      [
        ["Article 1. Scope", "Article 2. Words", "Article 3 – Fees"],
        ["Artículo 1. Objeto", "Artículo 2. Ámbito", "Artículo 3.- Definiciones"],
        ["Artigo 1. Objeto", "Artigo 2. Âmbito", "Artigo 3. Prazo"],
        ["Articolo 1. Oggetto", "Articolo 2. Ambito", "Articolo 3. Termini"],
        ["Artikel 1. Zweck", "Artikel 2. Geltung", "Artikel 3: Begriffe"],
        ["§ 1. Zweck", "§ 2. Geltung", "§ 3. Begriffe"],
        ["Статья 1. Предмет", "Статья 2. Сфера", "Статья 3. Понятия"],
        ["Madde 1. Amaç", "Madde 2. Kapsam", "Madde 3. Tanımlar"],
      ] as const
    ).map(([first, second, third]) => ({
      rule: `heads such as "${second}"`,
      text: `${first}\n\n${TEXT}¦${second}\n\n${TEXT}¦${third}\n\n${TEXT}\n`,
      labels: [first, second, third].map((head) => /^\S+ \d+/u.exec(head)?.[0] ?? ""),
    })),
    {
      rule: "a name alone at the end of a line",
      text: `Article 1\n\n${TEXT}¦Article 2\n\n${TEXT}¦Article 3.\n\n${TEXT}\n`,
      labels: ["Article 1", "Article 2", "Article 3"],
    },
    {
      rule: "a coded article after bold type, a percent sign, an ellipsis and a quotation mark, and one that is repealed",
      text: [
        "Điều 4.1.TT.1.1. Phạm vi",
        "Theo mục *II. TỔ CHỨC **¦Điều 4.1.TT.1.2. Đối tượng",
        "Tỷ lệ không nhỏ hơn 15%¦Điều 4.1.TT.1.3. Hồ sơ",
        "Các loại phao, áo phao…¦Điều 4.1.TT.1.4. Sổ theo dõi",
        "Ghi là “thuyền trống”¦Điều 4.1.TT.1.5. (được bãi bỏ)",
        "(Điều 5 Thông tư này)",
      ].join("\n"),
      labels: [1, 2, 3, 4, 5].map((number) => `Điều 4.1.TT.1.${number}`),
    },
    {
      rule: "plain paragraphs below Markdown headings",
      text: `# Act\n\n## Chapter I\n\nArticle 1. Scope\n\n${TEXT}¦Article 2. Words\n\n${TEXT}\n\nArticle 3. Fees\n\n${TEXT}\n`,
      labels: ["Article 1", "Article 2", "Article 3"],
    },
  ];

/** Documents in which `¦` stands where a space is all that a conversion left of a line break. */
const SPACED: readonly {
  readonly rule: string;
  readonly text: string;
  readonly labels: readonly string[];
}[] = [
  {
    rule: "coded articles to which only their titles belong on the line",
    text: [
      "Điều 4.1.TT.1.1. Phạm vi",
      "1. Luật này áp dụng cho bến thuyền.¦Điều 4.1.TT.1.2. Đối tượng",
      "(Điều này có nội dung liên quan đến Điều 4.1.TT.1.1. Phạm vi; Điều 4.1.TT.1.3. Hồ sơ)",
      "Áp dụng cho chủ bến.¦Điều 4.1.TT.1.3.",
      "Hồ sơ gồm đơn (theo mẫu).¦Điều 4.1.LQ.9. Hiệu lực. Luật này có hiệu lực từ ngày ký.",
    ].join("\n"),
    labels: ["Điều 4.1.TT.1.1", "Điều 4.1.TT.1.2", "Điều 4.1.TT.1.3", "Điều 4.1.LQ.9"],
  },
  {
    rule: "a coded article that the list at the end of the codification names again",
    text: [
      "Điều 4.1.TT.1.1. Phạm vi",
      "Luật này áp dụng cho bến thuyền.¦Điều 4.1.TT.1.2. Đối tượng",
      "Áp dụng cho chủ bến.",
      "",
      "# Danh sách",
      "",
      "Điều 4.1.TT.1.1. Phạm vi",
      "",
      "Điều 4.1.TT.1.2. Đối tượng",
    ].join("\n"),
    labels: ["Điều 4.1.TT.1.1", "Điều 4.1.TT.1.2", "Điều 4.1.TT.1.1", "Điều 4.1.TT.1.2"],
  },
  ...(
    [
      ["Điều 1. Phạm vi", "Điều 2. Đối tượng", "Điều 3. Hồ sơ", "Điều 4. Hiệu lực"],
      ["Article 1. Scope", "Article 2. Words", "Article 3 – Fees", "Article 4. Force"],
      ["Artículo 1. Objeto", "Artículo 2. Ámbito", "Artículo 3.- Definiciones", "Artículo 4. Plazo"],
      ["§ 1. Zweck", "§ 2. Geltung", "§ 3. Begriffe", "§ 4. Kosten"],
      ["Статья 1. Предмет", "Статья 2. Сфера", "Статья 3. Понятия", "Статья 4. Сроки"],
    ] as const
  ).map(([first, second, third, fourth]) => ({
    rule: `heads such as "${second}" whose numbers are missing`,
    text: `${first}\n\n${TEXT}¦${second}\n\n${TEXT}¦${third}\n\n${TEXT}\n\n${fourth}\n\n${TEXT}\n`,
    labels: [first, second, third, fourth].map((head) => /^\S+ \d+/u.exec(head)?.[0] ?? ""),
  })),
  {
    rule: "the last article, and the last one before a numbering that begins again",
    text: `Điều 1. Phạm vi\n\n${TEXT}¦Điều 2. Hiệu lực\n\n${TEXT}\n\nPHỤ LỤC I\n\nĐiều 1. Đối tượng\n\n${TEXT}¦Điều 2. Giá\n\n${TEXT}\n`,
    labels: ["Điều 1", "Điều 2", "Điều 1", "Điều 2"],
  },
];

/** Articles with what stands in the text of the second after the end of a sentence and a space. */
const REFERRED: readonly {
  readonly rule: string;
  readonly heads: readonly string[];
  readonly text: string;
}[] = [
  {
    rule: "the number of a later article",
    heads: ["Điều 1. Phạm vi", "Điều 2. Đối tượng", "Điều 3. Hồ sơ"],
    text: "Sửa đổi như sau: Điều 3. Chủ bến thuyền có trách nhiệm.",
  },
  {
    rule: "a number further on",
    heads: ["Article 1. Scope", "Article 2. Words", "Article 3. Fees"],
    text: "It is amended as follows: Article 12. Nobody pays.",
  },
  {
    rule: "a number further on, in the last article",
    heads: ["Article 1. Scope", "Article 2. Words"],
    text: "It is amended as follows: Article 12. Nobody pays.",
  },
  {
    rule: "a reference behind another",
    heads: ["Điều 1. Phạm vi", "Điều 2. Đối tượng", "Điều 4. Hồ sơ"],
    text: "Theo quy định tại Điều 2. Điều 3. Chủ bến có trách nhiệm.",
  },
  {
    rule: "codes listed in parentheses",
    heads: ["Điều 4.1.LQ.1. Phạm vi", "Điều 4.1.LQ.2. Đối tượng"],
    text: "(Điều này liên quan đến: Điều 4.1.TT.7.1. Phạm vi; Điều 4.1.TT.7.2. Đối tượng)",
  },
  {
    rule: "codes listed behind a semicolon",
    heads: ["Điều 4.1.LQ.1. Phạm vi", "Điều 4.1.LQ.2. Đối tượng"],
    text: "Xem Luật Bến thuyền; Điều 4.1.TT.7.1. Phạm vi",
  },
];

/** Lines whose names are references or stand where nothing is cut. */
const KEPT: readonly { readonly rule: string; readonly line: string }[] = [
  { rule: "a reference after a space", line: "It holds as said. Article 2. Nothing else does." },
  { rule: "a reference in parentheses", line: "It holds (Article 2. Scope) for all." },
  { rule: "a coded reference in parentheses", line: "Xem quy định (Điều 1.1.LQ.2. Phạm vi) này." },
  { rule: "a reference after a reference", line: "It follows Article 1.Article 2. Nothing else does." },
  {
    rule: "an article after a paragraph of it",
    line: "It follows paragraph 1.Article 2. Nothing else does.",
  },
  { rule: "a list of references", line: "It follows Article 1.Article 2" },
  { rule: "a quotation that opens", line: 'It reads: "Article 2. Scope" and so on.' },
  { rule: "a sentence that goes on after the name", line: "It holds.Article 2 of the Treaty holds." },
  { rule: "a lower-case word", line: "It holds.article 2. Scope" },
  { rule: "a longer word", line: "It holds.Articled 2. Scope" },
  { rule: "a word that only a plain number follows", line: "SubArticle 2. Scope" },
  { rule: "a marked heading", line: "#### Note.Article 2. Scope" },
  { rule: "a table", line: "| a | b |\n|---|---|\n| It holds.Article 2. Scope | c |" },
  { rule: "a quotation", line: "> It holds.Article 2. Scope" },
  { rule: "a code block", line: "```\nIt holds.Article 2. Scope\n```" },
  { rule: "indented code", line: "    It holds.Article 2. Scope" },
  { rule: "HTML", line: "<div>\nIt holds.Article 2. Scope\n</div>" },
];

function mark(text: string) {
  const source = Buffer.from(text);
  const result = markDocument(source, { maxUnits: 1000 });
  assert.ok(result.ok, result.ok ? "" : JSON.stringify(result.refusal));
  return { ...result.value, units: [...result.value.units], source };
}

/** What a unit is, whatever line it stands in, with its text. */
function unitsOf(text: string) {
  const { units, source } = mark(text);
  return units.map(({ startByte, endByte, line: _, ...unit }) => ({
    ...unit,
    text: source.subarray(startByte, endByte).toString("utf8").trimEnd(),
  }));
}

describe("heads of units that a conversion ran into the line before (P-167)", () => {
  for (const { rule, text, labels } of SPLIT) {
    test(`${rule} are cut as if a paragraph ended there`, () => {
      for (const form of [text, text.normalize("NFD"), text.replaceAll("\n", "\r\n")]) {
        const end = form.includes("\r") ? "\r\n" : "\n";
        const glued = unitsOf(form.replaceAll("¦", ""));
        assert.deepEqual(
          glued.map(({ label }) => label),
          labels,
        );
        assert.deepEqual(glued, unitsOf(form.replaceAll("¦", end + end)));
      }
    });

    test(`${rule}: regions tile the bytes, and lines are those of the file`, () => {
      const { units, regions, source } = mark(text.replaceAll("¦", ""));
      let end = 0;
      for (const { startByte, endByte } of regions) {
        assert.equal(startByte, end);
        end = endByte;
      }
      assert.equal(end, source.length);
      for (const { startByte, line } of units)
        assert.equal(line, source.subarray(0, startByte).toString("utf8").split("\n").length);
    });
  }

  for (const { rule, line } of KEPT) {
    test(`${rule} is no head`, () => {
      const source = Buffer.from(`# Act\n\n${line}\n\n${TEXT}\n`);
      const table = readLineTable(source);
      const scanned = { source, table, mask: readBlockMask(source, table) };
      assert.equal(splitGlued(scanned), scanned);
    });
  }
});

describe("heads of units behind the end of a sentence and a space (P-167)", () => {
  for (const { rule, text, labels } of SPACED) {
    test(`${rule} are cut as if a paragraph ended there`, () => {
      const glued = unitsOf(text.replaceAll("¦", " "));
      assert.deepEqual(
        glued.map(({ label }) => label),
        labels,
      );
      assert.deepEqual(glued, unitsOf(text.replaceAll("¦", " \n\n")));
    });
  }

  for (const { rule, heads, text } of REFERRED) {
    test(`${rule} is a reference`, () => {
      const [first, second, ...others] = heads;
      const parts = [
        `${first}\n\n${TEXT}`,
        `${second}\n\n${text}`,
        ...others.map((head) => `${head}\n\n${TEXT}`),
      ];
      const source = Buffer.from(`${parts.join("\n\n")}\n`);
      const table = readLineTable(source);
      const scanned = { source, table, mask: readBlockMask(source, table) };
      assert.equal(splitGlued(scanned), scanned);
    });
  }
});

describe("lines of the file after a line was broken (P-167)", () => {
  const head = `Article 1. Aim\n\n${TEXT}Article 2. Scope\n\n${TEXT}\n\n`;

  test("a warning tells the line of the file", () => {
    const { warnings } = mark(`${head}Article 4. Fees\n\n${TEXT}\n\nArticle 5. Fines\n\n${TEXT}\n`);
    assert.deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [["NUMBER_GAP", 7]],
    );
  });

  const refusals = [
    {
      rule: "an address that stands twice",
      text: `${head}Article 3. Fees\n\n${TEXT}\n\nArticle 3. Fines\n\n${TEXT}\n`,
      reason: "STOP_ADDRESS_DUPLICATE",
      field: "line 11",
      detail: /lines 7 and 11/,
    },
    {
      rule: "a doubt about the cut",
      text: `${head}Article 3. Fees\n\nIt is long; Article 4. Fines\n\nArticle 5. End\n\nIt is long; Article 6. Aims\n\nArticle 7. Force\n\n${TEXT}\n`,
      reason: "STOP_CUT_DOUBTFUL",
      field: "line 9",
      detail: /^line 9: NUMBER_SKIPPED_FOUND/,
    },
  ];
  for (const { rule, text, reason, field, detail } of refusals) {
    test(`the refusal of ${rule} tells the line of the file`, () => {
      const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
      assert.ok(!result.ok);
      assert.equal(result.refusal.reason, reason);
      assert.equal(result.refusal.field, field);
      assert.match(result.refusal.details?.[0] ?? "", detail);
    });
  }
});
