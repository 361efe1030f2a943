import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

const TITLES = ["Phạm vi", "Bến đò", "Cầu phao", "Phao cứu sinh", "Hiệu lực thi hành"];
const TEXT = "Chủ bến niêm yết giá vé tại bến.\n";

describe("the mark of a footnote behind the number of an article is no part of the number (P-179)", () => {
  const consolidated = (noted: Readonly<Record<number, string>>) =>
    `THÔNG TƯ\n\n${TITLES.map((title, at) => `Điều ${at + 1}.${noted[at + 1] ?? ""} ${title}\n${TEXT}`).join("")}`;
  test("one number, several, and the last one", () => {
    for (const noted of [{ 3: "78" }, { 2: "7", 4: "11" }, { 5: "9" }]) {
      const { units, warnings } = cut(consolidated(noted).replace("3.78 Cầu phao", "3.78 (được bãi bỏ)"));
      assert.deepEqual(
        units.map(({ label }) => label),
        TITLES.map((_, at) => `Điều ${at + 1}`),
      );
      assert.deepEqual(warnings, []);
    }
  });
  test("a number of two parts beside that of its first part, or beside another of them, keeps both", () => {
    const inserted = cut(`${consolidated({})}Điều 5.1. Chuyển tiếp\n${TEXT}`);
    assert.equal(inserted.units.at(-1)?.label, "Điều 5.1");
    const coded = cut(consolidated({ 3: "1" }).replace("Điều 4.", "Điều 3.2."));
    assert.ok(coded.units.map(({ label }) => label).includes("Điều 3.1"));
  });
});

describe("a mark that a scan misread for an opening one hides no article behind it (P-179)", () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => `Điều ${from + at}. Bến đò\n\n${TEXT}\n`).join("");
  const labels = (text: string) => cut(`NGHỊ ĐỊNH\n\n${text}`).units.map(({ label }) => label);
  const expected = Array.from({ length: 20 }, (_, at) => `Điều ${at + 1}`);
  test("before the first article", () => {
    assert.deepEqual(
      labels(`“ Số: 5/2020\n\n${many(1, 12)}Vé ghi “bến”, ”đò”.\n\n${many(13, 20)}`),
      expected,
    );
  });
  test("in the middle, where the next numbers are misread too", () => {
    const text = `${many(1, 6)}„ 3. Chủ bến trình báo.\n\n${many(10, 15)}“Bến” đóng cửa.\n\n${many(16, 20)}`;
    assert.deepEqual(
      labels(text),
      expected.filter((_, at) => at < 6 || at > 8),
    );
  });
  test("behind the last article outside", () => {
    const text = `${many(1, 16)}“ã Chương\n\n${many(18, 20)}Nơi nhận: bến “Đò”””.\n`;
    assert.deepEqual(
      labels(text),
      expected.filter((_, at) => at !== 16),
    );
  });
  test("before the first article, where few are found outside", () => {
    const text = `“Căn cứ Luật Đường sông;\n\n${many(1, 1)}Ghi chú.\n${many(2, 3)}Bến “Đò””.\n\n${many(5, 20)}`;
    assert.deepEqual(
      labels(text),
      expected.filter((_, at) => at !== 3),
    );
  });
  test("the articles of another act in an open quotation are none, also where their numbers are higher", () => {
    const quoted = "“Điều 7. Vé\n\nVé có số.\n\nĐiều 8. Phao\n\nPhao có dây.”\n\n";
    assert.deepEqual(
      labels(`${many(1, 2)}${quoted}Điều 3. Hiệu lực\n\nTừ ngày ký.\n\n`),
      expected.slice(0, 3),
    );
  });
});

const ACT = TITLES.slice(0, 3)
  .map((title, at) => `Điều ${at + 1}. ${title}\n${TEXT}`)
  .join("");
const NOTE = "(Kèm theo Nghị định số 5/2020/NĐ-CP ngày 3 tháng 4 năm 2020 của Chính phủ)\n";
const LIST = ["I", "II", "III", "IV"]
  .map((number) => `${number}. BẾN ĐÒ\nBến đò phải có phao, dây và đèn như trong danh mục.\n`)
  .join("");

describe("the list of an annex that tells to which act it belongs is its text (P-169)", () => {
  const annexes: Readonly<Record<string, string>> = {
    "its word alone above the note": `Phụ lục\n${NOTE}`,
    "its word above a name of several lines": `Phụ lục\nDANH MỤC CÁC BẾN ĐÒ VÀ CẦU PHAO TRÊN SÔNG BỒ\nVÀ SÔNG HƯƠNG\n${NOTE}`,
    "a number": `Phụ lục I\n${NOTE}`,
    "no word, but the note": `DANH MỤC BẾN ĐÒ\n${NOTE}`,
    "a form": "Mẫu số 01. Đơn đề nghị mở bến\n",
  };
  for (const [name, head] of Object.entries(annexes))
    test(name, () => {
      const { units } = cut(`NGHỊ ĐỊNH\n\n${ACT}\nTM. CHÍNH PHỦ\n\n${head}\n${LIST}`);
      assert.deepEqual(
        units.map(({ label }) => label),
        ["Điều 1", "Điều 2", "Điều 3"],
      );
    });
});

