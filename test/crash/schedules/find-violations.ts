import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEvent } from "../../../src/domain/journal.ts";
import { PHASES } from "../../../src/domain/phases.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { findLeftBehind } from "../../left-behind.ts";
import type { Left } from "../left-content.ts";
import type { FaultWorld } from "./fault-world.ts";
import { leftsOf, readLeft, type Scene } from "./story-scenes.ts";

/** What a run left that has come to its end, held against what it had to leave; empty where all is well. */
export async function findViolations(
  world: FaultWorld,
  scene: Scene,
  {
    id,
    approved,
    hasLost = false,
  }: { readonly id: string; readonly approved: ReadonlySet<string>; readonly hasLost?: boolean },
): Promise<readonly string[]> {
  const { setup } = world;
  await using app = await setup.openApp();
  const lefts = await leftsOf(app, id, scene.prefixes);
  const found: string[] = [];
  const left = await readLeft(setup, lefts);
  for (const [at, { prefix }] of lefts.entries())
    for (const [table, content] of Object.entries(scene.calm[at] ?? {}))
      if (left[at]?.[table] !== content)
        found.push(
          `CONTENT of ${prefix} in ${table}: ${left[at]?.[table]}, where a calm run leaves ${content}`,
        );
  const { altered } = await app.auditBase({ founds: false, isAlone: false });
  if (altered !== null) found.push(`AUDIT ${JSON.stringify(altered)}`);
  const unexplained = await app.findUnexplained(null);
  if (!unexplained.ok || unexplained.value.length > 0)
    found.push(`UNEXPLAINED ${JSON.stringify(unexplained)}`);
  {
    await using live = await app.openKnowledgeBase();
    const differences = await live.contractDifferences();
    if (differences.length > 0) found.push(`CONTRACT ${JSON.stringify(differences)}`);
  }
  const runIds = lefts.map(({ runId }) => runId);
  await using superuser = await world.openSuperuser();
  found.push(
    ...(await findUses(
      superuser,
      runIds,
      id.startsWith("ictb-") ? null : new Set([...approved, ...scene.used]),
    )),
  );
  found.push(...(await findRows(superuser)));
  found.push(...(await findJournals(world, lefts, scene)));
  found.push(...(await findOvertaken(superuser)));
  found.push(...(await findHeld(superuser, setup.variables["DOT_CUTTER_DB_NAME"] ?? "")));
  found.push(...(await findTemporary(world, hasLost)));
  return found;
}

/** Uses of approvals: once each, of requests that were approved. */
async function findUses(
  superuser: SqlSession,
  runIds: readonly string[],
  approved: ReadonlySet<string> | null,
): Promise<readonly string[]> {
  const { rows } = await superuser.query<{
    run_id: string;
    gate: string;
    payload_sha256: string;
    nonce: string;
  }>(
    "select run_id, gate, payload_sha256, nonce from cutter_governance.approval_use where run_id = any($1)",
    [runIds],
  );
  const found: string[] = [];
  if (new Set(rows.map(({ nonce }) => nonce)).size !== rows.length) found.push("USED TWICE: an approval");
  for (const { gate, payload_sha256 } of rows)
    if (approved !== null && !approved.has(payload_sha256))
      found.push(`NOT APPROVED: ${gate} ${payload_sha256}`);
  return found;
}

/** Drafts, and rows of a transaction that has left no receipt. */
async function findRows(superuser: SqlSession): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ drafts: string; unreceipted: string }>(
    `select (select count(*) from public.information_unit where lifecycle_status = 'draft')::text as drafts,
       (select count(*) from public.unit_version v where not exists (select from cutter_governance.phase_receipt r where r.xact = v.born_xact))::text as unreceipted`,
  );
  const [row] = rows;
  return [
    ...(row?.drafts === "0" ? [] : [`DRAFTS: ${row?.drafts} stand where all is over`]),
    ...(row?.unreceipted === "0" ? [] : [`NO RECEIPT for ${row?.unreceipted} versions`]),
  ];
}

