import type { CompensationStep } from "./compensation.ts";
import type { PhaseName } from "./phases.ts";
import type { DocumentWarning, SourceVersion } from "./plan.ts";
import type { TableFact } from "./tables.ts";

/**
 * What each phase leaves in the journal for the phases after it. It is read back by the same code only: a run is resumed by the version
 * that its request binds, or not at all.
 */
export interface Evidence {
  readonly source_pin: { readonly source: SourceVersion };
  readonly mark: {
    readonly convention: string;
    readonly runnerUp: string | null;
    readonly units: number;
    readonly containers: number;
    readonly regions: number;
    readonly bytesByRole: Readonly<Record<string, number>>;
    /** sha256 over the regions' bounds and roles. */
    readonly regionsSha256: string;
    readonly warnings: readonly DocumentWarning[];
  };
  readonly cutplan: {
    readonly writerDigest: string;
    readonly unitCount: number;
    readonly histogram: Readonly<Record<string, number>>;
    readonly addressesSha256: string;
    readonly preview: readonly { readonly address: string; readonly label: string; readonly title: string }[];
  };
  readonly pre_write_backup: {
    readonly backupFile: string;
    readonly backupSha256: string;
    readonly recipient: string;
    readonly takenUtc: string;
    readonly tables: readonly TableFact[];
    readonly restoreProofSha256: string;
    readonly rehearsal: readonly RehearsalStep[];
    readonly rehearsalSha256: string;
    readonly compensation: readonly CompensationStep[];
    readonly compensationSha256: string;
    readonly preSha256: string;
  };
  readonly grant_probe: {
    readonly databaseName: string;
    readonly systemIdentifier: string;
    readonly serverVersion: string;
    readonly schemaSha256: string;
    readonly grantsSha256: string;
    readonly grants: number;
    readonly tables: readonly string[];
    readonly triggers: readonly string[];
    readonly functions: readonly string[];
  };
  readonly cut_leg_a: Written;
  readonly structural_verify: { readonly checks: number; readonly checksSha256: string };
  readonly leg_b_record: Written;
  readonly write_verify: Written;
  readonly lifecycle_enact: Written;
  readonly closeout: { readonly checks: number; readonly tables: readonly TableFact[] };
}

/** What the receipt of a writing phase says. */
export interface Written {
  readonly resultDigest: string;
  readonly committedUtc: string;
  readonly ids: Readonly<Record<string, string>>;
}

export interface RehearsalStep {
  readonly step: string;
  readonly result: string;
}

export type EvidenceSoFar = { readonly [Name in PhaseName]?: Evidence[Name] };

/** The evidence of an earlier phase; its absence is a fault of the engine's order. */
export function evidenceOf<Name extends PhaseName>(soFar: EvidenceSoFar, phase: Name): Evidence[Name] {
  const found: Evidence[Name] | undefined = soFar[phase];
  if (found === undefined) throw new Error(`phase ${phase} has left no evidence yet`);
  return found;
}
