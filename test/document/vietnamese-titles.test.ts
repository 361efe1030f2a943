import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

const PLACES = ["bến thuyền ngang sông", "cầu phao", "bến thuyền trên hồ", "đò dọc"] as const;
const START = "Trách nhiệm của Ủy ban nhân dân cấp xã, chủ bến và người lái thuyền trong việc";
const GO_ON = "bảo đảm an toàn giao thông cho hành khách tại các";
const LONG =
  "Quy định về việc tiếp tục cấp giấy phép, gia hạn, cấp đổi, cấp lại và thu hồi giấy phép đối với các bến thuyền ngang sông, bến thuyền trên hồ, cầu phao và đò dọc trong thời gian chưa có quy hoạch bến của cấp tỉnh, cấp huyện";
const TEXT = "1. Chủ bến niêm yết giá vé tại nơi dễ thấy.\n2. Người lái thuyền mặc áo phao.";
const WRAPPED = PLACES.map((place) => `${START} ${GO_ON} ${place}`);

const LAYOUTS: readonly {
  readonly rule: string;
  /** One head. */
  readonly print: (number: number, place: string) => string;
  readonly titles: readonly string[];
}[] = [
  {
    rule: "titles of more than twenty syllables go over two lines",
    print: (number, place) => `Điều ${number}. ${START}\n${GO_ON} ${place}`,
    titles: WRAPPED,
  },
  {
    rule: "such titles in bold type that ends on the second line",
    print: (number, place) => `**Điều ${number}. ${START}\n${GO_ON} ${place}**\n`,
    titles: WRAPPED,
  },
  {
    rule: "a long title on one line, among short ones",
    print: (number, place) => `Điều ${number}. ${number === 3 ? LONG : `Loại ${place}`}\n`,
    titles: PLACES.map((place, at) => (at === 2 ? LONG : `Loại ${place}`)),
  },
  {
    rule: "a long title in bold type, among short ones",
    print: (number, place) => `**Điều ${number}. ${number === 3 ? LONG : `Loại ${place}`}**\n`,
    titles: PLACES.map((place, at) => (at === 2 ? LONG : `Loại ${place}`)),
  },
  {
    rule: "bold type that ends behind a space, before the title",
    print: (number, place) => `**Điều ${number}. **Loại ${place}\n`,
    titles: PLACES.map((place) => `Loại ${place}`),
  },
];

describe("long Vietnamese titles are kept whole (P-178)", () => {
  for (const { rule, print, titles } of LAYOUTS) {
    test(rule, () => {
      const heads = PLACES.map((place, at) => `${print(at + 1, place)}\n${TEXT}`);
      const text = `NGHỊ ĐỊNH\n\n${heads.join("\n\n")}\n`;
      for (const form of [text, text.normalize("NFD")]) {
        const result = markDocument(Buffer.from(form), { maxUnits: 1000 });
        assert.ok(result.ok, JSON.stringify(result.ok ? "" : result.refusal));
        assert.deepEqual(
          [...result.value.units].map(({ label, title }) => [label, title.normalize("NFC")]),
          titles.map((title, at) => [`Điều ${at + 1}`, title]),
        );
        assert.deepEqual(result.value.warnings, []);
      }
    });
  }
});
