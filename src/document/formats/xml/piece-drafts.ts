import { PackedRows } from "../../../collections/packed-rows.ts";
import type { Rows } from "../../../collections/rows.ts";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { GivenPiece, OriginalRange } from "../../projection/projection.ts";
import type { PieceRule, RecordReading } from "./rules.ts";
import { chooseUnits } from "./unit-choice.ts";

/** A piece while the file is read: whether it is a unit is known at the end. */
interface Draft {
  readonly startByte: number;
  /** Null for text behind the pieces of a container, and of the file. */
  readonly rule: PieceRule | null;
  readonly element: string;
  /** Position of the draft of the element around it, or -1. */
  readonly owner: number;
  readonly scope: number;
  readonly sourceId: string;
  depth: number;
  label: string;
  title: string;
  from: number;
  to: number;
  letters: number;
  named: number;
  reading: RecordReading | null;
}

/** More than any document has; a title of the Code of Federal Regulations has forty thousand. */
const MOST_PIECES = 250_000;

type Fate = "unit" | "container" | "text";

/** Collects the pieces of a file, and tells at the end which of them are units. */
export class PieceDrafts {
  readonly #drafts: Draft[] = [];
  /** Positions of the elements that are open. */
  readonly #open: number[] = [];
  /** The parts with a numbering of their own around what is open. */
  readonly #scopes: number[] = [0];
  #lastScope = 0;
  /** The lowest rank of the elements that are open, at each of them. */
  readonly #around: number[] = [];
  #current = -1;

  /** True where text has a piece to stand in. */
  get isOpen(): boolean {
    return this.#current >= 0;
  }

  /** True for an element in one that may be a unit, in which it is none: it is text there, or a part of a container. */
  isInside({ rank }: PieceRule): boolean {
    const around = this.#around.at(-1) ?? Number.POSITIVE_INFINITY;
    return around <= (rank ?? Number.MAX_SAFE_INTEGER);
  }

  /** True where the record of the innermost open element was read. */
  get hasRecord(): boolean {
    return (this.#drafts[this.#open.at(-1) ?? -1]?.reading ?? null) !== null;
  }

  /** False for an element that is text where it stands. */
  takes({ isMain }: PieceRule): boolean {
    return isMain !== true || this.#scopes.at(-1) === 0;
  }

  /** An element begins a piece at a byte of the text. */
  open(
    rule: PieceRule,
    found: {
      readonly startByte: number;
      readonly element: string;
      readonly sourceId: string;
      readonly from: number;
    },
  ): void {
    const scope = rule.scope === null ? (this.#scopes.at(-1) ?? 0) : ++this.#lastScope;
    this.#push({ ...found, rule, scope });
    this.#open.push(this.#current);
    this.#scopes.push(scope);
    const around = this.#around.at(-1) ?? Number.POSITIVE_INFINITY;
    this.#around.push(Math.min(around, rule.rank ?? Number.POSITIVE_INFINITY));
  }

  /** Text stands behind the pieces of what is open, or of the root. */
  rest(startByte: number, root: string, from: number): void {
    const owner = this.#drafts[this.#open.at(-1) ?? -1];
    this.#push({
      startByte,
      element: owner?.element ?? root,
      sourceId: "",
      from,
      rule: null,
      scope: this.#scopes.at(-1) ?? 0,
    });
  }

  /** The innermost open element ends. */
  close(endByte: number): void {
    const draft = this.#drafts[this.#open.pop() ?? -1];
    if (draft !== undefined) draft.to = endByte;
    this.#scopes.pop();
    this.#around.pop();
    this.#current = -1;
  }

  /** Text of the current piece, or its number or heading, ends at a byte of the file. */
  reach(endByte: number, letters: number, isNamed: boolean): void {
    const draft = this.#drafts[this.#current];
    if (draft === undefined) return;
    draft.to = endByte;
    if (isNamed) draft.named += letters;
    else draft.letters += letters;
  }

  /** Names the innermost open element; further titles stand behind the first. */
  name(field: "label" | "title", printed: string): void {
    const draft = this.#drafts[this.#open.at(-1) ?? -1];
    if (draft === undefined || printed === "") return;
    const split = field === "label" && draft.label === "" ? draft.rule?.split?.exec(printed) : null;
    if (split) {
      draft.label = fold(split[1] ?? "");
      draft.title = fold(split[2] ?? "");
    } else if (field === "title" && draft.title !== "") draft.title += ` ${printed}`;
    else if (draft[field] === "") draft[field] = printed;
  }

  /** The record of the innermost open element is read. */
  take(reading: RecordReading): void {
    const draft = this.#drafts[this.#open.at(-1) ?? -1];
    if (draft === undefined) return;
    draft.reading = reading;
    draft.depth = reading.depth;
    draft.label = reading.label;
    draft.title = reading.title;
  }

  /** The pieces of a text of so many bytes. */
  finish(length: number): Rows<GivenPiece> {
    const isUnit = chooseUnits(
      this.#drafts.map(({ rule, owner, scope, letters, named }) => ({
        rank: rule?.rank ?? null,
        ...{ owner, scope, letters, named },
      })),
    );
    const fates: Fate[] = [];
    const pieces: GivenPiece[] = [];
    for (const [position, draft] of this.#drafts.entries()) {
      const around = fates[draft.owner] ?? "container";
      const own = draft.reading?.role ?? (isUnit(position) ? "unit" : "container");
      const fate = around === "container" ? own : "text";
      fates.push(fate);
      if (fate !== "text") pieces.push(pieceOf(draft, fate));
    }
    return tile(pieces, length);
  }

  #push(
    known: Omit<Draft, "owner" | "depth" | "label" | "title" | "to" | "letters" | "named" | "reading">,
  ): void {
    if (this.#drafts.length >= MOST_PIECES)
      throw new RefusalError(
        refusal("STOP_XML_LIMIT", {
          field: `byte ${known.from}`,
          expected: `at most ${MOST_PIECES} units and containers`,
          actual: "one more",
        }),
      );
    const [owner, depth] = [this.#open.at(-1) ?? -1, this.#open.length];
    const empty = { label: "", title: "", to: known.from, letters: 0, named: 0, reading: null };
    this.#drafts.push({ ...known, owner, depth, ...empty });
    this.#current = this.#drafts.length - 1;
  }
}

function pieceOf(draft: Draft, fate: "unit" | "container"): GivenPiece {
  const { rule, reading, startByte, element, label, title, depth, sourceId, from, to } = draft;
  const isUnit = fate === "unit";
  const original: OriginalRange = { part: null, startByte: from, endByte: to };
  return {
    role: fate,
    startByte,
    endByte: startByte,
    kind: reading?.kind ?? (isUnit ? (rule?.kind ?? "") : element),
    word: reading?.word ?? (isUnit ? (rule?.word ?? "") : ""),
    label,
    title,
    depth,
    scope: isUnit ? null : (rule?.scope ?? null),
    sourceId,
    original,
  };
}

/** Each piece ends where the next begins. A container without text is left out, unless numbering begins again in it. */
function tile(pieces: readonly GivenPiece[], length: number): Rows<GivenPiece> {
  const tiled = new PackedRows<GivenPiece>();
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const endByte = next?.startByte ?? length;
    const isEmpty = endByte === piece.startByte && piece.role !== "unit";
    const opens = piece.scope !== null && next !== undefined && next.depth > piece.depth;
    if (!isEmpty || opens) tiled.push({ ...piece, endByte });
  }
  return tiled;
}

/** Every white space is one space, as in a label or title. */
export function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