describe("numbers around the articles of an act do not outvote them (P-182)", () => {
  const long = (count: number) =>
    Array.from({ length: count }, (_, at) => `${at + 1}. Bến số ${at + 7}\n\nMở cửa vào buổi sáng.\n\n`).join(
      "",
    );
  const cases: Readonly<Record<string, string>> = {
    "those of the footnotes of a consolidated act": `THÔNG TƯ\n\n1 Thông tư này được sửa đổi.\n\n${ACT.replaceAll(TEXT, `${TEXT}\n2 Điều này được sửa đổi.\n\n`)}\n3 Điều này hết hiệu lực.\n\n4 Điều này được bổ sung.\n`,
    "those of an annex": `THÔNG TƯ\n\n${ACT}\nPhụ lục I\nDANH MỤC BẾN\n\n${long(40)}`,
    "those of a list that is annexed by its note": `THÔNG TƯ\n\n${ACT}\nDANH MỤC BẾN\n${NOTE}\n${long(40)}`,
  };
  for (const [name, text] of Object.entries(cases))
    test(name, () => {
      const result = markDocument(Buffer.from(text), {
        maxUnits: 100,
        acceptedDoubts: ["LIST_LEFT_OUT", "LOW_COVERAGE"],
      });
      assert.ok(result.ok);
      assert.deepEqual(
        result.value.units.map(({ label }) => label),
        ["Điều 1", "Điều 2", "Điều 3"],
      );
    });
});

describe("the names of articles in the table of an annex are references (P-183)", () => {
  const cells: Readonly<Record<string, string>> = {
    "behind a comma": "Sửa đổi Điều 11,\nĐiều 12, Điều 14,\nĐiều 17\nBộ Công an\n",
    "behind the number of a paragraph": "theo quy định\ntại khoản 2\nĐiều 12\ncủa Nghị định\n",
    "in a list of names": "Điều 116;\nĐiều 117;\nĐiều 118\nBộ Giáo dục\n",
    "before the name of another act or of a chapter":
      "Quy định tại khoản 5\n\nĐiều 8 Thông tư này\n\nvà khoản 1\nĐiều 26 Mục 7 Chương I\n",
    "behind the marks of a list":
      "- Điều 5\n- Điều 96\n- Điều 99 quy định về bến đò trên sông Bồ và sông Hương\n",
  };
  for (const [name, text] of Object.entries(cells))
    test(name, () => {
      const { units } = cut(`NGHỊ ĐỊNH\n\n${ACT}\nPhụ lục I\n${NOTE}\n1.\nNghị định về bến đò\n${text}`);
      assert.deepEqual(
        units.map(({ label }) => label),
        ["Điều 1", "Điều 2", "Điều 3"],
      );
    });
});

test("the one article that stands behind a stray opening mark is a unit (P-179)", () => {
  const { units } = cut(
    `THÔNG TƯ\n\n“Căn cứ Luật Đường sông;\n\nĐiều 1. Phạm vi\n\n${TEXT}\n Ghi chú.\nĐiều 2. Bến đò\n${TEXT}”\n\nĐiều 3. Phí\n\n${TEXT}\nĐiều 4. Hiệu lực\n\n${TEXT}`,
  );
  assert.deepEqual(
    units.map(({ label }) => label),
    ["Điều 1", "Điều 2", "Điều 3", "Điều 4"],
  );
});

test("neither do several behind it, inside a paragraph, get lost (P-179)", () => {
  const few = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => `Điều ${from + at}. Bến đò\n\n${TEXT}\n`).join("");
  const { units } = cut(
    `NGHỊ ĐỊNH\n\n${few(1, 4)}“ Chương II\nĐiều 5. Phí\n${TEXT}Điều 6. Vé\n${TEXT}”\n\n${few(7, 9)}`,
  );
  assert.equal(units.length, 9);
});

test("the terms of a formula are no heading (P-179)", () => {
  const formula = "\nTiền vé của\nhành khách\n=\nSố chuyến\nx\nGiá vé\n";
  const { units, containers } = cut(`THÔNG TƯ\n\n${ACT.replaceAll(TEXT, `${TEXT}${formula}`)}`);
  assert.equal(units.length, 3);
  assert.equal(containers.length, 0);
});

function cut(text: string) {
  const result = markDocument(Buffer.from(text), { maxUnits: 100 });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}
