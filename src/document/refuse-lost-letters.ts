import { type Refusal, refusal } from "../domain/refusal.ts";
import type { LetterCount } from "../domain/source-reading.ts";

/** Refuses a reading in which a letter of the file is neither in the text nor named as left out; null where none is missing. */
export function refuseLostLetters(
  reader: string,
  { total, projected, dropped }: Pick<LetterCount, "total" | "projected" | "dropped">,
): Refusal | null {
  if (total === projected + dropped) return null;
  return refusal("STOP_TEXT_LOST", {
    field: reader,
    expected: `${total} letters in the text or named as left out`,
    actual: `${projected} in the text and ${dropped} left out`,
  });
}
