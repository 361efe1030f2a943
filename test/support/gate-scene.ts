import { mkdir } from "node:fs/promises";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import type { BackupEnvelope, FullEnvelope } from "../../src/domain/backup-envelope.ts";
import type { BaseFacts } from "../../src/domain/base-facts.ts";
import { GATE_NAMES, type Gate } from "../../src/domain/gates.ts";
import type { OpenGate } from "../../src/domain/open-gate.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { accepted, refused } from "../../src/domain/result.ts";
import type { GateFacts, PreState, Rehearsal } from "../../src/domain/run-files.ts";
import { GOVERNED_TABLES, type TableFact } from "../../src/domain/tables.ts";
import type { EngineParts } from "../../src/engine/session/engine-parts.ts";
import { RunSession } from "../../src/engine/session/run-session.ts";
import { digestOf, sha256Hex } from "../../src/json/canonical-json.ts";
import type { GateVerdict, RequestInGit } from "../../src/ports/approvals.ts";
import type { ApprovalUse, DatabaseIdentity } from "../../src/ports/knowledge-base.ts";
import type { LedgerRow } from "../../src/ports/ledger-rows.ts";
import type { ContractDifference } from "../../src/ports/schema-facts.ts";
import { makeRequest } from "./approval-story.ts";
import { phaseResult, runStarted, SOURCE_VERSION, TOOL } from "./journal-events.ts";
import { makeTempFolder } from "./temp-folder.ts";

export const RUN_ID = "ictr-20260601T110000Z-1a2b3c4d";
export const NOW = new Date("2026-06-01T12:00:00Z");
const NONCE = "1".repeat(32);
const SCHEMA = "5".repeat(64);
export const BASE: BaseFacts = {
  seen: { cluster: "42/00000001", snapshot: "7:7:" },
  document: [{ table: "public.unit_version", rows: 3, digest: "3".repeat(64) }],
  others: [{ document: "OTHER", receipts: 4, units: 7, rows: 40, digest: "7".repeat(64) }],
};
const PRE: PreState = {
  base: BASE,
  schema: {
    tables: [],
    triggers: [],
    functions: [],
    grants: [],
    grantsSha256: "9".repeat(64),
    sha256: SCHEMA,
  },
};
const REHEARSAL: Rehearsal = {
  steps: [{ step: "cut_leg_a", result: "3 units" }],
  compensation: [{ order: 1, action: "withdraw_drafts", what: "withdraw every draft of this run", units: 3 }],
};
const REPORTS: Readonly<Record<string, string>> = { "01-source_pin": "Pinned.\n", "02-mark": "Marked.\n" };

const TABLES: readonly TableFact[] = GOVERNED_TABLES.map((table) => ({
  table,
  rows: 7,
  digest: "7".repeat(64),
}));

/** The facts that the request of the gate binds: behind SG_1 they hold what its leg wrote. */
function factsOf(gate: Gate): GateFacts {
  const holds = gate === "SG_1_cut_authz" ? [] : (["cut_leg_a", "leg_b_record", "write_verify"] as const);
  return { base: BASE, holds, schemaSha256: SCHEMA, systemIdentifier: "42" };
}

/** What stands outside the run when its gate is asked to open: all as the request binds it. A test changes one thing. */
export interface Outside {
  gate: Gate;
  /** The clock of the runner. */
  now: Date;
  /** The clock of the database is ahead of it. */
  aheadMs: number;
  /** Identities as the database tells them, one a question; the last for good. */
  identities: DatabaseIdentity[];
  use: ApprovalUse | null;
  /** What the ledger has of the run. */
  ledger: readonly LedgerRow[];
  /** The requests of the run in git. */
  inGit: readonly RequestInGit[];
  schemaSha256: string;
  differences: readonly ContractDifference[];
  base: BaseFacts;
  driftScope: "all" | "document";
  /** The files of the run beside its journal; null: taken away. */
  files: Record<string, string | null>;
  backup: { envelope: BackupEnvelope; takenUtc: string; isWhole: boolean; isTakeRefused: boolean };
  policy: "trusted" | "missing";
  verdict: GateVerdict;
  /** Where the branches stand. */
  position: string;
  /** The gate as this run has opened it before. */
  openedBefore: OpenGate | null;
}

