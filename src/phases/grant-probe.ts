import { check } from "../domain/check.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/result.ts";
import type { ContractDifference } from "../ports/schema-facts.ts";
import type { PhaseFunction } from "./phase.ts";

/** Phase 5: reads the complete privilege matrix of the lanes and the integrity of functions, triggers and roles; never grants. */
export const grantProbe: PhaseFunction<"grant_probe"> = async (context) => {
  const identity = await context.target.identity();
  if (identity.inRecovery) {
    return refused(
      refusal("STOP_DB_IDENTITY_MISMATCH", {
        field: "role",
        expected: "the primary",
        actual: "a standby in recovery",
      }),
    );
  }
  const differences = await context.target.contractDifferences();
  const refusalOfContract = refuseContract(differences);
  if (refusalOfContract) return refused(refusalOfContract);
  // Before anybody is asked: an approval would be given in vain for a lane that can't log in.
  await context.target.openWritingLane();
  const facts = await context.target.schemaFacts();
  return accepted({
    evidence: {
      databaseName: identity.name,
      systemIdentifier: identity.systemIdentifier,
      serverVersion: identity.serverVersion,
      schemaSha256: facts.sha256,
      grantsSha256: facts.grantsSha256,
      grants: facts.grants.length,
      tables: facts.tables,
      triggers: facts.triggers,
      functions: facts.functions,
    },
    summary: `The ${facts.grants.length} privileges of the lanes are exactly the expected ones.`,
    facts: [
      ["database", `${identity.name} on ${identity.systemIdentifier}`],
      ["server", identity.serverVersion],
      ["grant matrix sha256", facts.grantsSha256],
      ["schema sha256", facts.sha256],
      ["tables", String(facts.tables.length)],
      ["triggers", String(facts.triggers.length)],
      ["functions", String(facts.functions.length)],
    ],
    checks: [check("differences from the reference schema and grants", 0, differences.length)],
  });
};

/** The gravest difference, which is the first, gives the reason; every difference is listed. */
export function refuseContract(differences: readonly ContractDifference[]): Refusal | null {
  const [first] = differences;
  if (first === undefined) return null;
  return refusal(first.reason, {
    field: first.object,
    expected: first.expected,
    actual: first.actual,
    details: differences.map(
      (row) => `${row.reason} ${row.object}: expected ${row.expected}, found ${row.actual}`,
    ),
  });
}
