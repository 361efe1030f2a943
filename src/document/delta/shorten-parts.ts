import type { DiffPart, ShownLength } from "../../domain/delta-view.ts";

/** Leaves out what stays far from any change, and everything behind the limit; what was left out is counted. */
export function shortenParts(parts: readonly DiffPart[], { around, most }: ShownLength): readonly DiffPart[] {
  const shown: DiffPart[] = [];
  let room = most;
  let rest = 0;
  let isChanged = false;
  for (const [at, part] of parts.entries()) {
    if (part.kind === "left out" || room <= 0) {
      rest += part.kind === "left out" ? part.characters : part.text.length;
      isChanged ||= part.kind === "old" || part.kind === "new";
      continue;
    }
    const pieces =
      part.kind === "same"
        ? shortenSame(part.text, {
            before: at === 0 ? 0 : around,
            behind: at === parts.length - 1 ? 0 : around,
          })
        : [part];
    for (const piece of pieces) {
      if (piece.kind === "left out") {
        shown.push(piece);
        continue;
      }
      const text = cutAt(piece.text, room);
      room -= text.length;
      rest += piece.text.length - text.length;
      isChanged ||= piece.kind !== "same" && text.length < piece.text.length;
      if (text !== "") shown.push({ kind: piece.kind, text });
    }
  }
  if (rest === 0) return shown;
  return [...shown, { kind: "left out", characters: rest, ...(isChanged ? { isChanged } : {}) }];
}

function shortenSame(
  text: string,
  { before, behind }: { readonly before: number; readonly behind: number },
): readonly DiffPart[] {
  const head = wordEnd(text, before);
  const tail = wordStart(text, Math.max(head, text.length - behind));
  if (tail - head < 2 * Math.max(before, behind, 8)) return [{ kind: "same", text }];
  const parts: readonly DiffPart[] = [
    { kind: "same", text: text.slice(0, head) },
    { kind: "left out", characters: tail - head },
    { kind: "same", text: text.slice(tail) },
  ];
  return parts.filter((part) => part.kind !== "same" || part.text !== "");
}

/** The first place from `at` on where no word is cut, or `at` where words are long. */
function wordEnd(text: string, at: number): number {
  if (at === 0) return 0;
  const found = text.slice(at, at + 20).search(/\s/u);
  return found < 0 ? at : at + found;
}

function wordStart(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const found = text.slice(Math.max(0, at - 20), at).search(/\s\S*$/u);
  return found < 0 ? at : Math.max(0, at - 20) + found;
}

/** At most so many UTF-16 units, and no half of a character. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return cut.isWellFormed() || !text.isWellFormed() ? cut : cut.slice(0, -1);
}
