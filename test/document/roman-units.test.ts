import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

const HEAD = ["THÔNG TƯ\nHướng dẫn việc quản lý đò ngang"] as const;
const FIRST = ["I. ĐỐI TƯỢNG ÁP DỤNG", "Thông tư này áp dụng với mọi chủ đò trên các sông."] as const;
const COUNTED = [
  "II. ĐĂNG KÝ ĐÒ",
  "1. Chủ đò nộp đơn tại trụ sở xã.",
  "2. Xã trả lời trong mười ngày.",
  "3. Giấy đăng ký có giá trị một năm.",
] as const;
const TWICE = [
  "II. ĐĂNG KÝ ĐÒ",
  "A. Hồ sơ",
  "1. Chủ đò nộp đơn tại trụ sở xã.",
  "2. Xã trả lời trong mười ngày.",
  "B. Lệ phí",
  "1. Chủ đò nộp phí.",
  "2. Phí nộp tại xã.",
] as const;
const LAST = [
  "III. TỔ CHỨC THỰC HIỆN",
  "1. Thông tư này có hiệu lực từ ngày ký.",
  "2. Các xã báo cáo hàng năm.",
] as const;

/** Texts whose sections count in Roman numbers, and whose numbers in digits begin again in them. */
const CIRCULARS: Readonly<Record<string, readonly string[]>> = {
  "where one of them holds numbers": [
    ...HEAD,
    ...FIRST,
    ...COUNTED,
    "III. TỔ CHỨC THỰC HIỆN",
    "Thông tư này có hiệu lực từ ngày ký.",
  ],
  "where a section holds a text and no number": [...HEAD, ...FIRST, ...COUNTED, ...LAST],
  "where a text introduces the numbers of a section": [
    ...HEAD,
    "I. QUY ĐỊNH CHUNG",
    "1. Thông tư này áp dụng với mọi chủ đò.",
    "2. Chủ đò phải đăng ký với xã.",
    "II. ĐĂNG KÝ ĐÒ",
    "Việc đăng ký được thực hiện như sau:",
    ...COUNTED.slice(1),
    ...LAST,
  ],
  "where a section counts twice": [
    ...HEAD,
    "I. QUY ĐỊNH CHUNG",
    "1. Thông tư này áp dụng với mọi chủ đò.",
    ...TWICE,
    ...LAST,
  ],
};

describe("sections by Roman numbers over numbers that begin again are the units", () => {
  for (const [rule, lines] of Object.entries(CIRCULARS))
    test(rule, () => {
      const { units } = mark(paragraphs(...lines));
      assert.deepEqual(
        units.map(({ label }) => label),
        ["I", "II", "III"],
      );
      assert.equal(units.at(1)?.title, "ĐĂNG KÝ ĐÒ");
    });

  test("they are containers where each holds numbers and no other text", () => {
    const { units, containers } = mark(
      paragraphs(
        ...HEAD,
        "I. QUY ĐỊNH CHUNG",
        "1. Thông tư này áp dụng với mọi chủ đò.",
        ...COUNTED,
        ...LAST,
      ),
    );
    assert.equal(units.length, 6);
    assert.equal(containers.length, 3);
  });

  test("numbers that go on through the sections are the units", () => {
    const { units } = mark(
      paragraphs(
        ...["RULES OF THE POOL", "I. Entry", "1. Doors open at six.", "2. Tickets are shown."],
        ...[
          "II. Water",
          "3. Swimmers shower first.",
          "4. Nobody dives in lane one.",
          "III. End",
          "5. Doors close at ten.",
        ],
      ),
    );
    assert.deepEqual(
      units.map(({ label }) => label),
      ["1", "2", "3", "4", "5"],
    );
  });
});
