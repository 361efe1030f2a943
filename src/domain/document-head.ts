import { createHash } from "node:crypto";
import type { Rows } from "../collections/rows.ts";
import { canonicalJson } from "../json/canonical-json.ts";

/** A unit of the head of a document: its last enacted version. */
export interface HeadUnit {
  /** The unit by its address of birth. */
  readonly unit: string;
  readonly versionId: string;
  /** The address that is printed. */
  readonly address: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  /** The parent unit by its address of birth, or null. */
  readonly parent: string | null;
  readonly position: string;
  readonly contentHash: string;
  /** `YYYY-MM-DD`, `open` or `-infinity`, as it is known now. */
  readonly effectiveFrom: string;
}

/** The units of a document as its last enacted change set has left them, in order. */
export interface DocumentHead {
  readonly units: Rows<HeadUnit>;
  /** Addresses of birth of units that were retired; they are never given to another unit. */
  readonly retired: readonly string[];
}

/** The day from which every unit of the head is in force; null where they have several. */
export function onlyDayOf({ units }: DocumentHead): string | null {
  const days = new Set([...units].map(({ effectiveFrom }) => effectiveFrom));
  const [only = null] = days;
  return days.size === 1 ? only : null;
}

/** sha256 over the day of each unit. */
export function digestDays({ units }: DocumentHead): string {
  const digest = createHash("sha256");
  for (const { unit, effectiveFrom } of units) digest.update(`${canonicalJson([unit, effectiveFrom])}\n`);
  return digest.digest("hex");
}

/** What a unit of the head is, whatever its version is called. */
type Standing = Omit<HeadUnit, "versionId" | "effectiveFrom">;

/** sha256 over the units of a document in their order: equal digests mean the same units with the same texts at the same addresses. */
export function digestHead(units: Iterable<Standing>): string {
  const digest = createHash("sha256");
  for (const { unit, address, title, kind, sectionType, parent, position, contentHash } of units)
    digest.update(
      `${canonicalJson([unit, address, title, kind, sectionType, parent, position, contentHash])}\n`,
    );
  return digest.digest("hex");
}
