import { canonicalWords } from "../../document/delta/canonical-words.ts";
import type { Change } from "../../domain/delta.ts";
import type { ComparedVersion, ReadChange } from "../../ports/reader.ts";

/** Words at the head of a text among which its number and its title are looked for. */
const HEAD_WORDS = 12;

/** What a reader sees of a unit between two days, in the words of a delta; which unit it is the base knows. */
export function classifyChange({ before, after }: Pick<ReadChange, "before" | "after">): Change {
  if (before === null) return "created";
  if (after === null) return "retired";
  const isSameAddress = before.address === after.address;
  const isSameType = before.kind === after.kind && before.sectionType === after.sectionType;
  if (isSameAddress && !isSameType) return "amended";
  if (before.sha256 === after.sha256) {
    if (!isSameAddress) return "renumbered";
    return before.title === after.title ? "renumbered" : "titleOnly";
  }
  const [old, fresh] = [canonicalWords(before.text), canonicalWords(after.text)];
  if (old.join(" ") === fresh.join(" ")) return isSameAddress ? "typographyOnly" : "renumbered";
  if (isRenumbering(before, after)) return "renumbered";
  if (!isSameAddress)
    return withoutNumber(old, before) === withoutNumber(fresh, after) ? "renumbered" : "amended";
  return withoutTitle(old, before) === withoutTitle(fresh, after) ? "titleOnly" : "amended";
}

/** The plan has known how the unit was named. */
function isRenumbering(before: ComparedVersion, after: ComparedVersion): boolean {
  return after.change === "renumbering" && after.version === before.version + 1;
}

/** The words but for the first one that is a number of the address, where it stands at the head. */
function withoutNumber(words: readonly string[], { address }: ComparedVersion): string {
  const numbers: readonly string[] =
    address.slice(address.lastIndexOf("/") + 1).match(/\p{N}[\p{L}\p{N}.]*/gu) ?? [];
  const at = words.slice(0, HEAD_WORDS).findIndex((word) => numbers.includes(word.toLowerCase()));
  return words.filter((_, place) => place !== at).join(" ");
}

/** The words but for the title, where it stands at the head. */
function withoutTitle(words: readonly string[], { title }: ComparedVersion): string {
  const wanted = canonicalWords(title);
  const at = words
    .slice(0, HEAD_WORDS)
    .findIndex((_, start) => wanted.every((word, place) => words[start + place] === word));
  return words.filter((_, place) => at === -1 || place < at || place >= at + wanted.length).join(" ");
}
