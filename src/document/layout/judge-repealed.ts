import { foldText } from "../names/fold-text.ts";
import { isRepealNote, tellsRepeal } from "../names/tells-repeal.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

const MAX_REPEALED_BYTES = 160;

/** True when what follows the name in the heading, or in the whole text of the unit, is a word for *repealed*, alone or with its source. */
export function isRepealed(head: UnitHeading, body: Uint8Array): boolean {
  const { text } = head.heading;
  const at = text.indexOf(head.label);
  if (at >= 0 && tellsRepeal(text.slice(at + head.label.length))) return true;
  if (body.length > MAX_REPEALED_BYTES) return false;
  const whole = foldText(Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8"));
  const from = whole.indexOf(head.label);
  return from >= 0 && isRepealNote(whole.slice(from + head.label.length));
}
