import { enact as lifecycleEnact } from "../../src/adapters/postgres/writes/enact.ts";
import { runWriteTransaction } from "../../src/adapters/postgres/writes/write-transaction.ts";
import type { CutPlan } from "../../src/domain/plan.ts";
import type { WriteCommand } from "../../src/ports/knowledge-base.ts";
import { type BenchDatabase, openBenchDatabase } from "../database.ts";
import { openSession } from "../open-session.ts";
import type { Family } from "../row.ts";
import { asShare, timePairs } from "../timing.ts";
import { allowedCommand, type MadePlan, mustSucceed, registerUnits, writeDrafts } from "../units.ts";

const UNITS = { full: 5000, tiny: 20 } as const;
const ROUNDS = { full: 5, tiny: 1 } as const;

/** Phase 10, compared with a bare UPDATE of as many rows under the same triggers. */
export const enact: Family = {
  rows: [
    {
      name: "enact",
      what: "lifecycle_enact of 5000 units, on an open session",
      against: "bare UPDATE of both tables, same triggers",
      target: "<= 2x",
    },
  ],
  async measure(scale) {
    await using database = await openBenchDatabase();
    const { knowledge } = database;
    await makeBareUpdate(database);
    const rounds = ROUNDS[scale];
    const plans: MadePlan[] = [];
    for (let index = 0; index < 2 * (rounds + 1); index += 1) {
      const made = await registerUnits(database.sql, `ENACT-${index}`, UNITS[scale]);
      await writeDrafts(knowledge, made);
      plans.push(made);
    }
    await using open = await openSession(database.sql);
    await using owner = await database.sql.open("owner");
    await owner.query("analyze");
    // The bare updates beside it leave no receipts: other documents are not looked at.
    const commands = await Promise.all(
      plans.map(async (made, index) => ({
        ...withScope(await allowedCommand(knowledge, made, "lifecycle_enact")),
        reviewDecisionId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      })),
    );
    const pair = await timePairs({
      rounds,
      warmUp: 1,
      async own(round) {
        const command = commands[2 * round];
        if (command) {
          const effect = lifecycleEnact(command.reviewDecisionId);
          mustSucceed(await runWriteTransaction(open.source, command, effect));
        }
      },
      async other(round) {
        const made = plans[2 * round + 1];
        if (made) await open.session.query("select bench.bare_update($1)", [addressesOf(made.plan)]);
      },
    });
    return { enact: asShare(pair) };
  },
};

function withScope(command: WriteCommand): WriteCommand {
  return { ...command, base: { ...command.base, scope: "document" } };
}

function addressesOf(plan: CutPlan): readonly string[] {
  return plan.units.map((unit) => unit.address);
}

/**
 * The gateway lets the exec lane change a row only inside a function of the owner that sets the marker, so the bare update is such a
 * function.
 */
async function makeBareUpdate(database: BenchDatabase): Promise<void> {
  await using owner = await database.sql.open("owner");
  await owner.script(`
create schema bench;
grant usage on schema bench to cutter_exec;
create function bench.bare_update(p_addresses text[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
  perform set_config('app.canonical_writer', 'fn_iu_enact', true);
  update public.unit_version v set lifecycle_status = 'enacted', review_state = 'approved', enacted_at = now(), updated_at = now()
    from public.information_unit u where u.canonical_address = any (p_addresses) and v.id = u.version_anchor_ref;
  update public.information_unit set lifecycle_status = 'enacted', updated_at = now(), updated_by = 'cutter_exec'
    where canonical_address = any (p_addresses);
end
$$;
grant execute on function bench.bare_update(text[]) to cutter_exec;`);
}
