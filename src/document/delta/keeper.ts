/** A text in which a sign stands for each piece that is compared byte for byte, and these pieces in their order. */
export interface Verbatim {
  readonly text: string;
  readonly pieces: readonly string[];
}

/** Stand for a piece that begins with a word, and for one that begins with a number. */
const WORD = "\ue000";
const NUMBER = "\ue001";
export const STAND_INS = /[\ue000\ue001]/g;

/** Takes the pieces, and gives the signs that stand for them. */
export class Keeper {
  readonly pieces: string[] = [];

  keep(piece: string): string {
    this.pieces.push(piece);
    return /^[^\p{L}\p{N}]*\p{N}/u.test(piece) ? NUMBER : WORD;
  }
}
