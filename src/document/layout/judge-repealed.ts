import { dropNotes } from "../headings/note-marks.ts";
import { foldText } from "../names/fold-text.ts";
import { isRepealNote, tellsRepeal } from "../names/tells-repeal.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";

/** What may stand between a name and the mark of a note. */
const LEAD = /^[\s.:]+/u;
const MAX_REPEALED_BYTES = 160;

/** True when what follows the name in the heading, or in the whole text of the unit, is a word for *repealed*, alone or with its source. */
export function isRepealed(head: UnitHeading, bytes: Uint8Array): boolean {
  const { text } = head.heading;
  const at = text.indexOf(head.label);
  const rest = at < 0 ? "" : text.slice(at + head.label.length);
  const words = dropNotes(rest.replace(LEAD, ""));
  if (at >= 0 && (tellsRepeal(rest) || tellsRepeal(words))) return true;
  if (bytes.length > MAX_REPEALED_BYTES) return false;
  const whole = foldText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  const from = whole.indexOf(head.label);
  if (from < 0) return false;
  const body = whole.slice(from + head.label.length);
  // Below a head with the mark of a note alone, the note tells what became of the unit.
  return (
    isRepealNote(body) || (words === "" && rest !== "" && tellsRepeal(dropNotes(body.replace(LEAD, ""))))
  );
}
