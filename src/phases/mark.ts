import { createHash } from "node:crypto";
import { readCoverage } from "../document/read-coverage.ts";
import { check, refuseFailedChecks } from "../domain/check.ts";
import { type Coverage, describeAllLeftOut, describeCoverage } from "../domain/coverage.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { countWarnings, type MarkedDocument, type Region } from "../domain/plan.ts";
import { accepted, refused } from "../domain/result.ts";
import { markPinned, readPinnedSource } from "./cut-document.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";

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
  const coverage = coverageOf(context, marked.value.marked);
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
      ...(coverage === null ? {} : { coverage }),
    },
    summary: `Found ${units.length} units by the convention ${convention}.`,
    facts: [
      ["convention", convention],
      ["runner-up", runnerUp ?? "none"],
      ["units", String(units.length)],
      ["containers", String(containers.length)],
      ["regions", String(regions.length)],
      ...(coverage === null ? [] : [...describeCoverage(coverage), ...describeAllLeftOut(coverage)]),
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

/** The names of what is left out come from the file. */
function coverageOf({ redact }: PhaseContext, marked: MarkedDocument): Coverage | null {
  const coverage = readCoverage(marked);
  if (coverage === null) return null;
  return {
    ...coverage,
    leftOut: coverage.leftOut.map((each) => ({
      ...each,
      element: redact(each.element),
      first: redact(each.first),
    })),
  };
}

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
