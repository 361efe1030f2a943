/** The number of a note and a bracket, or a bracket before a number with a letter. */
const LEAD =
  /^(?:(?:\d{1,3}|[*†‡]{1,3}|[⁰¹²³⁴-⁹]{1,3})\[(?=[\p{L}\p{Nd}§])|\[(?=\d{1,4}[A-Z]{1,3}\.(?:\s|[-–—]|$)))/u;

/** Characters that stand before the name of an inserted unit in an amended act: 2 for `1[2A. Title.—Text]`. */
export function insertionLead(text: string): number {
  return LEAD.exec(text)?.[0].length ?? 0;
}
