import type { EvidenceSoFar } from "../../../domain/evidence.ts";
import type { SourceVersion } from "../../../domain/plan.ts";
import type { WrittenFile } from "../../../domain/shown-cut.ts";
import { sha256Hex } from "../../../json/canonical-json.ts";
import type { RunLedger } from "../../../ports/run-ledger.ts";

/**
 * What it takes to ask whether the drafts of a run are to be taken back, from the ledger alone: how many they are, and of which version. Of a run
 * that leg B has not recorded nobody knows the digest of the plan; one that can be no plan's stands in its place.
 */
export function readLedgerEvidence(
  { changeSet, counts, receipts }: RunLedger,
  source: SourceVersion,
  list: readonly WrittenFile[],
): Pick<EvidenceSoFar, "source_pin" | "cutplan"> {
  const [first] = receipts;
  return {
    source_pin: { source },
    cutplan: {
      writerDigest: changeSet?.writerDigest ?? sha256Hex(`no plan of ${first?.runId} ${first?.resultDigest}`),
      unitCount: Math.max(1, counts.versions),
      counts,
      histogram: {},
      // Where the list was not made again it is kept as that of a run without a cut of its own.
      ...(list.length === 0 ? {} : { daysList: list }),
      addressesSha256: sha256Hex(`no addresses of ${first?.runId}`),
    },
  };
}
