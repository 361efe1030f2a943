import type { ContractDifference } from "../../ports/schema-facts.ts";
import type { SqlSession } from "../../ports/sql.ts";
import { refusalOfAccess } from "./connection/sql-error.ts";
import { contractDifferences } from "./contract/contract.ts";
import { readCatalog } from "./contract/schema-facts.ts";
import { type Migration, readApplied, readMigrations } from "./migrate.ts";

/** Every difference between an existing database and a fresh installation, asked as the owner or as a lane: definitions and grants, migrations, and the lifecycle. */
export async function compareSchema(
  session: SqlSession,
  migrations: readonly Migration[] = readMigrations(),
): Promise<readonly ContractDifference[]> {
  const definitions = contractDifferences(await readCatalog(session));
  if (definitions.some(({ reason }) => reason === "STOP_DB_SCHEMA_MISSING")) return definitions;
  return [
    ...definitions,
    ...(await readable("migrations", migrationDifferences(session, migrations))),
    ...(await readable("lifecycle states", lifecycleDifferences(session))),
  ];
}

/** What the login may not read, or can't find, is itself a difference. */
async function readable(
  object: string,
  differences: Promise<readonly ContractDifference[]>,
): Promise<readonly ContractDifference[]> {
  try {
    return await differences;
  } catch (error) {
    const denied = refusalOfAccess(error);
    if (denied === null) throw error;
    const { actual = denied.message } = denied;
    return [{ reason: "STOP_GRANT_DELTA", object, expected: "readable", actual }];
  }
}

async function migrationDifferences(
  session: SqlSession,
  migrations: readonly Migration[],
): Promise<readonly ContractDifference[]> {
  const applied = await readApplied(session);
  const shipped = new Map(migrations.map(({ name, sha256 }) => [name, sha256]));
  const names = [...new Set([...applied.keys(), ...shipped.keys()])].sort();
  return names
    .filter((name) => applied.get(name) !== shipped.get(name))
    .map((name) => ({
      reason: "STOP_DB_CONTRACT",
      object: `migration ${name}`,
      expected: shipped.get(name) ?? "no such migration",
      actual: applied.get(name) ?? "not applied",
    }));
}

const LIFECYCLE: Readonly<Record<string, string>> = {
  draft: "enacted,withdrawn",
  enacted: "superseded",
  retired: "",
  superseded: "retired",
  withdrawn: "",
};

/** The vocabularies of the documents may grow; the state machine of the lifecycle may not. */
async function lifecycleDifferences(session: SqlSession): Promise<readonly ContractDifference[]> {
  const { rows } = await session.query<{ status: string; successors: string }>(
    "select status, array_to_string(successors, ',') as successors from public.iu_lifecycle_vocab",
  );
  const actual = new Map(rows.map(({ status, successors }) => [status, successors]));
  const names = [...new Set([...Object.keys(LIFECYCLE), ...actual.keys()])].sort();
  return names
    .filter((status) => LIFECYCLE[status] !== actual.get(status))
    .map((status) => ({
      reason: "STOP_DB_CONTRACT",
      object: `lifecycle status ${status}`,
      expected: LIFECYCLE[status] ?? "absent",
      actual: actual.get(status) ?? "missing",
    }));
}