export interface GateScene extends AsyncDisposable {
  readonly session: RunSession;
  /** What was asked of the outside, in order. */
  readonly asked: readonly string[];
  readonly root: string;
  /** How many entries the journal had when the scene was set. */
  readonly entriesBefore: number;
  floor(): Promise<number>;
}

export function backupEnvelope(changes: Partial<FullEnvelope> = {}): FullEnvelope {
  const tables = TABLES;
  return {
    schema: "iu-cutter/backup/1",
    runId: RUN_ID,
    file: "/backups/run.sql.gz.pgp",
    sha256: "b".repeat(64),
    sizeBytes: 1,
    compression: "gzip",
    recipient: "A".repeat(40),
    database: { name: "kb", systemIdentifier: "42", serverVersion: "15", inRecovery: false },
    snapshotId: null,
    snapshotUtc: "2026-06-01T12:00:00Z",
    finishedUtc: "2026-06-01T12:00:01Z",
    tables,
    tools: { pgDump: "15", openpgp: "6", node: "20" },
    restoreProof: { engine: "postgresql", serverVersion: "15", tables, sha256: "d".repeat(64) },
    ...changes,
  };
}

export function openGateOf(gate: Gate, changes: Partial<OpenGate> = {}): OpenGate {
  return {
    gate,
    payloadSha256: requestOf(gate).payloadSha256,
    approval: {
      gate,
      nonce: NONCE,
      approvalCommit: "a".repeat(40),
      executionCommit: "b".repeat(40),
      persons: ["sovereign"],
      keys: ["C".repeat(40)],
      signedUtc: "2026-06-01T11:30:00Z",
    },
    reviewDecisionId: null,
    expiresUtc: "2026-06-01T23:30:00Z",
    ...changes,
  };
}

/** The request as the run wrote it: it binds the facts by their digest. */
function requestOf(gate: Gate) {
  return sealRequest(
    makeRequest("", { gate, run_id: RUN_ID, nonce: NONCE, pre_sha256: digestOf(factsOf(gate)) }),
  );
}

/** The gates that a run at this one has asked for: those before it too. */
function requestedAt(gate: Gate): readonly Gate[] {
  return GATE_NAMES.slice(0, GATE_NAMES.indexOf(gate) + 1);
}

export function allAsBound(gate: Gate): Outside {
  const envelope = backupEnvelope();
  return {
    gate,
    now: NOW,
    aheadMs: 0,
    identities: [{ name: "kb", systemIdentifier: "42", inRecovery: false } as DatabaseIdentity],
    use: null,
    ledger: [],
    inGit: [],
    schemaSha256: SCHEMA,
    differences: [],
    base: BASE,
    driftScope: "all",
    files: {
      ...Object.fromEntries(
        requestedAt(gate).flatMap((each) => [
          [`requests/${each}.request.json`, requestOf(each).text],
          [`facts-${each}.json`, JSON.stringify(factsOf(each))],
        ]),
      ),
      ...Object.fromEntries(Object.entries(REPORTS).map(([name, text]) => [`kb/${name}.md`, text])),
      "backup.json": JSON.stringify(envelope),
      "pre.json": JSON.stringify(PRE),
      "rehearsal.json": JSON.stringify(REHEARSAL),
    },
    backup: { envelope, takenUtc: "2026-06-01T11:00:00Z", isWhole: true, isTakeRefused: false },
    policy: "trusted",
    verdict: {
      result: accepted({ opened: openGateOf(gate), policyVersion: 4, solo: false }),
      seen: ["a".repeat(40), "b".repeat(40)],
    },
    position: "standing",
    openedBefore: null,
  };
}

