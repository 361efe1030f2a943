import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mark, paragraphs } from "../support/cut-kinds.ts";

/** A text in parts, with the addresses of its units and the printed lines of its containers. */
interface Divided {
  readonly rule: string;
  readonly text: string;
  readonly units: readonly string[];
  readonly parts: readonly string[];
}

const DIVIDED: readonly Divided[] = [
  {
    rule: "numbers that begin again below Roman parts",
    text: paragraphs(
      ...["CHỈ THỊ", "I. MỤC ĐÍCH", "1. Phòng cháy chung cư.", "2. Bảo vệ người dân."],
      ...["II. NHIỆM VỤ", "1. Kiểm tra lối thoát.", "2. Lắp đèn báo.", "3. Diễn tập mỗi quý."],
      ...["III. THỰC HIỆN", "1. Các quận thi hành Chỉ thị này."],
    ),
    units: [
      ...["PART-I/SECTION-1", "PART-I/SECTION-2", "PART-II/SECTION-1", "PART-II/SECTION-2"],
      ...["PART-II/SECTION-3", "PART-III/SECTION-1"],
    ],
    parts: ["I. MỤC ĐÍCH", "II. NHIỆM VỤ", "III. THỰC HIỆN"],
  },
  {
    rule: "numbers that begin again below capitals, in bold type below a Markdown title",
    text: paragraphs(
      ...["# Hausordnung", "**A. Ruhezeiten**", "1. Mittags ist Ruhe.", "2. Nachts ist Ruhe."],
      ...["**B. Hof**", "1. Der Hof ist offen.", "2. Räder stehen am Rand.", "3. Feuer ist verboten."],
    ),
    units: [
      "PART-A/SECTION-1",
      "PART-A/SECTION-2",
      "PART-B/SECTION-1",
      "PART-B/SECTION-2",
      "PART-B/SECTION-3",
    ],
    parts: ["A. Ruhezeiten", "B. Hof"],
  },
  {
    rule: "numbers that go on through the parts",
    text: paragraphs(
      ...["RULES OF THE POOL", "I. Entry", "1. Doors open at six.", "2. Tickets are shown."],
      ...["II. Water", "3. Swimmers shower first.", "4. Nobody dives in lane one."],
    ),
    units: ["SECTION-1", "SECTION-2", "SECTION-3", "SECTION-4"],
    parts: ["I. Entry", "II. Water"],
  },
  {
    rule: "articles below Roman parts",
    text: paragraphs(
      ...["PRAVILNIK", "I. OSNOVNE ODREDBE", "Članak 1.", "Knjižnica je otvorena svima."],
      ...[
        "Članak 2.",
        "Čitaonica radi do osam.",
        "II. PRIJELAZNE ODREDBE",
        "Članak 3.",
        "Vrijedi od svibnja.",
      ],
    ),
    units: ["CLAN-1", "CLAN-2", "CLAN-3"],
    parts: ["I. OSNOVNE ODREDBE", "II. PRIJELAZNE ODREDBE"],
  },
];

describe("the lines of parts by Roman numbers or capitals are containers (P-173)", () => {
  for (const { rule, text, units, parts } of DIVIDED)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(
        marked.units.map(({ address }) => address),
        units,
      );
      assert.deepEqual(
        marked.containers.map(({ label }) => label),
        parts,
      );
      assert.deepEqual(marked.warnings, []);
    });

  test("a list by Roman numbers in an article is none", () => {
    const { units, containers } = mark(
      paragraphs(
        ...["Article 1. Kinds of boats", "Boats are of two kinds.", "I. Boats with oars", "They are free."],
        ...["II. Boats with sails", "Article 2. Fees", "A boat with sails pays ten crowns."],
        ...["Article 3. Entry", "In force from May."],
      ),
    );
    assert.deepEqual(
      units.map(({ label }) => label),
      ["Article 1", "Article 2", "Article 3"],
    );
    assert.deepEqual([...containers], []);
  });
});
