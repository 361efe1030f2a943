/** What is known of a piece when the whole file was read; pieces stand in the order of the file, each behind the one around it. */
export interface Choosable {
  /** Null where it can be no unit. */
  readonly rank: number | null;
  /** Position of the piece around it, or -1. */
  readonly owner: number;
  /** The part with a numbering of its own. */
  readonly scope: number;
  /** Letters of its own text, and of its number and heading. */
  readonly letters: number;
  readonly named: number;
}

const NONE = Number.POSITIVE_INFINITY;

/**
 * Tells which pieces are units where nothing else is known: of those that may be one, the lowest in rank of what stands in it, within its part
 * with a numbering of its own. What has a number and a heading only is one where units of its part have its rank: elsewhere it heads a group. A
 * possible unit without letters makes nothing around it a container, nor does one that stands behind the text of another that is a unit elsewhere.
 */
export function chooseUnits(pieces: readonly Choosable[]): (position: number) => boolean {
  const { body, all } = countBelow(pieces);
  const isEmpty = (position: number): boolean => all[position] === 0;
  const embedded = findEmbedded(pieces, lowestInside(pieces, isEmpty), body);
  const inside = lowestInside(pieces, (position) => isEmpty(position) || embedded.has(position));
  const main = lowestByScope(pieces, (position) => {
    if (embedded.has(position) || isEmpty(position)) return 2;
    return (body[position] ?? 0) > 0 ? 0 : 1;
  });
  return (position) => {
    const piece = pieces[position];
    if (piece === undefined || piece.rank === null) return false;
    if ((inside[position] ?? NONE) < piece.rank) return false;
    return (body[position] ?? 0) > 0 || piece.rank === main.get(piece.scope);
  };
}

/** Letters in each piece and in those inside of it, without and with its own number and heading. */
function countBelow(pieces: readonly Choosable[]): {
  readonly body: readonly number[];
  readonly all: readonly number[];
} {
  const body = pieces.map(({ letters }) => letters);
  const all = pieces.map(() => 0);
  for (let position = pieces.length - 1; position >= 0; position--) {
    const { owner = -1, named = 0 } = pieces[position] ?? {};
    all[position] = (body[position] ?? 0) + named;
    if (owner >= 0) body[owner] = (body[owner] ?? 0) + (all[position] ?? 0);
  }
  return { body, all };
}

/** The lowest rank inside of each piece, in the same scope. */
function lowestInside(
  pieces: readonly Choosable[],
  isLeftOut: (position: number) => boolean,
): readonly number[] {
  const inside = pieces.map(() => NONE);
  for (let position = pieces.length - 1; position >= 0; position--) {
    const piece = pieces[position];
    if (piece === undefined || isLeftOut(position) || pieces[piece.owner]?.scope !== piece.scope) continue;
    const own = Math.min(piece.rank ?? NONE, inside[position] ?? NONE);
    inside[piece.owner] = Math.min(inside[piece.owner] ?? NONE, own);
  }
  return inside;
}

/** Possible units behind text of another possible unit, most of whose rank hold none. */
function findEmbedded(
  pieces: readonly Choosable[],
  inside: readonly number[],
  body: readonly number[],
): ReadonlySet<number> {
  const leaves = new Map<string, number>();
  for (const [position, { rank, scope }] of pieces.entries()) {
    if (rank === null) continue;
    const isLeaf = (inside[position] ?? NONE) >= rank;
    if (isLeaf && body[position] === 0) continue;
    const key = `${scope} ${rank}`;
    leaves.set(key, (leaves.get(key) ?? 0) + (isLeaf ? 1 : -1));
  }
  const embedded = new Set<number>();
  /** The possible unit around each piece, and the text of each that was met so far. */
  const around: number[] = [];
  const text: number[] = [];
  for (const [position, { rank, owner, letters }] of pieces.entries()) {
    const holder = pieces[owner]?.rank == null ? (around[owner] ?? -1) : owner;
    around.push(holder);
    text.push(letters);
    if (holder < 0) continue;
    const { rank: higher = null, scope } = pieces[holder] ?? {};
    if (rank === null) text[holder] = (text[holder] ?? 0) + letters;
    else if (higher !== null && higher > rank && (text[holder] ?? 0) > 0)
      if ((leaves.get(`${scope} ${higher}`) ?? 0) > 0) embedded.add(position);
  }
  return embedded;
}

/** The lowest rank in each scope of those that come first. */
function lowestByScope(
  pieces: readonly Choosable[],
  turnOf: (position: number) => number,
): ReadonlyMap<number, number> {
  const lowest = new Map<number, { readonly turn: number; readonly rank: number }>();
  for (const [position, { rank, scope }] of pieces.entries()) {
    if (rank === null) continue;
    const [turn, known] = [turnOf(position), lowest.get(scope)];
    if (known === undefined || turn < known.turn || (turn === known.turn && rank < known.rank))
      lowest.set(scope, { turn, rank });
  }
  return new Map([...lowest].map(([scope, { rank }]) => [scope, rank]));
}
