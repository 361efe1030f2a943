import { type Refusal, refusal } from "../refusal.ts";
import { accepted, type Result, refused } from "../result.ts";
import { shellWord } from "../shell-word.ts";
import type { ReadUnit, ReadVersion } from "./read-unit.ts";
import { standingOn } from "./timeline.ts";
import { type Asked, daysOf, linesOf, showAgain } from "./ways-to-show.ts";

/** The version that is shown, among the versions of its unit that are known. */
export interface Found {
  readonly unit: ReadUnit;
  readonly at: number;
}

/**
 * The version that an address names on a day: that of the unit which is printed under it, else of the only one that had it on another day.
 * `unenacted` is what else stands at the address.
 */
export function resolveAddress(
  units: readonly ReadUnit[],
  unenacted: readonly ("draft" | "withdrawn")[],
  asked: Asked,
): Result<Found> {
  if (units.length === 0) return refused(refuseAbsent(unenacted, asked));
  const known = units
    .map((unit) => ({ ...unit, versions: unit.versions.filter(({ isKnown }) => isKnown) }))
    .filter((unit) => unit.versions.length > 0 && isNamed(unit, asked.address));
  if (known.length === 0) return refused(refuseUnknownYet(units, asked));
  const standing = known.flatMap((unit): readonly Standing[] => {
    const at = standingOn(unit.versions, asked.on);
    const version = at === null ? undefined : unit.versions[at];
    return at === null || version === undefined ? [] : [{ unit, at, version }];
  });
  const here = standing.filter(({ version }) => version.address === asked.address);
  const inForce = standing.filter(({ version }) => version.change !== "repeal");
  const exact = inForce.find((one) => here.includes(one));
  if (exact !== undefined) return accepted(exact);
  const gone = here.length > 0 ? here : inForce.length > 0 ? [] : standing;
  const repealed = gone.toSorted((one, other) => (one.version.effect < other.version.effect ? -1 : 1)).at(-1);
  if (repealed !== undefined) return refused(refuseRepealed(repealed, asked));
  const [moved, ...others] = inForce;
  if (moved !== undefined && others.length === 0) return accepted(moved);
  return refused(refuseNotInForce(known, inForce, asked));
}

function isNamed({ unit, versions }: ReadUnit, name: string): boolean {
  return unit === name || versions.some(({ address }) => address === name);
}

interface Standing extends Found {
  readonly version: ReadVersion;
}

/** The refusal of an address at which nothing was ever enacted. */
export function refuseAbsent(
  unenacted: readonly ("draft" | "withdrawn")[],
  { address, documentId }: Pick<Asked, "address" | "documentId">,
): Refusal {
  if (unenacted.includes("draft")) return refusal("STOP_UNIT_DRAFT", { field: address });
  const list = `\`cutter kb list ${documentId}\``;
  if (unenacted.includes("withdrawn")) {
    return refusal("STOP_UNIT_WITHDRAWN", {
      field: address,
      wayOut: `Find what stands in the document with ${list}.`,
    });
  }
  return refusal("STOP_ADDRESS_UNKNOWN", { field: address, wayOut: `Find the address with ${list}.` });
}

function refuseUnknownYet(units: readonly ReadUnit[], asked: Asked): Refusal {
  const [first = ""] = units.flatMap(({ versions }) => versions.map(({ recordedAt }) => recordedAt)).sort();
  const again = showAgain({ ...asked, knownAt: first });
  return refusal("STOP_NOT_KNOWN_YET", {
    field: asked.address,
    expected: `recorded by ${asked.knownAt}`,
    actual: `first recorded ${first}`,
    wayOut: `Leave \`--known-at\` out, or take a time at which it was recorded: ${again}.`,
  });
}

function refuseRepealed({ unit, version }: Standing, asked: Asked): Refusal {
  const last = daysOf(unit.versions)
    .filter(({ period }) => period.until !== null && period.until < asked.on)
    .at(-1);
  const facts = {
    field: asked.address,
    expected: `in force on ${asked.on}`,
    actual: `repealed from ${version.effect}${version.citation === null ? "" : ` by ${version.citation}`}`,
    details: linesOf(unit),
  };
  if (last?.period.until == null) return refusal("STOP_UNIT_REPEALED", facts);
  const again = showAgain({ ...asked, address: last.version.address, on: last.period.until });
  return refusal("STOP_UNIT_REPEALED", { ...facts, wayOut: `Read it as it was on its last day: ${again}.` });
}

function refuseNotInForce(known: readonly ReadUnit[], elsewhere: readonly Standing[], asked: Asked): Refusal {
  const facts = {
    field: asked.address,
    expected: `in force on ${asked.on}`,
    details: known.flatMap(linesOf),
  };
  if (elsewhere.length > 0) {
    const addresses = elsewhere.map(({ version }) => version.address);
    const commands = addresses.map((address) => showAgain({ ...asked, address }));
    return refusal("STOP_NOT_IN_FORCE", {
      ...facts,
      actual: `${addresses.length} units that had it stand at other addresses: ${addresses.join(", ")}`,
      wayOut: `Read the one that you mean: ${commands.join(" or ")}.`,
    });
  }
  const next = known
    .flatMap(({ versions }) => daysOf(versions))
    .filter(({ period }) => period.from !== null && period.from > asked.on)
    .sort((one, other) => ((one.period.from ?? "") < (other.period.from ?? "") ? -1 : 1))[0];
  if (next?.period.from == null) {
    const history = `\`cutter kb history ${shellWord(asked.address)} --json\``;
    return refusal("STOP_EFFECT_OPEN", {
      ...facts,
      actual: "day not set yet",
      wayOut: `Read the text with ${history}; it is in force once its day is set.`,
    });
  }
  const again = showAgain({ ...asked, address: next.version.address, on: next.period.from });
  return refusal("STOP_NOT_IN_FORCE", {
    ...facts,
    actual: `in force from ${next.period.from}`,
    wayOut: `Read it as it will be: ${again}.`,
  });
}
