import { randomBytes, randomUUID } from "node:crypto";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { contractOf } from "../../src/adapters/postgres/contract/contract.ts";
import { readCatalog } from "../../src/adapters/postgres/contract/schema-facts.ts";
import { installSchema } from "../../src/adapters/postgres/migrate.ts";
import { createScratchFactory } from "../../src/adapters/scratch-postgres/create-scratch-factory.ts";

/** Prints `src/adapters/postgres/contract/expected-contract.json` as a fresh installation of the migrations has it; a test compares it with both engines. */
const factory = await createScratchFactory({
  engine: "postgresql",
  pgBin: null,
  path: process.env["PATH"] ?? "",
  preferMajor: null,
  tempFolder: "/tmp",
  memoryFolder: null,
  random: { bytes: (count) => randomBytes(count), uuid: () => randomUUID() },
  openPgSource,
  openPglite: () => Promise.reject(new Error("a real server is needed")),
});
if (!factory.ok) throw new Error(factory.refusal.message);
await using database = await factory.value.start();
await using owner = await database.sql.open("owner");
const installed = await installSchema(owner);
if (!installed.ok) throw new Error(installed.refusal.message);
const contract = contractOf(await readCatalog(owner));
console.log(JSON.stringify(contract, null, 2));