/** Each journal is a whole chain, has each result once, no fault, and one end. */
async function findJournals(
  world: FaultWorld,
  lefts: readonly Left[],
  scene: Scene,
): Promise<readonly string[]> {
  await using sidecar = await world.setup.openSidecar();
  const found: string[] = [];
  const known = [...lefts.map(({ runId }) => runId), ...scene.earlier];
  for (const runId of await sidecar.listRuns()) {
    if (!known.includes(runId)) found.push(`STRAY RUN ${runId}`);
    const view = await sidecar.peekRun(runId);
    if (!view.ok) {
      found.push(`JOURNAL of ${runId}: ${JSON.stringify(view.refusal)}`);
      continue;
    }
    const { entries, isAtWork } = view.value;
    if (isAtWork) found.push(`HELD: ${runId}`);
    found.push(...findRepeated(entries.map(({ event }) => event)).map((told) => `${told} in ${runId}`));
  }
  return found;
}

/** What a run does at most once; a backup is taken again where its request is asked anew. */
const ONCE: ReadonlySet<string> = new Set([
  ...PHASES.slice(5).map(({ name }) => `result of ${name}`),
  "compensated",
  "voided",
  "closed",
]);

function findRepeated(events: readonly JournalEvent[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    const name = event.type === "phase_result" ? `result of ${event.phase}` : event.type;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [
    ...[...counts].flatMap(([name, count]) =>
      count > 1 && ONCE.has(name) ? [`TWICE: ${name} ${count} times`] : [],
    ),
    ...events.flatMap((event) => (event.type === "fault" ? [`FAULT ${event.message}`] : [])),
  ];
}

/** What was committed under a number, and for a receipt under that of the intent before it, came before the next number was taken. */
async function findOvertaken(superuser: SqlSession): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ told: string }>(
    `with written as (
       select owner_id, fence, 'entry ' || seq as what, pg_xact_commit_timestamp(xmin) as at from cutter_sidecar.entry
       union all select owner_id, fence, 'file ' || name, pg_xact_commit_timestamp(xmin) from cutter_sidecar.file
       union all select owner_id, fence, 'lease ' || version, pg_xact_commit_timestamp(xmin) from cutter_sidecar.lease
       union all select r.run_id, e.fence, 'receipt of ' || r.phase, pg_xact_commit_timestamp(r.xmin) from cutter_governance.phase_receipt r
         cross join lateral (select fence from cutter_sidecar.entry e where e.owner_id = r.run_id
           and e.line::jsonb #>> '{event,type}' = 'commit_intent' and e.line::jsonb #>> '{event,effect}' = r.phase
           and pg_xact_commit_timestamp(e.xmin) < pg_xact_commit_timestamp(r.xmin) order by e.seq desc limit 1) e
     )
     select concat_ws(' ', w.owner_id, w.what, 'under', w.fence) as told from written w
     join cutter_sidecar.fence f on f.owner_id = w.owner_id and f.number > w.fence and pg_xact_commit_timestamp(f.xmin) < w.at`,
  );
  return rows.map(({ told }) => `OVERTAKEN: ${told}`);
}

/** Sessions and locks that a command has left; the server may need a moment to notice the end of a process. */
async function findHeld(superuser: SqlSession, database: string): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await superuser.query<{ told: string }>(
      `select concat_ws(' ', a.application_name, a.state, l.locktype) as told from pg_stat_activity a
       left join pg_locks l on l.pid = a.pid and l.locktype = 'advisory'
       where a.datname = $1 and a.application_name like 'iu-cutter %' and a.pid <> pg_backend_pid() and l.pid is not null`,
      [database],
    );
    if (rows.length === 0 || tries === 20) return rows.map(({ told }) => `LOCK LEFT: ${told}`);
    await sleep(50);
  }
}

/** A process that is killed while it publishes leaves an index of git, of a few kilobytes; nothing else may be left. */
async function findTemporary({ temporary, setup }: FaultWorld, hasLost: boolean): Promise<readonly string[]> {
  if (hasLost)
    for (const name of await readdir(temporary))
      if (name.startsWith("iu-cutter-index-")) await rm(join(temporary, name), { recursive: true });
  const behind = await findLeftBehind(temporary);
  const names = await readdir(temporary);
  const half = await readdir(setup.setup.root, { recursive: true });
  return [...new Set([...behind, ...names, ...half.filter((name) => /\.\d+-\d+\.new$/.test(name))])].map(
    (one) => `LEFT BEHIND: ${one}`,
  );
}
