import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

/** Titles and texts of a short act; the texts end in every way in which the next head must still be seen. */
const ARTICLES: readonly (readonly [title: string, ...text: string[]])[] = [
  ["Phạm vi điều chỉnh", "Nghị định này quy định về bến thuyền theo khoản 1 Điều 5 Luật Đường sông."],
  ["Đối tượng áp dụng", "1. Chủ bến thuyền.", "2. Người lái thuyền và hành khách."],
  ["Quyền và nghĩa vụ của chủ bến thuyền, người lái thuyền", "Chủ bến thuyền niêm yết giá vé tại bến."],
  ["Hồ sơ", "a) Đơn đề nghị;", "b) Bản sao giấy phép quy định tại Điều 3 và Điều 4 Nghị định này."],
  ["Bãi bỏ một số điều của Nghị định về đò ngang", "1. Bãi bỏ Điều 7.", "2. Bãi bỏ Điều 9."],
  ["Hiệu lực thi hành", "Nghị định này có hiệu lực từ ngày ký."],
];
const TITLES = ARTICLES.map(([title]) => title);

interface Layout {
  readonly name: string;
  readonly head: (number: number, title: string) => string;
  /** What stands between the lines of the act; one line end leaves it without blank lines. */
  readonly gap: "\n" | "\n\n";
  readonly chapter?: readonly string[];
}

describe("an act is cut at each article, whatever its heads look like (P-179)", () => {
  const bold = (number: number, title: string) => `**Điều ${number}. ${title}**`;
  const layouts: readonly Layout[] = [
    { name: "bold heads without blank lines", gap: "\n", head: bold },
    {
      name: "bold heads and a bold chapter without blank lines",
      gap: "\n",
      head: bold,
      chapter: ["**Chương I**", "**QUY ĐỊNH CHUNG**"],
    },
    { name: "bold numbers", gap: "\n\n", head: (number, title) => `**Điều ${number}.** ${title}` },
    {
      name: "bold numbers without blank lines",
      gap: "\n",
      head: (number, title) => `**Điều ${number}.** ${title}`,
    },
    {
      name: "bold heads broken over two lines, without blank lines",
      gap: "\n",
      head: (number, title) => `**Điều ${number}. ${title.replace(/(.{30}\S*) /u, "$1\n")}**`,
    },
    { name: "underscores", gap: "\n", head: (number, title) => `__Điều ${number}. ${title}__` },
    ...["•", "·", "▪", "●", "○", "◦", "➢", "\uf0b7"].flatMap((bullet): readonly Layout[] => [
      {
        name: `the bullet ${bullet}`,
        gap: "\n\n",
        head: (number, title) => `${bullet} Điều ${number}. ${title}`,
      },
      {
        name: `the bullet ${bullet} without blank lines or space`,
        gap: "\n",
        head: (number, title) => `${bullet}Điều ${number}. ${title}`,
        chapter: [`${bullet}Chương I`, `${bullet}QUY ĐỊNH CHUNG`],
      },
    ]),
    {
      name: "the second bullet of a word processor",
      gap: "\n",
      head: (number, title) => `oĐiều ${number}. ${title}`,
      chapter: ["·Chương I", "·QUY ĐỊNH CHUNG"],
    },
  ];
  for (const layout of layouts)
    test(layout.name, () => {
      const { units, containers, warnings } = cut(print(layout));
      assert.deepEqual(
        units.map(({ label, title }) => `${label} ${title}`),
        TITLES.map((title, index) => `Điều ${index + 1} ${title}`),
      );
      assert.deepEqual(
        containers.map(({ label }) => label),
        layout.chapter === undefined ? [] : ["Chương I"],
      );
      assert.deepEqual(warnings, []);
    });
});

describe("an article directly below a quotation or a table is no part of it (P-179)", () => {
  const below: Readonly<Record<string, string>> = {
    "a quotation": "1. Sửa đổi khoản 2 như sau:\n> “2. Phí qua bến do Ủy ban nhân dân cấp xã quy định.”",
    "a quotation that ends with a title":
      "> “Điều 7. Điều kiện của người lái thuyền trên các tuyến sông nhỏ”",
    "a table": "| Bến | Phí |\n|---|---|\n| Bến đò Cây Đa trên sông Bồ ở huyện Quảng Điền | 5 000 đồng |",
  };
  for (const [name, text] of Object.entries(below))
    test(name, () => {
      const heads = ["Phạm vi", "Sửa đổi Điều 4", "Bãi bỏ Điều 5", "Hiệu lực"];
      const { units } = cut(
        `NGHỊ ĐỊNH\n${heads.map((title, index) => `Điều ${index + 1}. ${title}\n${text}`).join("\n")}\n`,
      );
      assert.deepEqual(
        units.map(({ title }) => title),
        heads,
      );
    });
});

test("an article that repeals others is missed where it is missing (P-179)", () => {
  const text = [1, 2, 3, 4]
    .map((number) => {
      const title = number === 3 ? "Bãi bỏ một số điều của Nghị định về đò ngang" : "Phạm vi";
      return `${number === 3 ? "theo quy định của Chính phủ về quản lý các bến\n" : ""}Điều ${number}. ${title}\n\nNội dung.\n\n`;
    })
    .join("");
  const { units, warnings } = cut(text);
  const isTold = warnings.some(({ message }) => message.includes('"Điều 3"'));
  assert.ok(isTold || units.some(({ label }) => label === "Điều 3"));
});

