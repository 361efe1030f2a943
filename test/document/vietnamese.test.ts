import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import { ACT_KINDS } from "./vietnamese-act.ts";
import { PAGE_LAYOUTS, type PrintedAct, printVietnameseAct } from "./vietnamese-page.ts";

const SEEDS = [13, 7932, 15851, 87122];

describe("an invented Vietnamese act is cut at each of its articles, with each of its containers", () => {
  for (const kind of ACT_KINDS) {
    for (const layout of PAGE_LAYOUTS) {
      test(`${kind} as ${layout}`, () => {
        for (const seed of SEEDS) checkCut(printVietnameseAct(seed, kind, layout), `seed ${seed}`);
      });
    }
  }
});

describe("a word whose marks a scan lost is the same word", () => {
  for (const word of ["Điều", "Điêu", "Dieu", "Diều", "Đieu", "Ðiều", "Ðiêu", "ĐIỀU", "ÐIỀU"]) {
    test(word, () => {
      const text = `Điều 1. Phạm vi\n\nLuật này.\n\n${word} 2. Đối tượng\n\nLuật này.\n\nĐiều 3. Hiệu lực\n\nLuật này.\n`;
      const { units } = cut(text);
      assert.deepEqual(
        units.map((unit) => [unit.label, unit.title, unit.address]),
        [
          ["Điều 1", "Phạm vi", "DIEU-1"],
          [`${word} 2`, "Đối tượng", "DIEU-2"],
          ["Điều 3", "Hiệu lực", "DIEU-3"],
        ],
      );
    });
  }
});

test("forms in an annex number their articles each for itself, below the annex", () => {
  const form = (number: string) =>
    `Mẫu số ${number}\n\nHỢP ĐỒNG\n\nĐiều 1. Đối tượng\n\nA.\n\nĐiều 2. Giá\n\nB.\n\n`;
  const { units } = cut(
    `Điều 1. Phạm vi\n\nA.\n\nĐiều 2. Hiệu lực\n\nB.\n\nPHỤ LỤC I\n\n${form("01")}${form("02")}PHỤ LỤC II\n\n${form("01")}`,
  );
  assert.deepEqual(
    units.map((unit) => unit.address),
    [
      "DIEU-1",
      "DIEU-2",
      "PHU-LUC-I/MAU-SO-01/DIEU-1",
      "PHU-LUC-I/MAU-SO-01/DIEU-2",
      "PHU-LUC-I/MAU-SO-02/DIEU-1",
      "PHU-LUC-I/MAU-SO-02/DIEU-2",
      "PHU-LUC-II/MAU-SO-01/DIEU-1",
      "PHU-LUC-II/MAU-SO-01/DIEU-2",
    ],
  );
});

test("the regulation that a decision enacts is a scope of its title", () => {
  const { units, containers } = cut(
    "QUYẾT ĐỊNH\nĐiều 1. Ban hành Quy chế kèm theo Quyết định này.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký.\nNơi nhận:\n- Lưu: VT.\nQUY CHẾ\nTổ chức và hoạt động của Hội đồng\n(Ban hành kèm theo Quyết định số 12/QĐ-BTP)\nChương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nQuy chế này quy định về Hội đồng.\nĐiều 2. Nguyên tắc\nHội đồng làm việc tập thể.\nChương II.\nTỔ CHỨC\nĐiều 3. Thành viên\nHội đồng có chín thành viên.\n",
  );
  assert.deepEqual(
    units.map((unit) => unit.address),
    ["DIEU-1", "DIEU-2", "QUY-CHE/DIEU-1", "QUY-CHE/DIEU-2", "QUY-CHE/DIEU-3"],
  );
  assert.deepEqual(
    containers.map((container) => container.label),
    ["QUY CHẾ", "Chương I", "Chương II."],
  );
});

test("inserted letters, codes printed twice and open quotations lose no article of a codification", () => {
  const article = (code: string) => `Điều 24.5.${code}. Tên điều\n\n(Điều 1 Nghị định này)\n\nNội dung.\n\n`;
  const codes = ["LQ.1", "NĐ.1.32d", "NĐ.1.32đ", "TT.3.1", "TT.3.1", "LQ.2", "LQ.3", "LQ.4", "LQ.5"];
  const { units } = cut(
    `${codes.map(article).join("")}“Từ ngữ:\n\n${["LQ.6", "LQ.7"].map(article).join("")}`,
  );
  assert.deepEqual(
    units.map((unit) => unit.address.replace("DIEU-24.5.", "")),
    "LQ.1 ND.1.32D ND.1.32DD TT.3.1 TT.3.1/WORDING-2 LQ.2 LQ.3 LQ.4 LQ.5 LQ.6 LQ.7".split(" "),
  );
});

test("the articles of a codification stand in the order of their subjects: no number of theirs is skipped (P-185)", () => {
  const codes = [
    "LQ.1",
    "NĐ.1.1",
    "NĐ.1.4",
    "NĐ.1.2",
    "NĐ.1.3",
    "LQ.2",
    "TT.2.9",
    "TT.2.1",
    "NĐ.1.5",
    "LQ.3",
  ];
  const article = (code: string) => `Điều 24.5.${code}. Tên điều\n\n(Điều 1 Nghị định này)\n\nNội dung.\n\n`;
  const { units, warnings } = cut(codes.map(article).join(""));
  assert.deepEqual(warnings, []);
  assert.equal(units.length, codes.length);
});

