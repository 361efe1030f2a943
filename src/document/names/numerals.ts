const OTHER_DIGITS = /[^ -~]/;

/** The value of a Chinese numeral, or of digits. */
export function hanValue(text: string): number {
  if (/^\d+$/.test(text)) return safeNumber(text);
  let total = 0;
  let digit = 0;
  let positional = "";
  for (const sign of text) {
    const value = "〇一二三四五六七八九".indexOf(sign === "零" || sign === "○" ? "〇" : sign);
    if (value >= 0) {
      digit = value;
      positional += String(value);
      continue;
    }
    const unit = { 十: 10, 百: 100, 千: 1000, 万: 10_000 }[sign] ?? 1;
    total += (digit === 0 ? 1 : digit) * unit;
    digit = 0;
    positional = "";
  }
  return total === 0 && positional.length > 1 ? safeNumber(positional) : total + digit;
}

/** The value of a Roman numeral in capital letters; IIII and VIIII are accepted. */
export function romanValue(text: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  let total = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charAt(at)] ?? 0;
    total += value < (values[text.charAt(at + 1)] ?? 0) ? -value : value;
  }
  return total;
}

/** The value of an Ethiopic numeral below one hundred. */
export function ethiopicValue(found: string): number {
  let total = 0;
  for (const sign of found) {
    const code = sign.codePointAt(0) ?? 0;
    total += code < 0x1372 ? code - 0x1368 : code < 0x137b ? (code - 0x1371) * 10 : 0;
  }
  return total;
}

/** The value of Hebrew letters that count. */
export function hebrewValue(found: string): number {
  let total = 0;
  for (const sign of found) {
    const index = "אבגדהוזחט".indexOf(sign);
    const tens = "יכלמנסעפצ".indexOf(sign);
    const hundreds = "קרשת".indexOf(sign);
    total += index >= 0 ? index + 1 : tens >= 0 ? (tens + 1) * 10 : hundreds >= 0 ? (hundreds + 1) * 100 : 0;
  }
  return total;
}

/** The text with digits of every script as ASCII digits. */
export function toAsciiDigits(text: string): string {
  if (!OTHER_DIGITS.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 0x80) return digit;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    return String(digitValue(code));
  });
}

function digitValue(code: number): number {
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

/** The value of decimal digits; digits after the fifteenth are left out, so that it stays exact. */
export function safeNumber(digits: string): number {
  return Number(digits.slice(0, 15));
}
