import { createHash } from "node:crypto";
import { check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { countWarnings, type Region } from "../domain/plan.ts";
import { accepted, refused } from "../domain/result.ts";
import { markPinned, readPinnedSource } from "./cut-document.ts";
import type { PhaseFunction } from "./phase.ts";

/** Warnings that the report tells one by one. */
const MOST_TOLD = 20;

/** Phase 2: parses the pinned bytes into regions; every byte belongs to exactly one. */
export const mark: PhaseFunction<"mark"> = async (context) => {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  const marked = markPinned(context, source, bytes.value);
  if (!marked.ok) return marked;
  const { regions, units, containers, warnings, convention, runnerUp, sourceSha256, text } =
    marked.value.marked;
  const checks = [
    check("regions tile the source", text.length, tiledLength(regions)),
    check("the parsed bytes are the pinned bytes", source.sha256, sourceSha256),
  ];
  const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checks);
  if (failed) return refused(failed);
  const bytesByRole = countBytes(regions);
  return accepted({
    evidence: {
      convention,
      runnerUp,
      units: units.length,
      containers: containers.length,
      regions: regions.length,
      bytesByRole,
      regionsSha256: regionsDigest(regions),
      warnings: warnings.slice(0, 100),
    },
    summary: `Found ${units.length} units by the convention ${convention}.`,
    facts: [
      ["convention", convention],
      ["runner-up", runnerUp ?? "none"],
      ["units", String(units.length)],
      ["containers", String(containers.length)],
      ["regions", String(regions.length)],
      ...Object.entries(bytesByRole).map(([role, count]) => [`bytes in ${role}`, String(count)] as const),
      ["warnings", String(countWarnings(warnings))],
      ...warnings
        .slice(0, MOST_TOLD)
        .map(({ line, code, message }) => [`line ${line}`, `${code}: ${message}`] as const),
      ...(warnings.length > MOST_TOLD
        ? [["further ones", "in the list of units that phase 3 makes"] as const]
        : []),
    ],
    checks,
  });
};

/** sha256 over the bounds and roles of the regions, which a run pins. */
export function regionsDigest(regions: Iterable<Region>): string {
  const digest = createHash("sha256");
  for (const { startByte, endByte, role } of regions) digest.update(`${startByte} ${endByte} ${role}\n`);
  return digest.digest("hex");
}

/** Length of the source that the regions cover from byte 0 without gap or overlap; -1 where they do not. */
export function tiledLength(regions: Iterable<Region>): number {
  let end = 0;
  for (const region of regions) {
    if (region.startByte !== end || region.endByte < end) return -1;
    end = region.endByte;
  }
  return end;
}

function countBytes(regions: Iterable<Region>): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { role, startByte, endByte } of regions) count[role] = (count[role] ?? 0) + endByte - startByte;
  return count;
}
