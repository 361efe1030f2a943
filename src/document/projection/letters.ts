/** Counts the letters of a text: code points without what JavaScript's `\s` matches. */
export function countLetters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if (unit > 0x20 || unit < 0x09 || (unit > 0x0d && unit < 0x20)) count++;
    } else if (!isWideSpace(unit) && !isLowOfPair(text, at, unit)) count++;
  }
  return count;
}

function isWideSpace(unit: number): boolean {
  return (
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff
  );
}

/** The second half of a code point was counted with the first. */
function isLowOfPair(text: string, at: number, unit: number): boolean {
  if (unit < 0xdc00 || unit > 0xdfff || at === 0) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
