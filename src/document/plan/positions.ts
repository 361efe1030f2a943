/** A unit of the new order: the position that it has had, or null where it is new. */
export interface Placed {
  readonly had: string | null;
  /** Whether it has to keep that position, because nothing of it is written. */
  readonly isFixed: boolean;
}

/**
 * Decimal positions in ascending order: fixed ones stay, others stay where that keeps the order, and what is left gets numbers between its
 * neighbours. The fixed ones ascend already.
 */
export function placeUnits(units: readonly Placed[]): readonly string[] {
  const kept = keepOrder(units);
  const placed: string[] = [];
  let from = 0;
  while (from < units.length) {
    const here = kept[from];
    if (here != null) {
      placed.push(here);
      from++;
      continue;
    }
    let to = from;
    while (to < units.length && kept[to] == null) to++;
    placed.push(...between(placed.at(-1) ?? null, kept[to] ?? null, to - from));
    from = to;
  }
  return placed;
}

/** The positions that stay, null for a unit that gets another. */
function keepOrder(units: readonly Placed[]): readonly (string | null)[] {
  const nextFixed = new Array<string | null>(units.length).fill(null);
  let fixed: string | null = null;
  for (let index = units.length - 1; index >= 0; index--) {
    nextFixed[index] = fixed;
    const unit = units[index];
    if (unit?.isFixed === true) fixed = unit.had;
  }
  let last: string | null = null;
  return units.map(({ had, isFixed }, index) => {
    if (had === null) return null;
    const ceiling = nextFixed[index] ?? null;
    const fits =
      (last === null || comparePositions(last, had) < 0) &&
      (ceiling === null || comparePositions(had, ceiling) < 0);
    if (!isFixed && !fits) return null;
    last = had;
    return had;
  });
}

/** So many positions, evenly between two, with as few digits as that takes; after the last one whole numbers. */
function between(low: string | null, high: string | null, count: number): readonly string[] {
  if (high === null) {
    const first = BigInt((low ?? "0").split(".")[0] ?? "0") + 1n;
    return Array.from({ length: count }, (_, index) => String(first + BigInt(index)));
  }
  const floor = low ?? "0";
  let scale = Math.max(digitsAfterPoint(floor), digitsAfterPoint(high));
  const parts = BigInt(count + 1);
  while (scaled(high, scale) - scaled(floor, scale) < parts) scale++;
  const [start, room] = [scaled(floor, scale), scaled(high, scale) - scaled(floor, scale)];
  return Array.from({ length: count }, (_, index) =>
    unscaled(start + (room * BigInt(index + 1)) / parts, scale),
  );
}

export function comparePositions(a: string, b: string): number {
  const scale = Math.max(digitsAfterPoint(a), digitsAfterPoint(b));
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function digitsAfterPoint(position: string): number {
  return position.split(".")[1]?.length ?? 0;
}

function scaled(position: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = position.split(".");
  return BigInt(`${whole}${fraction.padEnd(scale, "0")}`);
}

function unscaled(value: bigint, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(value).padStart(scale + 1, "0");
  const fraction = digits.slice(-scale).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -scale) : `${digits.slice(0, -scale)}.${fraction}`;
}
