/** The mark of a note: `[6]`, `[^6]`, `<sup>6</sup>`, `<sup>(6)</sup>`, `^6^`. */
const BRACKETED = String.raw`\[\^[^\]\s]{1,20}\]|\[(?:\d{1,3}|\*{1,3})\]`;
const RAISED = String.raw`<sup\b[^<>]{0,100}>\s*[[(]?\d{1,3}[)\]]?\s*<\/sup>|\^\d{1,3}\^`;
/** Behind a unit of measure a raised number is its power: `m<sup>2</sup>`. */
const AFTER_WORD = String.raw`(?<=\p{L}{3}|[^\p{L}\p{Nd}])`;
const AT_END = new RegExp(
  String.raw`(?:\s?(?:${BRACKETED}|${AFTER_WORD}(?:${RAISED}))){1,4}(?<stop>[.:]?)\s*$`,
  "u",
);
const AT_START = new RegExp(String.raw`^(?:(?:${BRACKETED}|${RAISED})[\s.:]{0,4}){1,4}`, "u");
/** A sign that every mark has. */
const SIGN = /[[<^]/;
const MAX_CHARS = 4096;

/** The words behind a name without the marks of notes before and behind them. */
export function dropNotes(words: string): string {
  if (words.length > MAX_CHARS || !SIGN.test(words)) return words;
  return words.replace(AT_START, "").replace(AT_END, "$<stop>");
}
