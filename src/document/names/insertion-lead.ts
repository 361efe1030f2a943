/** The mark of a commentary before a number: `F3 5`, as the United Kingdom prints it. */
export const COMMENTARY = String.raw`[CEFIMPX]\d{1,4} (?=\d{1,4}[A-Z]{0,3} ?(?:\.(?: \.){3}|["“]?\p{Lu}))`;
/** The number of a note and a bracket, a bracket before a number with a letter, or the mark of a commentary. */
const LEAD = new RegExp(
  String.raw`^(?:(?:\d{1,3}|[*†‡]{1,3}|[⁰¹²³⁴-⁹]{1,3})\[(?=[\p{L}\p{Nd}§])|\[(?=\d{1,4}[A-Z]{1,3}\.(?:\s|[-–—]|$))|${COMMENTARY})`,
  "u",
);

/** Characters that stand before the name of an inserted unit in an amended act: 2 for `1[2A. Title.—Text]`, 3 for `F3 5 Title`. */
export function insertionLead(text: string): number {
  return LEAD.exec(text)?.[0].length ?? 0;
}
