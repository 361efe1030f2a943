/** Writes a number from 1 on, or null where nobody can say how it is printed. */
export type NumberWriter = (value: number) => string | null;

/** Each letter in turn, then each twice, then three times: `a` to `z`, `aa` to `zz`. Word starts again behind `turns` rounds, which is no number any more. */
export function repeated(alphabet: readonly string[], turns = 30): NumberWriter {
  return (value) => {
    const round = Math.ceil(value / alphabet.length);
    const letter = alphabet[(value - 1) % alphabet.length];
    return value < 1 || round > turns || letter === undefined ? null : letter.repeat(round);
  };
}

/** Each letter in turn, and again from the first. */
export function cycled(alphabet: readonly string[]): NumberWriter {
  return (value) => (value < 1 ? null : (alphabet[(value - 1) % alphabet.length] ?? null));
}

/** A sign for each number, and digits behind the last. */
export function listed(signs: readonly string[]): NumberWriter {
  return (value) => (value < 1 ? null : (signs[value - 1] ?? String(value)));
}

/** Signs that Unicode has in a row. */
export function row(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index));
}

/** Digits of another script in place of 0 to 9. */
export function digits(signs: string): NumberWriter {
  const set = [...signs];
  return (value) => [...String(value)].map((digit) => set[Number(digit)] ?? digit).join("");
}

export const LATIN = [..."abcdefghijklmnopqrstuvwxyz"];

/** Each letter in turn, then two letters as columns of a sheet are called: `a` to `z`, `aa`, `ab`. */
export function columns(alphabet: readonly string[]): NumberWriter {
  return (value) => {
    if (value < 1) return null;
    let text = "";
    for (let rest = value; rest > 0; rest = Math.floor((rest - 1) / alphabet.length))
      text = (alphabet[(rest - 1) % alphabet.length] ?? "") + text;
    return text;
  };
}
