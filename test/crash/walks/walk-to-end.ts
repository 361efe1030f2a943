import type { Chance } from "./chance.ts";
import { readWays, type Way } from "./printed-ways.ts";
import { makeWhole, perform, printedWays } from "./walk-acts.ts";
import { findFaults, lookBefore } from "./walk-checks.ts";
import type { WalkWorld } from "./walk-world.ts";

const MOST_ACTS = 25;

/** Makes the world whole, then approves what waits and follows what is printed, and nothing else; returns the faults. */
export async function walkToEnd(
  world: WalkWorld,
  chance: Chance,
  tell: (line: string) => void,
): Promise<readonly string[]> {
  await makeWhole(world);
  tell("  -- the world is whole");
  const tried = new Set<string>();
  for (let acts = 0; acts < MOST_ACTS; acts += 1) {
    const asked = (await world.waiting()).find(({ payload }) => !world.decisions.has(payload));
    if (asked !== undefined) {
      await world.approve(asked);
      tried.clear();
      tell(`  approve ${asked.id} ${asked.gate}`);
      continue;
    }
    const way = await nextWay(world, chance, tried);
    if (way === "over") return await findUnsound(world);
    if (way === null)
      return [
        `CIRCLE: nothing printed that was not tried: ${JSON.stringify(world.told)} ${JSON.stringify(await world.status())}`,
        `runs ${JSON.stringify((await Promise.all((await world.runs()).map(({ runId }) => world.app.status(runId)))).flat().filter((row) => "state" in row && !["voided", "closeout_reported"].includes(row.state)))}`,
      ];
    const before = await lookBefore(world);
    tell(`  ${await perform(world, way)}`);
    const faults = await findFaults(world, before);
    if (faults.length > 0) return faults;
  }
  return [
    `CIRCLE: ${MOST_ACTS} acts, and no end: ${JSON.stringify(world.told)} ${JSON.stringify(await world.status())}`,
  ];
}

async function nextWay(world: WalkWorld, chance: Chance, tried: Set<string>): Promise<Way | "over" | null> {
  const status = await world.status();
  let ways: readonly Way[] = [];
  let stands = "";
  if (status.isOver) {
    const left = [];
    for (const { runId } of await world.runs()) {
      const [row] = await world.app.status(runId);
      if (row === undefined || !("state" in row)) throw new Error(`no status of ${runId}`);
      if (row.isUnderWay || (await hasDrafts(world, runId))) left.push(row);
    }
    const [first] = left;
    if (first === undefined) return "over";
    stands = `${first.runId} ${first.state} ${first.refusal?.reason}`;
    const texts = [
      first.refusal?.wayOut,
      first.next,
      first.runId === world.lastId ? world.told.refusal?.wayOut : null,
      first.runId === world.lastId ? world.told.next : null,
    ];
    ways = readWays(texts.filter((text) => text != null).join("\n"), [first.runId], first.runId).filter(
      ({ id }) => id !== world.batchId,
    );
  } else {
    ways = await printedWays(world);
    stands = JSON.stringify([
      status.state,
      status.refusal?.reason,
      world.told.refusal?.reason,
      status.runs.map(({ at, result }) => [at, result]),
      status.waiting?.payloadSha256,
    ]);
  }
  const untried = ways.filter(({ verb, id }) => !tried.has(`${stands} ${verb} ${id}`));
  if (untried.length === 0) return null;
  const way = chance.of(untried);
  tried.add(`${stands} ${way.verb} ${way.id}`);
  return way;
}

async function hasDrafts(world: WalkWorld, runId: string): Promise<boolean> {
  await using owner = await world.setup.owner();
  const { rows } = await owner.query(
    `select from cutter_governance.cut_change_set c join cutter_governance.cut_change_set_affected_row r on r.change_set_id = c.change_set_id
     join public.information_unit u on u.id = r.unit_id where c.run_id = $1 and u.lifecycle_status = 'draft' limit 1`,
    [runId],
  );
  return rows.length > 0;
}

/** What must hold where a batch has ended in a world that is whole. */
async function findUnsound(world: WalkWorld): Promise<readonly string[]> {
  const faults: string[] = [];
  const unexplained = await world.app.findUnexplained(null);
  if (!unexplained.ok) faults.push(`END: ${JSON.stringify(unexplained.refusal)}`);
  else if (unexplained.value.length > 0) faults.push(`END: unexplained ${JSON.stringify(unexplained.value)}`);
  const audit = await world.setup.cutter(["audit"]);
  if (audit.code !== 0)
    faults.push(`END: audit ${audit.code} ${audit.stdout.slice(-800)} ${audit.stderr.slice(-400)}`);
  const { state } = await world.status();
  if (state === "closed") {
    const verified = await world.setup.cutter(["evidence", "verify", world.batchId, "--database"]);
    if (verified.code !== 0)
      faults.push(
        `END: evidence ${verified.code} ${verified.stdout.slice(-800)} ${verified.stderr.slice(-400)}`,
      );
  }
  await using owner = await world.setup.owner();
  const { rows } = await owner.query<{ count: string }>(
    "select count(*)::text as count from public.information_unit where lifecycle_status = 'draft'",
  );
  if (rows[0]?.count !== "0") faults.push(`END: ${rows[0]?.count} drafts stand where all is over`);
  return faults;
}
