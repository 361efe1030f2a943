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
