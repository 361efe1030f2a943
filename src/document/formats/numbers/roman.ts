const SIGNS: readonly (readonly [value: number, sign: string])[] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

/** The Roman numeral; null for 0, and for more than word processors count. */
export function writeRoman(value: number): string | null {
  if (value < 1 || value > 32_767) return null;
  let rest = value;
  let text = "";
  for (const [amount, sign] of SIGNS) {
    text += sign.repeat(Math.floor(rest / amount));
    rest %= amount;
  }
  return text;
}
