import type { Lost } from "../../domain/drill.ts";
import type { AskedInGit } from "./read-asked.ts";
import { type LedgerSurvey, usedKey } from "./survey-ledger.ts";

/** Approvals in git that the restored ledger has not used: given after the snapshot, or used after it, or not used at all. */
export function listUnused({ used }: LedgerSurvey, asked: readonly AskedInGit[]): readonly Lost[] {
  return asked
    .filter(({ isMerged, signedUtc }) => isMerged && signedUtc !== null)
    .flatMap(({ id, gate, runs, signedUtc }) => {
      const without = runs.filter(
        ({ runId, payloadSha256 }) => !used.has(usedKey(runId, gate, payloadSha256)),
      );
      if (without.length === 0) return [];
      const members = runs.length === 1 ? "" : ` for ${without.length} of ${runs.length} members`;
      return [
        {
          id,
          what: `${gate} was approved, and the backup does not have what was done under it${members}, if anything was`,
          utc: signedUtc,
        },
      ];
    })
    .sort((a, b) => ((a.utc ?? "") < (b.utc ?? "") ? -1 : 1));
}

export function newestApproval(asked: readonly AskedInGit[]): string | null {
  return (
    asked
      .map(({ signedUtc }) => signedUtc)
      .filter((utc) => utc !== null)
      .sort()
      .at(-1) ?? null
  );
}