test("an article of a codification begins on a line inside a paragraph too, but in no list of references (P-167)", () => {
  const heads = ["LQ.1", "LQ.2", "LQ.3", "LQ.4"].map((code) => `Điều 24.5.${code}. Tên điều`);
  const [first = "", second = "", third = "", fourth = ""] = heads;
  const { units } = cut(
    `${first}\n\nNội dung.\n\n${second}\n\nNội dung có liên quan đến Luật;\n${fourth};\n${first};\n\n\u00a0Nội dung này.\n\u00a0${third}\nNội dung.\n\n${fourth}\n\nNội dung.\n`,
  );
  assert.deepEqual(
    units.map((unit) => `${unit.line} ${unit.label}`),
    ["1 Điều 24.5.LQ.1", "5 Điều 24.5.LQ.2", "12 Điều 24.5.LQ.3", "15 Điều 24.5.LQ.4"],
  );
});

test("two articles to which a codification gave one number are both kept, with a warning (P-179)", () => {
  const codes = ["LQ.1", "LQ.2", "NĐ.3.1", "NĐ.3.2", "TT.7.1", "TT.7.2", "TT.7.1", "TT.7.2", "LQ.3", "LQ.4"];
  const { units, warnings } = cut(
    codes.map((code, index) => `Điều 40.2.${code}. Tên ${index}\n\nNội dung ${index}.\n\n`).join(""),
  );
  assert.deepEqual(
    units.slice(4, 8).map(({ address }) => address),
    ["DIEU-40.2.TT.7.1", "DIEU-40.2.TT.7.2", "DIEU-40.2.TT.7.1/AGAIN-2", "DIEU-40.2.TT.7.2/AGAIN-2"],
  );
  assert.deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [
      ["REPEATED_NUMBER", 25],
      ["REPEATED_NUMBER", 29],
    ],
  );
});

describe("heads that stand where exactly their number is missing (P-179)", () => {
  const cases: readonly {
    readonly rule: string;
    readonly text: string;
    readonly units: readonly string[];
    readonly warned: readonly number[];
  }[] = [
    {
      rule: "with a comma for the stop, in hard-wrapped text",
      text: "NGHỊ ĐỊNH\nĐiều 1. Phạm vi\nChủ bến thuyền có trách nhiệm niêm yết giá vé.\nĐiều 2, Phí qua bến thuyền\nPhí do cấp tỉnh quy định theo Điều 3, Luật Bến thuyền và theo\nĐiều 3, Luật Phí.\nĐiều 3. Hồ sơ\nHồ sơ gồm đơn.\nĐiều 4. Hiệu lực\nTừ ngày ký.\n",
      units: ["2 Điều 1", "4 Điều 2", "7 Điều 3", "9 Điều 4"],
      warned: [4],
    },
    {
      rule: "two of them, with a comma at the start of a paragraph",
      text: "LUẬT\n\nĐiều 1. Phạm vi\n\nA.\n\nĐiều 2, Phí\n\nB.\n\nĐiều 3, Bến\n\nC.\n\nĐiều 4. Hiệu lực\n\nD.\n",
      units: ["3 Điều 1", "7 Điều 2", "11 Điều 3", "15 Điều 4"],
      warned: [7, 11],
    },
  ];
  for (const { rule, text, units, warned } of cases) {
    test(`${rule}, are units`, () => {
      const found = cut(text);
      assert.deepEqual(
        found.units.map((unit) => `${unit.line} ${unit.label}`),
        units,
      );
      assert.deepEqual(
        found.warnings.map(({ code, line }) => [code, line]),
        warned.map((line) => ["MISPRINTED_HEADING", line]),
      );
    });
  }

  test("the name of another act, of a later article or inside a quotation is none", () => {
    const { units } = cut(
      "LUẬT\n\nĐiều 1. Phạm vi\n\nĐiều 2, Luật Phí.\n\nĐiều 9, Phí đò\n\n“Từ ngữ:\n\nĐiều 2, Bến\n\nlà bến thuyền.”\n\nĐiều 3. Hồ sơ\n\nA.\n\nĐiều 4. Hiệu lực\n\nB.\n",
    );
    assert.deepEqual(
      units.map((unit) => unit.label),
      ["Điều 1", "Điều 3", "Điều 4"],
    );
  });
});

test("numbered paragraphs of a Markdown file that wraps its lines hide no article", () => {
  const { units } = cut(
    "# NGHỊ ĐỊNH\n\nCăn cứ Luật Bến thuyền;\nĐiều 1. Phạm vi\n1. Nghị định này quy định về bến thuyền và việc quản lý bến thuyền theo\nĐiều 3. Luật Bến thuyền.\n2. Nghị định này áp dụng trong cả nước.\nĐiều 2. Đối tượng\n1. Chủ bến thuyền.\nĐiều 3. Hiệu lực\n1. Từ ngày ký.\n",
  );
  assert.deepEqual(
    units.map((unit) => `${unit.line} ${unit.label}`),
    ["4 Điều 1", "8 Điều 2", "10 Điều 3"],
  );
});

function cut(text: string) {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
  assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
  return {
    units: [...result.value.units],
    containers: [...result.value.containers],
    warnings: [...result.value.warnings],
  };
}

function checkCut(act: PrintedAct, seed: string): void {
  const { units, containers, warnings } = cut(act.text);
  assert.deepEqual(warnings, [], seed);
  assert.deepEqual(
    units.map((unit) => unit.label),
    act.units.map((unit) => unit.label),
    seed,
  );
  const labels = containers.map((container) => container.label);
  const named = labels.filter((label) => /^(?:Phần|Chương|Mục|Tiểu mục|Phụ lục|Mẫu số) /iu.test(label));
  assert.deepEqual(
    named.map((label, index) =>
      label.startsWith(act.containers[index] ?? "\u0000") ? act.containers[index] : label,
    ),
    act.containers,
    seed,
  );
}
