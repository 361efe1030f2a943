import pg from "pg";
import type { PgSettings } from "../src/adapters/postgres/connection/pg-source.ts";
import { unitBatches } from "../src/adapters/postgres/reads/unit-batches.ts";
import type { MadePlan } from "./units.ts";

/** What a plain program would do: one transaction, one prepared `SELECT fn_iu_create` per row, each answer awaited. */
export async function createRowByRow(settings: PgSettings, { plan, source }: MadePlan): Promise<void> {
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.roles.exec?.user,
    password: settings.roles.exec?.password ?? "",
  });
  await client.connect();
  await client.query("begin");
  for (const batch of unitBatches(plan.units, source)) {
    for (const [index, address] of batch.addresses.entries()) {
      const values = [
        address,
        batch.titles[index],
        batch.bodies[index],
        "cutter_exec",
        batch.kinds[index],
        batch.sectionTypes[index],
        plan.source.owner,
        plan.source.publicationType,
        batch.parents[index],
      ];
      await client.query({ name: "create", text: CREATE, values });
    }
  }
  await client.query("commit");
  await client.end();
}

const CREATE = "select public.fn_iu_create($1, $2, $3, $4, $5, $6, $7, $8, $9)";
