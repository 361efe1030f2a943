import { MappedRows } from "../collections/mapped-rows.ts";
import { rowAt } from "../collections/rows.ts";
import type { DeltaSide } from "../domain/delta.ts";
import type { DiffPart } from "../domain/delta-view.ts";
import type { Comparison } from "./plan-document.ts";

/** What redaction puts in the place of a secret. */
const PLACEHOLDER = /\[redacted: [A-Za-z ]+\]/g;

/** The pieces of a text that its redacted form does not show, in order. */
function hiddenPieces(text: string, redacted: string): readonly string[] {
  if (text === redacted) return [];
  const pieces: string[] = [];
  let at = 0;
  for (const kept of redacted.split(PLACEHOLDER)) {
    const start = kept === "" ? at : text.indexOf(kept, at);
    // A text that itself says what a placeholder says can't be followed further: what is left of it counts as hidden.
    if (start < 0) break;
    pieces.push(text.slice(at, start));
    at = start + kept.length;
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== "");
}

/** A side whose names and texts may leave the machine. Whole texts are redacted, because what makes a secret known may stand in words that stay. */
export function redactSide(side: DeltaSide, redact: (text: string) => string): DeltaSide {
  return {
    units: new MappedRows(side.units, (unit) => ({
      ...unit,
      label: redact(unit.label),
      title: redact(unit.title),
    })),
    body: (position) => redact(side.body(position)),
    outside: side.outside.map((piece) => ({ ...piece, text: redact(piece.text) })),
  };
}

/** A changed unit of which text looks like a secret and is shown to nobody who approves. */
interface HiddenText {
  /** As it is printed, without the document's prefix. */
  readonly address: string;
  readonly characters: number;
}

/** Every changed unit with text that redaction takes out: of the new version, or of the old one where there is no new one. */
export function listHidden(
  { delta, before, after }: Pick<Comparison, "delta" | "before" | "after">,
  redact: (text: string) => string,
): readonly HiddenText[] {
  return delta.changes.flatMap(({ before: old, after: fresh }) => {
    const [side, at] = fresh === null ? [before, old ?? 0] : [after, fresh];
    const body = side.body(at);
    const characters = lengthOf(hiddenPieces(body, redact(body)));
    return characters === 0 ? [] : [{ address: rowAt(side.units, at).address, characters }];
  });
}

/** What stands for hidden text that is not the same on both sides, behind what is shown of a comparison; nothing where it is the same. */
export function partOfHidden(
  old: string | null,
  fresh: string | null,
  redact: (text: string) => string,
): readonly DiffPart[] {
  const [was, is] = [old, fresh].map((text) => (text === null ? [] : hiddenPieces(text, redact(text))));
  if (was === undefined || is === undefined || was.join("\0") === is.join("\0")) return [];
  return [{ kind: "left out", characters: lengthOf(is) + lengthOf(was), isChanged: true }];
}

function lengthOf(pieces: readonly string[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
