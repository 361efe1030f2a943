import type { Comparison } from "./compare.ts";

/** The causes for which we refused, without their times, keys and places, the most frequent first. */
export function countCauses(comparisons: readonly Comparison[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { refusedFor } of comparisons) {
    const cause = (refusedFor ?? "")
      .replace(/^packet \d+: /, "")
      .replace(/[0-9A-F]{16,40}/g, "…")
      .replace(/\d{4}-\d\d-\d\d(?:T[\d:]+Z)?/g, "…")
      .replace(/user id ".*?"/g, "user id");
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
