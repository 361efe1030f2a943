/** A part of the house whose guards are taken away one at a time, and the tests that have to notice. */
export interface Room {
  readonly name: string;
  /** Files, or folders with everything in them. */
  readonly sources: readonly string[];
  /** Test files, or folders with them: those that touch the room and no others, for they run once a mutant. */
  readonly tests: readonly string[];
  /**
   * `none`: plain functions. `installed`: a server on which the schema stands, of which tests take copies. `mutated`: the same, where
   * the sources are migrations and the schema is installed afresh from the changed ones.
   */
  readonly database: "none" | "installed" | "mutated";
}

const MIGRATIONS = "src/adapters/postgres/migrations";
const WRITES = "src/adapters/postgres/writes";
const POSTGRES_TESTS = "test/adapters/postgres";

export const ROOMS: readonly Room[] = [
  { name: "trust", sources: ["src/trust"], tests: ["test/trust"], database: "none" },
  {
    name: "gates",
    sources: [
      "still-allowed",
      "judge-approval",
      "open-gate",
      "refuse-damaged-files",
      "read-gate-files",
      "gate-facts",
      "refuse-moved-facts",
    ].map((name) => `src/engine/gates/${name}.ts`),
    tests: ["test/engine/gates"],
    database: "none",
  },
  {
    name: "requests",
    sources: ["src/adapters/github/request-pulls.ts"],
    tests: ["test/adapters/github/request-pulls.test.ts"],
    database: "none",
  },
  {
    name: "writes",
    sources: [`${WRITES}/judge-write.ts`, `${WRITES}/write-transaction.ts`, `${WRITES}/consume-approval.ts`],
    tests: ["judge-write", "other-documents", "write-transaction"].map(
      (name) => `${POSTGRES_TESTS}/${name}.test.ts`,
    ),
    database: "installed",
  },
  // The contract test would notice every change of a migration by its digest: what counts here is what the database does.
  {
    name: "ledger",
    sources: [`${MIGRATIONS}/0005_ledger.sql`],
    tests: [`${POSTGRES_TESTS}/ledger.test.ts`],
    database: "mutated",
  },
  {
    name: "guards",
    sources: [`${MIGRATIONS}/0006_guards.sql`],
    tests: [`${POSTGRES_TESTS}/gateway.test.ts`, `${POSTGRES_TESTS}/guards.test.ts`],
    database: "mutated",
  },
  {
    name: "functions",
    sources: [`${MIGRATIONS}/0007_canonical_functions.sql`],
    tests: [`${POSTGRES_TESTS}/create-many.test.ts`, `${POSTGRES_TESTS}/canonical-functions.test.ts`],
    database: "mutated",
  },
  {
    name: "permits",
    sources: [`${MIGRATIONS}/0010_permits.sql`],
    tests: [
      `${POSTGRES_TESTS}/create-many.test.ts`,
      `${POSTGRES_TESTS}/canonical-functions.test.ts`,
      "test/attacks/ledger.test.ts",
      `${POSTGRES_TESTS}/ledger.test.ts`,
      `${POSTGRES_TESTS}/guards.test.ts`,
    ],
    database: "mutated",
  },
  {
    name: "versions",
    sources: [`${MIGRATIONS}/0014_version_functions.sql`],
    tests: [
      `${POSTGRES_TESTS}/canonical-functions.test.ts`,
      `${POSTGRES_TESTS}/create-many.test.ts`,
      `${POSTGRES_TESTS}/gateway.test.ts`,
      `${POSTGRES_TESTS}/immutable-versions.test.ts`,
      `${POSTGRES_TESTS}/days-of-effect.test.ts`,
      "test/attacks/ledger.test.ts",
    ],
    database: "mutated",
  },
  {
    name: "version tables",
    sources: [`${MIGRATIONS}/0013_versions.sql`],
    tests: [`${POSTGRES_TESTS}/version-tables.test.ts`, `${POSTGRES_TESTS}/immutable-versions.test.ts`],
    database: "mutated",
  },
  {
    name: "reading",
    sources: [`${MIGRATIONS}/0015_reading.sql`],
    tests: ["reading-views", "days-of-effect", "readers", "histories"].map(
      (name) => `${POSTGRES_TESTS}/${name}.test.ts`,
    ),
    database: "mutated",
  },
  {
    name: "others",
    sources: ["src/adapters/postgres/reads/other-documents.ts", "src/adapters/postgres/reads/row-age.ts"],
    tests: [`${POSTGRES_TESTS}/other-documents.test.ts`],
    database: "installed",
  },
  {
    name: "base",
    sources: ["src/domain/base-facts.ts", "src/domain/probe-facts.ts"],
    tests: ["test/domain/base-facts.test.ts", "test/phases/probes.test.ts"],
    database: "none",
  },
];
