import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HEAP_FLAGS } from "../src/config/heap-flags.ts";
import type { Gate } from "../src/domain/gates.ts";
import { bundleCutter } from "../test/support/cutter.ts";
import { allowLargeBatches } from "../test/support/large-batches.ts";
import { lawOf, makeTestSetup, type TestSetup } from "../test/support/test-setup.ts";
import { searchPath } from "./machine.ts";
import { cpuSecondsOfTree } from "./process-tree.ts";
import { runWatched } from "./watched-process.ts";

const ROOT = join(import.meta.dirname, "..");
const GATES_ASKED: readonly Gate[] = ["SG_1_cut_authz", "SG_2_lifecycle_authz"];

/** What a process took for one leg: from the start to the request of SG_1, from there to that of SG_2, from there to the end. */
export interface Leg {
  readonly ms: number;
  /** CPU seconds of the bot, git, the live server, the throw-away server and the tools of the backup. */
  readonly cpuSeconds: number;
  /** Of the bot's process alone. */
  readonly peakBytes: number;
}

/** The legs of one batch, and those of single runs of such documents in the same base. */
export interface MeasuredBatch {
  readonly batch: readonly Leg[];
  readonly singles: readonly (readonly Leg[])[];
}

/** Cuts and enacts documents of so many units, in one batch and one by one; each leg is a process of the built command line, as a runner starts it. */
export async function measureBatch(order: {
  readonly members: number;
  readonly units: number;
  readonly singles: number;
  /** Other documents that are only registered. */
  readonly beside?: number;
}): Promise<MeasuredBatch> {
  await using setup = await makeTestSetup();
  await using cutter = await bundleCutter();
  await allowLargeBatches(setup, order.members);
  const ids = await registerLaws(setup, order.members + order.singles, order.units);
  await registerBeside(setup, order.beside ?? 0);
  const list = join(setup.setup.folder, "batch.txt");
  await writeFile(list, ids.slice(0, order.members).join("\n"));
  const batch = await measureLegs(setup, cutter.program, ["batch", "--from", list]);
  tell(`${order.members} members beside ${order.beside ?? 0} documents`, batch, order.members);
  const singles: (readonly Leg[])[] = [];
  for (const id of ids.slice(order.members)) {
    singles.push(await measureLegs(setup, cutter.program, ["cut", "--document-id", id]));
    tell("a single run", singles.at(-1) ?? [], 1);
  }
  return { batch, singles };
}

/** Documents of so many units, and their ids. */
export async function registerLaws(
  setup: TestSetup,
  count: number,
  units: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await setup.register(lawOf(`law ${index}`, units)));
  return ids;
}

/** So many other documents at once, of one line each. */
async function registerBeside(setup: TestSetup, count: number): Promise<void> {
  await using owner = await setup.owner();
  await owner.script(`
insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
  select 'beside-' || k, 'BESIDE-' || k, 'Law beside ' || k, 'law', 'operator', false from generate_series(1, ${count}) k;
insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content, accepted_doubts)
  select gen_random_uuid(), 'beside-' || k, 1, encode(sha256(text), 'hex'), length(text), text, '{}'
  from generate_series(1, ${count}) k, convert_to('# Law ' || k, 'UTF8') text;
analyze;`);
}

interface Told {
  readonly batchId?: string;
  readonly runId?: string;
  readonly state: string;
}

async function measureLegs(
  setup: TestSetup,
  program: string,
  start: readonly string[],
): Promise<readonly Leg[]> {
  const legs: Leg[] = [];
  const leg = async (args: readonly string[]): Promise<Told> => {
    const from = cpuSecondsOfTree();
    const { ms, peakBytes, stdout } = await runWatched({
      command: process.execPath,
      args: [...HEAP_FLAGS, program, "orchestrate", ...args, "--json"],
      cwd: ROOT,
      env: { PATH: searchPath(), HOME: setup.setup.folder, ...setup.variables },
    });
    legs.push({ ms, peakBytes, cpuSeconds: cpuSecondsOfTree() - from });
    return JSON.parse(stdout) as Told;
  };
  let told = await leg(start);
  for (const gate of GATES_ASKED) {
    const id = told.batchId ?? told.runId ?? "";
    await setup.approve(id, gate);
    told = await leg(["resume", id]);
  }
  if (!["closed", "closeout_reported"].includes(told.state)) throw new Error(`it ended as ${told.state}`);
  return legs;
}

function tell(what: string, legs: readonly Leg[], members: number): void {
  const each = (amount: number) => (amount / members).toFixed(3);
  const told = legs.map(
    ({ ms, cpuSeconds, peakBytes }) =>
      `${each(ms / 1000)} s and ${each(cpuSeconds)} CPU s, peak ${(peakBytes / 1e6).toFixed(0)} MB`,
  );
  process.stderr.write(`    ${what}, a member: ${told.join("; ")}\n`);
}
