import { type ChangeKind, FROM_THE_BEGINNING } from "../../src/domain/planned-change.ts";

/** A version that is enacted; `recorded` counts what was committed. Days are in the order in which they were said, null where none is known. */
export interface ModelVersion {
  readonly unit: string;
  readonly address: string;
  readonly kind: ChangeKind;
  readonly changeSetId: string;
  readonly recorded: number;
  readonly days: { readonly day: string | null; readonly recorded: number }[];
}

/** Of each unit the version in force on the day, as it was known; `versions` are in the order of their enactment. */
export function asOf(versions: readonly ModelVersion[], day: string, known: number): readonly ModelVersion[] {
  const inForce = new Map<string, ModelVersion>();
  for (const version of standing(versions, known)) {
    const from = dayOf(version, known);
    if (version.recorded <= known && from !== null && from <= day) inForce.set(version.unit, version);
  }
  return [...inForce.values()].filter(({ kind }) => kind !== "repeal");
}

/** Versions without those that a correction follows: these are in force on no day. */
function standing(versions: readonly ModelVersion[], known: number): readonly ModelVersion[] {
  return versions.filter(({ unit }, at) => {
    const next = versions.slice(at + 1).find((later) => later.unit === unit && later.recorded <= known);
    return next === undefined || !["correction", "recut"].includes(next.kind);
  });
}

function dayOf({ days, kind }: ModelVersion, known: number): string | null {
  const said = days.filter(({ recorded }) => recorded <= known).at(-1);
  return said ? said.day : kind === "original" ? FROM_THE_BEGINNING : null;
}

/** Whether a version is in force before one that it follows, or one address names two units on a day. */
export function isConflicting(versions: readonly ModelVersion[]): boolean {
  const sound = standing(versions, Infinity);
  const days = sound.flatMap((version) => dayOf(version, Infinity) ?? []);
  const isDisordered = sound.some((version, at) => {
    const earlier = sound.slice(0, at).filter(({ unit }) => unit === version.unit);
    const from = dayOf(version, Infinity);
    return earlier.some((one) => from !== null && from < (dayOf(one, Infinity) ?? from));
  });
  return (
    isDisordered || days.some((day) => hasTwice(asOf(versions, day, Infinity).map(({ address }) => address)))
  );
}

function hasTwice(addresses: readonly string[]): boolean {
  return new Set(addresses).size < addresses.length;
}
