import type { Side } from "./sides.ts";

/** A position that has no partner, by a statement or because nobody has found one. */
const FREE = -1;
const ALONE = -2;

/** Which unit of the new version is which of the old one, as far as it is found. */
export class Pairs {
  readonly before: Side;
  readonly after: Side;
  readonly #toNew: Int32Array;
  readonly #toOld: Int32Array;
  readonly #stated = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #begun = new Set<number>();

  constructor(before: Side, after: Side) {
    this.before = before;
    this.after = after;
    this.#toNew = new Int32Array(before.length).fill(FREE);
    this.#toOld = new Int32Array(after.length).fill(FREE);
  }

  join(old: number, fresh: number, isStated = false): void {
    this.#toNew[old] = fresh;
    this.#toOld[fresh] = old;
    if (isStated) this.#stated.add(fresh);
  }

  /** Takes back what was found about a unit of the old version. */
  releaseOld(old: number): void {
    const fresh = this.newOf(old);
    if (fresh !== null) this.#toOld[fresh] = FREE;
    this.#toNew[old] = FREE;
  }

  releaseNew(fresh: number): void {
    const old = this.oldOf(fresh);
    if (old !== null) this.#toNew[old] = FREE;
    this.#toOld[fresh] = FREE;
  }

  /** Says that an old unit has no successor. */
  endOld(old: number, isStated = false): void {
    this.#toNew[old] = ALONE;
    if (isStated) this.#ended.add(old);
  }

  /** Says that a unit of the new version is a new one. */
  beginNew(fresh: number, isStated = false): void {
    this.#toOld[fresh] = ALONE;
    if (isStated) this.#begun.add(fresh);
  }

  /** The new position of an old unit, or null. */
  newOf(old: number): number | null {
    const at = this.#toNew[old] ?? FREE;
    return at < 0 ? null : at;
  }

  oldOf(fresh: number): number | null {
    const at = this.#toOld[fresh] ?? FREE;
    return at < 0 ? null : at;
  }

  isOldFree(old: number): boolean {
    return this.#toNew[old] === FREE;
  }

  isNewFree(fresh: number): boolean {
    return this.#toOld[fresh] === FREE;
  }

  /** Whether a statement says that the unit is the one that it is paired with. */
  isStated(fresh: number): boolean {
    return this.#stated.has(fresh);
  }

  /** Whether a statement says that the old unit has no successor. */
  isEnded(old: number): boolean {
    return this.#ended.has(old);
  }

  /** Whether a statement says that the unit is a new one. */
  isBegun(fresh: number): boolean {
    return this.#begun.has(fresh);
  }

  freeOld(): readonly number[] {
    return positionsOf(this.#toNew);
  }

  freeNew(): readonly number[] {
    return positionsOf(this.#toOld);
  }

  /** True where both parents are one unit, or neither has a parent. */
  haveOneParent(old: number, fresh: number): boolean {
    const [above, below] = [this.before.parents[old] ?? FREE, this.after.parents[fresh] ?? FREE];
    return above < 0 || below < 0 ? above < 0 && below < 0 : this.newOf(above) === below;
  }
}

function positionsOf(partners: Int32Array): readonly number[] {
  const found: number[] = [];
  for (const [at, partner] of partners.entries()) if (partner === FREE) found.push(at);
  return found;
}