/** A run that waits at the gate, in a real sidecar, with the outside as told. Backups count as old after an hour. */
export async function setGateScene(outside: Outside): Promise<GateScene> {
  const folder = await makeTempFolder();
  const clock = { now: () => outside.now };
  const sidecar = await openSidecar({
    root: folder.path,
    project: () => ({}),
    projectBatch: () => ({}),
    clock,
  });
  const made = await sidecar.createRun(RUN_ID, runStarted(RUN_ID));
  if (!made.ok) throw new Error(made.refusal.message);
  const run = made.value;
  await writeJournal(run, outside);
  const entriesBefore = run.entries.length;
  const asked: string[] = [];
  const session = new RunSession(partsOf(outside, asked, { clock, sidecar }), run);
  return {
    session,
    asked,
    root: folder.path,
    entriesBefore,
    floor: () => sidecar.readPolicyFloor(),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function writeJournal(run: RunSession["folder"], outside: Outside): Promise<void> {
  const { gate, backup, openedBefore, files } = outside;
  await run.append(phaseResult("source_pin"), NOW);
  await run.append(phaseResult("grant_probe", { systemIdentifier: "42", databaseName: "kb" }), NOW);
  const taken = phaseResult("pre_write_backup", {
    backupFile: "/backups/run.sql.gz.pgp",
    backupSha256: "b".repeat(64),
    takenUtc: backup.takenUtc,
    tables: TABLES,
    restoreProofSha256: "d".repeat(64),
    preSha256: digestOf(PRE),
    rehearsalSha256: digestOf(REHEARSAL.steps),
    compensationSha256: digestOf(REHEARSAL.compensation),
  });
  await run.append(taken, NOW);
  for (const [name, text] of Object.entries(REPORTS))
    await run.append({ type: "report_written", name, sha256: sha256Hex(text) }, NOW);
  for (const each of requestedAt(gate)) {
    const { payloadSha256 } = requestOf(each);
    const request = { payloadSha256, nonce: NONCE, issuedUtc: "2026-06-01T11:00:00Z" };
    await run.append({ type: "gate_requested", gate: each, ...request }, NOW);
  }
  if (openedBefore !== null) {
    const { gate: _gate, ...approval } = openedBefore;
    const { payloadSha256 } = requestOf(gate);
    await run.append({ type: "gate_opened", gate, payloadSha256, approval }, NOW);
  }
  await mkdir(`${run.folder}/requests`);
  await mkdir(`${run.folder}/kb`, { recursive: true });
  for (const [name, text] of Object.entries(files)) if (text !== null) await run.writeFile(name, text);
}

function partsOf(
  outside: Outside,
  asked: string[],
  own: Pick<EngineParts, "clock" | "sidecar">,
): EngineParts {
  let identities = 0;
  const live = {
    keepsJournals: async () => false,
    readFence: async () => 0,
    now: async () => new Date(outside.now.getTime() + outside.aheadMs).toISOString().replace(/\.\d+/, ""),
    identity: async () => outside.identities[Math.min(identities++, outside.identities.length - 1)],
    approvalUse: async () => outside.use,
    ledgerRows: async () => outside.ledger,
    receipt: async () => null,
    schemaFacts: async () => ({ sha256: outside.schemaSha256 }),
    documentBase: async () => null,
    contractDifferences: async () => outside.differences,
    baseFacts: async (prefix: string) =>
      prefix === SOURCE_VERSION.docPrefix ? outside.base : { ...BASE, document: [], others: [] },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const parts = {
    ...own,
    interrupted: new AbortController().signal,
    crashPoints: { reach: (point: string) => asked.push(point) },
    repository: { refresh: async () => void asked.push("refresh") },
    judge: {
      policy: async () =>
        outside.policy === "trusted"
          ? accepted({ version: 4, sha256: "", solo: false, commit: "c".repeat(40), policy: { persons: [] } })
          : refused(refusal("STOP_POLICY_MISSING")),
      position: async () => outside.position,
      requests: async () => accepted(outside.inGit),
      judge: async () => {
        asked.push("judge");
        return outside.verdict;
      },
    },
    backup: {
      adapter: "pg_dump",
      async recheck(_envelope: BackupEnvelope, expected: object) {
        asked.push(`recheck ${JSON.stringify(expected)}`);
        return outside.backup.isWhole ? accepted(null) : refused(refusal("STOP_BACKUP_STALE"));
      },
      async take() {
        asked.push("take");
        if (outside.backup.isTakeRefused) return refused(refusal("STOP_BACKUP_FAILED"));
        const restored = { [Symbol.asyncDispose]: async () => void asked.push("restored copy ended") };
        return accepted({ envelope: outside.backup.envelope, restored });
      },
    },
    openKnowledgeBase: async () => {
      asked.push("database");
      return live;
    },
    settings: {
      driftScope: outside.driftScope,
      backupMaxAgeMinutes: 60,
      backupFolder: "/backups",
      repositoryId: "r",
      systemIdentifier: null,
      tool: TOOL,
    },
  };
  return parts as unknown as EngineParts;
}
