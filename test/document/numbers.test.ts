import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readNumber } from "../../src/document/names/numbers.ts";
import { INSERTED } from "../../src/document/names/suffix-value.ts";
import { isSuccessor } from "../../src/document/readings/number-order.ts";

/** What a line begins with: the printed number, its parts (`+1` for the first inserted unit), and the last number of a range. */
const NUMBERS: readonly (readonly [line: string, text: string, parts: string, through?: number])[] = [
  ["2A Title", "2A", "2 +1"],
  ["2A. Title", "2A", "2 +1"],
  ["2-A. Title", "2-A", "2 +1"],
  ["2-A Title", "2-A", "2 +1"],
  ["2 A. Rett", "2 A", "2 +1"],
  ["5 A person shall", "5", "5"],
  ["5 in Berlin", "5", "5"],
  ["35 THE COURT", "35", "35"],
  ["7 U.S.C. 5", "7", "7"],
  ["12 a Titel", "12 a", "12 +1"],
  ["5 y Anexo", "5", "5"],
  ["5e Absatz", "5e", "5 +5"],
  ["7AA", "7AA", "7 +1 +1"],
  ["102QAAB", "102QAAB", "102 +17 +1 +1 +2"],
  ["300aa", "300aa", "300 +27"],
  ["1.2A", "1.2A", "1 2 +1"],
  ["2 A-1. Rett", "2 A-1", "2 +1 1"],
  ["300gg-91", "300gg-91", "300 +33 91"],
  ["1.401(k)-1 Title", "1.401(k)-1", "1 401 +11 1"],
  ["226/A", "226/A", "226 +1"],
  ["24.8.NĐ.1. Phạm vi", "24.8.NĐ.1", "24 8 +14 +4.5 1"],
  ["24.8.TT.3.1. Phạm vi", "24.8.TT.3.1", "24 8 +20 +20 3 1"],
  ["L. 123-4-1", "L. 123-4-1", "123 4 1"],
  ["R*123-4", "R*123-4", "123 4"],
  ["L.O. 123", "L.O. 123", "123"],
  ["2bis", "2bis", "2 +2"],
  ["8abis", "8abis", "8 +1 +2"],
  ["12-BIS", "12-BIS", "12 +2"],
  ["4o. Bis", "4o. Bis", "4 +2"],
  ["4 Bis 1", "4 Bis 1", "4 +2 1"],
  ["2-bis.1", "2-bis.1", "2 +2 1"],
  ["2 novodecies", "2 novodecies", "2 +19"],
  ["199 octovicies", "199 octovicies", "199 +28"],
  ["2 vicies semel", "2 vicies semel", "2 +20 +1"],
  ["2 sexdecies-0 A ter", "2 sexdecies-0 A ter", "2 +16 0 +1 +3"],
  ["164 F quinvicies", "164 F quinvicies", "164 +6 +25"],
  ["302 septies A ter A bis", "302 septies A ter A bis", "302 +7 +1 +3 +1 +2"],
  ["II bis", "II bis", "2 +2"],
  ["2¹. Pealkiri", "2¹", "2 +1"],
  ["24^1", "24^1", "24 +1"],
  ["2^1^ Tytuł", "2^1^", "2 +1"],
  ["2ᵇⁱˢ", "2ᵇⁱˢ", "2 +2"],
  ["40Β", "40Β", "40 +2"],
  ["40ΣΤ Τίτλος", "40ΣΤ", "40 +6"],
  ["40ΙΓ", "40ΙΓ", "40 +13"],
  ["12ґ. Назва", "12ґ", "12 +5"],
  ["5đ. Tên", "5đ", "5 +4.5"],
  ["٥ مكررا (أ)", "٥ مكررا (أ)", "5 +2 +1"],
  ["1er", "1er", "1"],
  ["1ᵉʳ", "1ᵉʳ", "1"],
  ["5.º", "5.º", "5"],
  ["20 u. 21 (weggefallen)", "20 u. 21", "20", 21],
  ["20, 21 und 22", "20, 21 und 22", "20", 22],
  ["3 bis 6", "3 bis 6", "3", 6],
  ["5 to 7", "5 to 7", "5", 7],
  ["5 and 9", "5 and 9", "5"],
  ["5 – 2019 amendments", "5", "5"],
  ["5, 2 years", "5", "5"],
  ["12. Title", "12", "12"],
  ["12: Title", "12", "12"],
  ["12 (Title)", "12", "12"],
  ["3. ter Titel", "3. ter", "3 +3"],
  ["3 through 6", "3 through 6", "3", 6],
  ["5 até 7", "5 até 7", "5", 7],
  ["10~12", "10~12", "10", 12],
];

describe("a printed number", () => {
  for (const [line, text, parts, through] of NUMBERS) {
    test(`"${line}" begins with ${text}`, () => {
      const number = readNumber(line, 0);
      assert.deepEqual([number?.text, partsOf(line), number?.through], [text, parts, through]);
    });
  }
});

/** Numbers in the order of their units. */
const ORDERS: readonly (readonly string[])[] = [
  ["2", "2.1", "2.1A", "2.2", "2A", "2A.1", "2AA", "2AB", "2B", "3"],
  ["2", "2 bis", "2 ter", "2 novodecies", "2 vicies", "2 unvicies", "2 tricies", "3"],
  ["2", "2a", "2z", "2aa", "2bb", "3"],
  ["5", "5c", "5d", "5đ", "5e", "6"],
  ["40", "40Α", "40Ε", "40ΣΤ", "40Ζ", "40Ι", "40ΙΑ", "41"],
  ["2", "2¹", "2²", "2¹⁰", "3"],
  ["12", "12а", "12б", "12в", "12г", "12ґ", "12д", "13"],
];

test("inserted numbers stand after their own number and before the next, in the order of their alphabet", () => {
  for (const order of ORDERS) {
    for (const [index, number] of order.entries()) {
      const before = order[index - 1];
      if (before !== undefined)
        assert.ok(isBefore(partsIn(before), partsIn(number)), `${before} < ${number}`);
    }
  }
});

test("a count goes on with an inserted number, and after it with the next", () => {
  const counts = [
    "1 2 2A 2B 3 4 4A 5 7 7AA 8",
    "1 1.1 1.1A 1.2 2 2.1 2.2 2A 2A.1 2A.1A 2A.2 2B 3",
    "4 4ZA 4A 4B 5",
    "1 2 2bis 2ter 3 3¹ 3² 4",
  ];
  for (const count of counts) {
    const numbers = count.split(" ");
    for (const [index, number] of numbers.entries()) {
      const before = numbers[index - 1];
      if (before === undefined || (before === "5" && number === "7")) continue;
      assert.ok(isSuccessor(partsIn(before), partsIn(number)), `${number} after ${before}`);
    }
  }
  for (const [before, after] of [
    ["2", "2D"],
    ["2", "4A"],
    ["2B", "2A"],
    ["2.1", "3A"],
  ] as const)
    assert.equal(isSuccessor(partsIn(before), partsIn(after)), false, `${after} after ${before}`);
});

function partsIn(number: string): readonly number[] {
  return readNumber(number, 0)?.value ?? [];
}

function partsOf(line: string): string {
  return partsIn(line)
    .map((part) => (part >= INSERTED ? `+${part - INSERTED}` : String(part)))
    .join(" ");
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
