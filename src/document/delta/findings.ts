import type { LineageQuestion, LineageStatement, Relation } from "../../domain/delta.ts";
import type { Pairs } from "./pairs.ts";

/** A question before it is worded: what seems to have become of some units. */
export interface Finding {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** `apart`: the old unit is retired, and the new one has only its address. */
  readonly relation: Relation | "apart";
  readonly why: string;
}

/** The questions and the lineage that were found; each unit of a version is in one question at most. */
export class Findings {
  readonly questions: LineageQuestion[] = [];
  readonly lineage: { readonly from: string; readonly to: string; readonly relation: Relation }[] = [];
  readonly #pairs: Pairs;
  readonly #old = new Set<number>();
  readonly #new = new Set<number>();

  constructor(pairs: Pairs) {
    this.#pairs = pairs;
  }

  asksAboutOld(old: number): boolean {
    return this.#old.has(old);
  }

  asksAboutNew(fresh: number): boolean {
    return this.#new.has(fresh);
  }

  ask({ before, after, relation, why }: Finding): void {
    const { before: was, after: is } = this.#pairs;
    const from = before.map((old) => was.at(old).address);
    const to = after.map((fresh) => is.at(fresh).address);
    for (const old of before) {
      this.#old.add(old);
      this.#pairs.releaseOld(old);
    }
    for (const fresh of after) {
      this.#new.add(fresh);
      this.#pairs.releaseNew(fresh);
    }
    const proposal: readonly LineageStatement[] =
      relation === "apart"
        ? [
            { relation: "retired", from, to: [] },
            { relation: "created", from: [], to },
          ]
        : [{ relation, from, to }];
    this.questions.push({ before, after, proposal, why });
    for (const statement of proposal) {
      applyLineage(this.#pairs, statement, { isStated: false, named: new Set(from) });
      this.record(statement);
    }
  }

  /** Keeps the lineage between different units. */
  record({ relation, from, to }: LineageStatement): void {
    if (relation === "continues" || relation === "retired" || relation === "created") return;
    for (const one of from)
      for (const other of to)
        if (relation === "replaced_by" || one !== other)
          this.lineage.push({ from: one, to: other, relation });
  }
}

/**
 * Pairs units as a statement or a proposal says. Of what is split or merged, the unit with the same address goes on; so does the one that others
 * were merged into, unless something else is said about it.
 */
export function applyLineage(
  pairs: Pairs,
  { relation, from, to }: LineageStatement,
  { isStated, named }: { readonly isStated: boolean; readonly named: ReadonlySet<string> },
): void {
  const olds = positionsOf(pairs.before.positions, from);
  const freshes = positionsOf(pairs.after.positions, to);
  if (relation === "continues") {
    for (const old of olds) for (const fresh of freshes) pairs.join(old, fresh, isStated);
    return;
  }
  for (const old of olds) pairs.endOld(old, isStated);
  for (const fresh of freshes) pairs.beginNew(fresh, isStated);
  if (relation !== "split_into" && relation !== "merged_into") return;
  const goesOn = to.find(
    (address) => from.includes(address) || (relation === "merged_into" && !named.has(address)),
  );
  const old = goesOn === undefined ? undefined : pairs.before.positions.get(goesOn);
  const fresh = goesOn === undefined ? undefined : pairs.after.positions.get(goesOn);
  if (old !== undefined && fresh !== undefined) pairs.join(old, fresh, isStated);
}

function positionsOf(
  positions: ReadonlyMap<string, number>,
  addresses: readonly string[],
): readonly number[] {
  return addresses.flatMap((address) => positions.get(address) ?? []);
}
