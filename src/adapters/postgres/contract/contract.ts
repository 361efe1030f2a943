import type { ContractDifference } from "../../../ports/schema-facts.ts";
import expectedContract from "./expected-contract.json" with { type: "json" };
import type { Catalog, FunctionFact } from "./schema-facts.ts";

/** What a fresh installation of the migrations looks like in the catalogs. */
const EXPECTED_CONTRACT: ExpectedContract = expectedContract;

type Reason = ContractDifference["reason"];
type Lines = Readonly<Record<string, string>>;

/** The reasons, gravest first: where several apply, the first becomes the reason of the stop. */
export const CONTRACT_REASONS = [
  "STOP_DB_SCHEMA_MISSING",
  "STOP_DB_SETTINGS",
  "STOP_IMMUTABILITY_MISSING",
  "STOP_FUNCTION_TAMPERED",
  "STOP_FUNCTION_UNSAFE",
  "STOP_GATEWAY_MISSING",
  "STOP_GRANT_DELTA",
  "STOP_DB_CONTRACT",
] as const satisfies readonly Reason[];

/** The differences of a database from the reference schema and the expected grants, both ways, gravest first; empty when it is right. */
export function contractDifferences(
  catalog: Catalog,
  expected: ExpectedContract = EXPECTED_CONTRACT,
): readonly ContractDifference[] {
  if (catalog.shapes.length === 0) {
    return [{ reason: "STOP_DB_SCHEMA_MISSING", object: "schema", expected: "installed", actual: "missing" }];
  }
  const actual = contractOf(catalog);
  const differences = [
    ...diffMembers("table line", expected.tables, actual.tables).map((found) => ({
      ...found,
      reason: "STOP_DB_CONTRACT" as const,
    })),
    ...diffRecords("trigger", expected.triggers, actual.triggers).map((found) => ({
      ...found,
      reason: triggerReason(found.object),
    })),
    ...diffRecords("function", expected.functions, actual.functions).map((found) => ({
      ...found,
      reason: functionReason(found, expected),
    })),
    ...diffMembers("grant line", expectedGrants(expected, actual), actual.grants).map((found) => ({
      ...found,
      reason: "STOP_GRANT_DELTA" as const,
    })),
    ...catalog.functions.filter(isUnsafe).map(unsafeDifference),
    ...diffMembers("beside the schema", [], catalog.surroundings).map((found) => ({
      ...found,
      reason: "STOP_DB_CONTRACT" as const,
    })),
    ...catalog.settings.map(({ name, expected, actual }) => ({
      reason: "STOP_DB_SETTINGS" as const,
      object: `setting ${name}`,
      expected,
      actual,
    })),
  ];
  return differences.sort((a, b) => CONTRACT_REASONS.indexOf(a.reason) - CONTRACT_REASONS.indexOf(b.reason));
}

/** The catalog without oids, the only thing in which two sound installations differ. */
export function contractOf(catalog: Catalog): ExpectedContract {
  return {
    tables: catalog.shapes.flatMap(({ table, lines }) => lines.map((line) => `${table}: ${line}`)).sort(),
    triggers: sortedRecord(
      catalog.triggers.map((fact) => [`${fact.table} ${fact.name}`, `${fact.enabled} ${fact.digest}`]),
    ),
    functions: sortedRecord(
      catalog.functions.map((fact) => [fact.signature, `${fact.owner} ${fact.digest}`]),
    ),
    grants: catalog.grants,
  };
}

export interface ExpectedContract {
  readonly tables: readonly string[];
  readonly triggers: Lines;
  readonly functions: Lines;
  readonly grants: readonly string[];
}

/** Roles that are there where somebody made them; what one may is expected of one that may anything. */
const OPTIONAL_ROLES = ["cutter_reader", "cutter_sidecar"] as const;

function expectedGrants(expected: ExpectedContract, actual: ExpectedContract): ExpectedContract["grants"] {
  const missing = OPTIONAL_ROLES.map((role) => ` to ${role}`).filter(
    (end) => !actual.grants.some((line) => line.endsWith(end)),
  );
  return expected.grants.filter((line) => !missing.some((end) => line.endsWith(end)));
}

type Difference = Omit<ContractDifference, "reason">;

function diffMembers(
  kind: string,
  expected: readonly string[],
  actual: readonly string[],
): readonly Difference[] {
  const wanted = new Set(expected);
  const found = new Set(actual);
  return [
    ...expected
      .filter((line) => !found.has(line))
      .map((line) => ({ object: `${kind}: ${line}`, expected: "present", actual: "missing" })),
    ...actual
      .filter((line) => !wanted.has(line))
      .map((line) => ({ object: `${kind}: ${line}`, expected: "absent", actual: "present" })),
  ];
}

function diffRecords(kind: string, expected: Lines, actual: Lines): readonly Difference[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return names.flatMap((name) =>
    expected[name] === actual[name]
      ? []
      : [
          {
            object: `${kind} ${name}`,
            expected: expected[name] ?? "absent",
            actual: actual[name] ?? "missing",
          },
        ],
  );
}

function triggerReason(object: string): Reason {
  const immutability = / (d_immutable|e_no_truncate)$/.test(object);
  const known = Object.keys(EXPECTED_CONTRACT.triggers).some((name) => object === `trigger ${name}`);
  if (immutability) return "STOP_IMMUTABILITY_MISSING";
  return known ? "STOP_GATEWAY_MISSING" : "STOP_DB_CONTRACT";
}

function functionReason(found: Difference, expected: ExpectedContract): Reason {
  const signature = found.object.replace(/^function /, "");
  if (/^public\.(fn_immutable_row|fn_no_truncate)\(/.test(signature)) return "STOP_IMMUTABILITY_MISSING";
  return Object.hasOwn(expected.functions, signature) ? "STOP_FUNCTION_TAMPERED" : "STOP_DB_CONTRACT";
}

/** A SECURITY DEFINER function is safe only where its search path is pinned and ends with pg_temp, and PUBLIC may not call it. */
function isUnsafe(fact: FunctionFact): boolean {
  if (!fact.securityDefiner) return false;
  const path = fact.config.find((item) => item.startsWith("search_path="));
  return fact.publicMayExecute || !path || !/[=,]\s*"?pg_temp"?$/.test(path);
}

function unsafeDifference(fact: FunctionFact): ContractDifference {
  return {
    reason: "STOP_FUNCTION_UNSAFE",
    object: `function ${fact.signature}`,
    expected: "search_path pinned and ending with pg_temp, no EXECUTE for PUBLIC",
    actual: `${fact.config.join("; ") || "no search_path"}; PUBLIC ${fact.publicMayExecute ? "may" : "may not"} execute`,
  };
}

function sortedRecord(entries: readonly (readonly [string, string])[]): Lines {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
