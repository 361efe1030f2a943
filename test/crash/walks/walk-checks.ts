import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WalkWorld } from "./walk-world.ts";

interface Use {
  readonly run_id: string;
  readonly gate: string;
  readonly payload_sha256: string;
  readonly batch_nonce: string | null;
  readonly document_id: string;
}

/** What may be written by the next act: taken before it. */
export interface Before {
  readonly uses: ReadonlySet<string>;
  readonly enacted: ReadonlySet<string>;
  /** Nonce of the round that goes on, where people have approved it. */
  readonly nonce: string | null;
  readonly gate: string | null;
  readonly singles: ReadonlySet<string>;
  readonly isHeld: boolean;
  readonly refuses: string | null;
  readonly spoilt: ReadonlySet<string>;
}

interface JournalEvent {
  readonly type: string;
  readonly gate?: string;
  readonly nonce?: string;
  readonly payloadSha256?: string;
  readonly members?: readonly number[];
  readonly index?: number;
}

async function readEvents({ setup, batchId }: WalkWorld): Promise<readonly JournalEvent[]> {
  const text = await readFile(join(setup.setup.root, "batches", batchId, "journal.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      try {
        return [(JSON.parse(line) as { readonly event: JournalEvent }).event];
      } catch {
        return [];
      }
    });
}

async function readUses({ setup }: WalkWorld): Promise<readonly Use[]> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<Use>(
    `select u.run_id, u.gate, u.payload_sha256, u.batch_nonce, coalesce((select max(p.document_id) from cutter_governance.write_permit p where p.run_id = u.run_id), '') as document_id
     from cutter_governance.approval_use u`,
  );
  return rows;
}

/** Runs and the state of their units. */
async function readUnits({
  setup,
}: WalkWorld): Promise<readonly { readonly run_id: string; readonly status: string }[]> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ run_id: string; status: string }>(
    `select distinct c.run_id, u.lifecycle_status as status from cutter_governance.cut_change_set c
     join cutter_governance.cut_change_set_affected_row r on r.change_set_id = c.change_set_id join public.information_unit u on u.id = r.unit_id`,
  );
  return rows;
}

export async function lookBefore(world: WalkWorld): Promise<Before> {
  const events = await readEvents(world);
  const last = events.findLastIndex(({ type }) => type === "gate_requested");
  const asked = events[last];
  const isOver = events.slice(last + 1).some(({ type }) => type === "renewed" || type === "round_ended");
  const isApproved =
    asked?.payloadSha256 !== undefined && world.decisions.get(asked.payloadSha256) === "approved";
  const singles = new Set<string>();
  for (const [payload, decision] of world.decisions) if (decision === "approved") singles.add(payload);
  return {
    uses: new Set((await readUses(world)).map((use) => `${use.run_id} ${use.gate}`)),
    enacted: new Set(
      (await readUnits(world)).filter(({ status }) => status === "enacted").map(({ run_id }) => run_id),
    ),
    nonce: isApproved && !isOver ? (asked?.nonce ?? null) : null,
    gate: asked?.gate ?? null,
    singles,
    isHeld: world.isHeld,
    refuses: world.refusesBatches,
    spoilt: new Set([...world.tampering.exchanged, ...world.tampering.forged]),
  };
}

/** What must hold behind every act; each line is a fault. */
export async function findFaults(world: WalkWorld, before: Before): Promise<readonly string[]> {
  const faults: string[] = [];
  const uses = await readUses(world);
  for (const use of uses) {
    if (before.uses.has(`${use.run_id} ${use.gate}`)) continue;
    const what = `${use.run_id} consumed ${use.gate}`;
    if (use.batch_nonce !== null && use.batch_nonce !== before.nonce)
      faults.push(
        `WRITE: ${what} under ${use.batch_nonce}, and the round that was approved is ${before.nonce}`,
      );
    if (use.batch_nonce === null && !before.singles.has(use.payload_sha256))
      faults.push(`WRITE: ${what} by itself, unapproved`);
    if (before.isHeld) faults.push(`WRITE: ${what} under a HOLD`);
    if (use.batch_nonce !== null && before.refuses === use.gate)
      faults.push(`WRITE: ${what} and the policy takes no batch`);
    if (before.spoilt.has(use.document_id))
      faults.push(`WRITE: ${what} of a document that was tampered with`);
  }
  const units = await readUnits(world);
  const used = new Set(uses.map((use) => `${use.run_id} ${use.gate}`));
  const needed: Readonly<Record<string, string>> = {
    draft: "SG_1_cut_authz",
    enacted: "SG_2_lifecycle_authz",
    withdrawn: "SG_3_compensation_authz",
  };
  const withdrawn = new Set<string>();
  for (const { run_id, status } of units) {
    if (!used.has(`${run_id} ${needed[status]}`))
      faults.push(`WRITE: ${run_id} is ${status} without use of ${needed[status]}`);
    if (status !== "enacted" && before.enacted.has(run_id))
      faults.push(`WRITE: ${run_id} was enacted and is ${status}`);
    if (status === "withdrawn") withdrawn.add(run_id);
  }
  const { members, round, runs, state } = await world.status();
  if (members.open + members.closed + members.failed + members.left + members.withdrawn !== members.all)
    faults.push(`COUNT: ${JSON.stringify(members)}`);
  if (round && round.done + round.failed + round.left + round.notBegun !== round.members)
    faults.push(`COUNT: ${JSON.stringify(round)}`);
  const events = await readEvents(world);
  const asked = events.findLast(({ type }) => type === "gate_requested");
  if (asked?.gate === "SG_2_lifecycle_authz" && state.startsWith("awaiting"))
    for (const index of asked.members ?? [])
      if (withdrawn.has(runs[index]?.runId ?? "") && runs[index]?.result === "open" && round?.done === 0)
        faults.push(`ASKS: SG_2 of ${runs[index]?.runId}, which was taken back`);
  for (const { runId, result } of runs) {
    const statuses = units.filter(({ run_id }) => run_id === runId).map(({ status }) => status);
    if (result === "closed" && (statuses.length !== 1 || statuses[0] !== "enacted"))
      faults.push(`RESULT: ${runId} is closed, units ${statuses}`);
    if (result === "withdrawn" && (statuses.length !== 1 || statuses[0] !== "withdrawn"))
      faults.push(`RESULT: ${runId} is withdrawn, units ${statuses}`);
  }
  const known = new Set(runs.map(({ runId }) => runId));
  for (const name of await readdir(join(world.setup.setup.root, "runs")))
    if (!known.has(name)) faults.push(`STRAY: ${name} belongs to no batch`);
  faults.push(...(await readReceipts(world)));
  return faults;
}

/** A receipt tells of each member of its round once. */
async function readReceipts({ setup, batchId }: WalkWorld): Promise<readonly string[]> {
  const folder = join(setup.setup.root, "batches", batchId, "receipts");
  const names = await readdir(folder).catch(() => []);
  const faults: string[] = [];
  for (const name of names) {
    const { members } = JSON.parse(await readFile(join(folder, name), "utf8")) as {
      readonly members: readonly { readonly run_id: string; readonly result: string }[];
    };
    if (new Set(members.map(({ run_id }) => run_id)).size !== members.length)
      faults.push(`RECEIPT: ${name} names a member twice`);
    for (const { result } of members)
      if (!["done", "failed", "left", "not attempted"].includes(result))
        faults.push(`RECEIPT: ${name}: ${result}`);
  }
  return faults;
}
