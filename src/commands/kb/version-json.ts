import type { ReadVersion } from "../../domain/reading/read-unit.ts";
import { type Effect, type Period, periodOf } from "../../domain/reading/timeline.ts";

/** The day of an effect; null where it has none: from the beginning, or not known yet. */
export function dayOf(effect: Effect): string | null {
  return effect === "beginning" || effect === "open" ? null : effect;
}

/** A version for programs. `inForce` is null where its text is in force on no day; a null in it is an end that is open. */
export interface VersionJson {
  readonly version: number;
  readonly change: string;
  readonly address: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  readonly effect: "dated" | "beginning" | "open";
  readonly effectiveFrom: string | null;
  readonly inForce: Period | null;
  readonly recordedAt: string;
  readonly citation: string | null;
  readonly sha256: string;
}

export function versionJson(versions: readonly ReadVersion[], at: number): VersionJson {
  const found = versions[at];
  if (found === undefined) throw new RangeError(`no version at ${at}`);
  const { version, change, address, title, kind, sectionType, effect, recordedAt, citation, sha256 } = found;
  return {
    version,
    change,
    address,
    title,
    kind,
    sectionType,
    effect: effect === "beginning" || effect === "open" ? effect : "dated",
    effectiveFrom: dayOf(effect),
    inForce: change === "repeal" ? null : periodOf(versions, at),
    recordedAt,
    citation,
    sha256,
  };
}
