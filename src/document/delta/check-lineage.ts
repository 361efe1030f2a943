import type { LineageStatement } from "../../domain/delta.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Side } from "./sides.ts";

/** A refusal lists so many faults, and counts the rest. */
const MOST_DETAILS = 50;

/** Least and most units on each side of a statement. */
const SIZES: Readonly<Record<LineageStatement["relation"], readonly [number, number, number, number]>> = {
  continues: [1, 1, 1, 1],
  split_into: [1, 1, 2, Infinity],
  merged_into: [1, Infinity, 1, 1],
  replaced_by: [1, Infinity, 1, Infinity],
  retired: [1, Infinity, 0, 0],
  created: [0, 0, 1, Infinity],
};

/** Refuses statements that cannot all be true of the two versions; each fault is one line of the details. */
export function checkLineage(
  statements: readonly LineageStatement[],
  before: Side,
  after: Side,
): Refusal | null {
  const faults = [
    ...statements.flatMap(faultsOfSize),
    ...faultsOfNames(statements, { side: "from", version: before, name: "earlier" }),
    ...faultsOfNames(statements, { side: "to", version: after, name: "later" }),
    ...faultsOfCycles(statements),
  ];
  const [first] = faults;
  if (first === undefined) return null;
  const more = faults.length - MOST_DETAILS;
  return refusal("STOP_LINEAGE_INVALID", {
    field: "lineage",
    expected: "each unit once, of the version that its side names",
    actual: first,
    details: more > 0 ? [...faults.slice(0, MOST_DETAILS), `and ${more} more`] : faults,
  });
}

/** A statement as a line of the file has it. */
export function showStatement({ relation, from, to }: LineageStatement): string {
  const arrow = from.length > 0 && to.length > 0 ? " -> " : "";
  return `${relation} ${from.join(", ")}${arrow}${to.join(", ")}`;
}

function faultsOfSize(statement: LineageStatement): readonly string[] {
  const [leastFrom, mostFrom, leastTo, mostTo] = SIZES[statement.relation];
  const { length: from } = statement.from;
  const { length: to } = statement.to;
  if (from >= leastFrom && from <= mostFrom && to >= leastTo && to <= mostTo) return [];
  const count = (least: number, most: number) => (most === Infinity ? `${least} or more` : String(least));
  return [
    `\`${showStatement(statement)}\`: ${statement.relation} takes ${count(leastFrom, mostFrom)} units of the earlier version and ${count(leastTo, mostTo)} of the later one`,
  ];
}

function faultsOfNames(
  statements: readonly LineageStatement[],
  { side, version, name }: { readonly side: "from" | "to"; readonly version: Side; readonly name: string },
): readonly string[] {
  const named = new Map<string, string>();
  const prefix = prefixOf(version);
  return statements.flatMap((statement) =>
    statement[side].flatMap((address) => {
      const earlier = named.get(address);
      named.set(address, showStatement(statement));
      if (earlier !== undefined)
        return [
          `${address} of the ${name} version is named twice: \`${earlier}\` and \`${showStatement(statement)}\``,
        ];
      if (version.positions.has(address)) return [];
      if (prefix !== null && !address.startsWith(`${prefix}/`))
        return [`${address} is not of this document, whose addresses begin with ${prefix}/`];
      const bare = address.slice(address.indexOf("/") + 1);
      if (version.positions.has(bare)) return [`${address} is named without its first part: ${bare}`];
      return [`${address} is no unit of the ${name} version`];
    }),
  );
}

/** The document's prefix, where every address begins with one. */
function prefixOf(version: Side): string | null {
  const first = version.length === 0 ? "" : version.at(0).address;
  const end = first.indexOf("/");
  if (end < 0) return null;
  const prefix = first.slice(0, end);
  for (const address of version.positions.keys()) if (!address.startsWith(`${prefix}/`)) return null;
  return prefix;
}

/** Units that came out of each other in a circle. Two that change their addresses with each other are none. */
function faultsOfCycles(statements: readonly LineageStatement[]): readonly string[] {
  const next = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { relation, from, to } of statements) {
    if (relation === "continues") continue;
    for (const one of from) {
      for (const other of to) {
        const known = next.get(one) ?? new Set();
        next.set(one, known);
        if (one === other || known.has(other)) continue;
        known.add(other);
        counts.set(other, (counts.get(other) ?? 0) + 1);
      }
    }
  }
  const ready = [...next.keys()].filter((address) => !counts.has(address));
  for (let address = ready.pop(); address !== undefined; address = ready.pop()) {
    for (const other of next.get(address) ?? []) {
      const left = (counts.get(other) ?? 0) - 1;
      if (left > 0) counts.set(other, left);
      else {
        counts.delete(other);
        ready.push(other);
      }
    }
  }
  const circle = [...counts.keys()].filter((address) => (next.get(address)?.size ?? 0) > 0);
  return circle.length === 0 ? [] : [`the statements lead in a circle: ${circle.slice(0, 8).join(", ")}`];
}
