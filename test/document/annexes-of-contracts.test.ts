import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";

const TITLES = ["Tàu đò", "Tiền thuê", "Trả tàu"];
const TEXT = "Bên thuê giữ tàu sạch.\n\n";

function articles(count: number): string {
  return TITLES.slice(0, count)
    .map((title, at) => `Điều ${at + 1}. ${title}\n${TEXT}`)
    .join("");
}

function addresses(text: string): readonly string[] {
  const marked = markDocument(new TextEncoder().encode(text), { maxUnits: 100 });
  assert.ok(marked.ok, marked.ok ? "" : JSON.stringify(marked.refusal));
  return marked.value.units.map(({ address }) => address);
}

const OWN = ["DIEU-1", "DIEU-2", "DIEU-3"];

describe("the annex of a Vietnamese contract opens a numbering of its own", () => {
  const NOTE = "(Kèm theo Hợp đồng số 7/2026/HĐT)";
  const CASES: readonly (readonly [string, string])[] = [
    [`PHỤ LỤC HỢP ĐỒNG SỐ 01\n${NOTE}`, "PHU-LUC-HOP-DONG-01"],
    ["PHỤ LỤC HỢP ĐỒNG SỐ 01\n(bến Đò Mây)", "PHU-LUC-HOP-DONG-01"],
    ["PHỤ LỤC HỢP ĐỒNG SỐ 01\nDANH MỤC TÀU ĐÒ", "PHU-LUC-HOP-DONG-01"],
    [`PHỤ LỤC SỐ 01\n${NOTE}`, "PHU-LUC-01"],
    [`Phụ lục số: 02\n${NOTE}`, "PHU-LUC-02"],
    [`PHỤ LỤC HỢP ĐỒNG\n${NOTE}`, "PHU-LUC-HOP-DONG"],
    [`PHỤ LỤC HỢP ĐỒNG THUÊ TÀU\n${NOTE}`, "PHU-LUC-HOP-DONG"],
    [`PHỤ LỤC I\n${NOTE}`, "PHU-LUC-I"],
  ];
  for (const [head, scope] of CASES)
    test(head.replace("\n", " / "), () => {
      assert.deepEqual(addresses(`${articles(3)}ĐẠI DIỆN HAI BÊN\n\n${head}\n\n${articles(2)}`), [
        ...OWN,
        `${scope}/DIEU-1`,
        `${scope}/DIEU-2`,
      ]);
    });

  test("two annexes are told apart by their numbers", () => {
    const annex = (number: string) => `PHỤ LỤC HỢP ĐỒNG SỐ ${number}\n${NOTE}\n\n${articles(1)}`;
    assert.deepEqual(addresses(articles(3) + annex("01") + annex("02")), [
      ...OWN,
      "PHU-LUC-HOP-DONG-01/DIEU-1",
      "PHU-LUC-HOP-DONG-02/DIEU-1",
    ]);
  });

  test("a sentence that cites an annex by its number opens nothing", () => {
    const cited = articles(3).replace(
      "Điều 3.",
      "Phụ lục số 01 kèm theo hợp đồng này ghi tên tàu.\n\nĐiều 3.",
    );
    assert.deepEqual(addresses(cited), OWN);
  });
});