describe("a head that a scan misread is cut, and told (P-179)", () => {
  const cases: readonly (readonly [
    rule: string,
    printed: (number: number) => string,
    told: readonly number[],
  ])[] = [
    [
      "letters for digits",
      (number) =>
        `Điều ${["", "l", "2", "3", "4", "5", "6", "7", "8", "9", "lO", "1l", "I2"][number] ?? ""}.`,
      [1, 10, 11, 12],
    ],
    ["letters for digits in bold type", (number) => `**Điều ${number === 10 ? "1O" : number}.**`, [10]],
    ["a speck before the head", (number) => `${number === 5 ? "~ " : ""}Điều ${number}.`, [5]],
    ["a bullet before a single head", (number) => `${number === 5 ? "• " : ""}Điều ${number}.`, [5]],
    ["a list marker before a single head", (number) => `${number === 5 ? "- " : ""}Điều ${number}.`, [5]],
    [
      "a speck before the first and the last",
      (number) => `${number % 11 === 1 ? "| " : ""}Điều ${number}.`,
      [1, 12],
    ],
  ];
  for (const [rule, printed, told] of cases)
    test(rule, () => {
      const text = Array.from(
        { length: 12 },
        (_, at) =>
          `${printed(at + 1).replace(/(\**)$/u, " Bến thuyền$1")}\n\nNội dung theo Điều 3 Luật này.\n\n`,
      );
      const { units, warnings } = cut(`NGHỊ ĐỊNH\n\n${text.join("")}`);
      assert.deepEqual(
        units.map(({ address, title }) => `${address} ${title}`),
        text.map((_, at) => `DIEU-${at + 1} Bến thuyền`),
      );
      assert.deepEqual(
        warnings.map(({ code, line }) => `${code} ${line}`),
        told.map((number) => `MISPRINTED_HEADING ${number * 4 - 1}`),
      );
    });

  test("a name behind a mark whose number is not missing is none", () => {
    const { units } = cut(
      "Điều 1. Phạm vi\n\nA.\n\n- Điều 2. Đối tượng\n\n- Điều 3. Hiệu lực\n\nĐiều 2. Đối tượng\n\nB.\n\nĐiều 3. Hiệu lực\n\nC.\n",
    );
    assert.deepEqual(
      units.map(({ line }) => line),
      [1, 9, 13],
    );
  });
});

describe("an opening mark that nothing closes hides no article (P-179)", () => {
  const article = (number: number) => `Điều ${number}. Bến thuyền\n\nNội dung ${number}.\n\n`;
  const articles = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => article(from + at)).join("");
  const numbers = (text: string) => cut(text).units.map(({ label }) => Number(label.split(" ")[1]));

  test("to the end of the act, with a number missing behind it", () => {
    const text = `${articles(1, 4)}“Bến là nơi thuyền đậu.\n\n${articles(6, 9)}`;
    assert.deepEqual(numbers(text).slice(-4), [6, 7, 8, 9]);
  });

  test("up to a stray closing mark", () => {
    const text = `${articles(1, 4)}“Bến là nơi thuyền đậu.\n\n${articles(6, 9)}Phao.”\n\n${articles(10, 11)}`;
    assert.deepEqual(numbers(text), [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
  });
});

test("the long list of an annex does not outvote the articles that have numbers of their own (P-182)", () => {
  const list = Array.from(
    { length: 40 },
    (_, at) => `${at + 1}. ${["Bến", "Cầu", "Đò", "Phao"][at % 4] ?? ""} sông Bồ\n\n`,
  ).join("");
  const { units } = cut(
    `NGHỊ ĐỊNH\n\n#### Điều 1. Phạm vi\n\n1. Bến đò.\n\n2. Cầu phao.\n\n#### Điều 2. Phí\n\n1. Phí qua bến.\n\n#### Điều 3. Hiệu lực\n\nTừ ngày ký.\n\n## PHỤ LỤC I\n\n${list}`,
  );
  assert.deepEqual(
    units.slice(0, 3).map(({ label }) => label),
    ["Điều 1", "Điều 2", "Điều 3"],
  );
});

test("an unfilled line without a stop does not hide the article below it (P-179)", () => {
  const { units, warnings } = cut(
    "NGHỊ ĐỊNH\nĐiều 1. Nội dung chi\n- Chi thuê chuyên gia trong nước và nước ngoài theo hợp đồng với bến thuyền và các tổ chức có liên quan\n- Các nội dung chi cần thiết khác của bến thuyền\nĐiều 2. Mức chi\n- Mức chi do Ủy ban nhân dân quy định theo giá vé và số hành khách của năm trước trên tuyến sông đó\n- Mức chi tối đa của mỗi bến thuyền trong năm\nĐiều 3. Hiệu lực\nTừ ngày ký.\n",
  );
  assert.deepEqual(
    units.map(({ title }) => title),
    ["Nội dung chi", "Mức chi", "Hiệu lực"],
  );
  assert.deepEqual(warnings, []);
});

test("below a chapter, the paragraphs of an article whose head was not found are no units of their own (P-179)", () => {
  const { units } = cut(
    "Chương I\n\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n\nA.\n\nChương II\n\nPHÍ\n\nĐlêu Z. Phí qua bến\n\n1. Phí bến.\n\n2. Phí phao.\n\nĐiều 3. Miễn phí\n\nB.\n\nĐiều 4. Hiệu lực\n\nC.\n",
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    ["Điều 1", "Điều 3", "Điều 4"],
  );
});

function print({ head, gap, chapter = [] }: Layout): string {
  const lines = ARTICLES.flatMap(([title, ...text], index) => [head(index + 1, title), ...text]);
  return `${["NGHỊ ĐỊNH", "Căn cứ Luật Đường sông;", ...chapter, ...lines].join(gap)}\n`;
}

function cut(text: string) {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
  assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
  return {
    units: [...result.value.units],
    containers: [...result.value.containers],
    warnings: [...result.value.warnings],
  };
}
