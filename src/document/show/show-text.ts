/** Text of a document for display: invisible characters and those that change the text direction are shown by their code points. */
export function showText(text: string): string {
  return text.replace(
    /[\p{Cf}\p{Cc}\u2028\u2029]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** At most `length` characters, with an ellipsis where more were left out; only for display, never for what is stored. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** The count with a plain space between groups of three digits, which every terminal shows: `1 557 773`. */
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, " ");
}

/** `80.9 %`; a share above zero is never shown as zero. */
export function showShare(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (part / whole) * 100;
  return part > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}
