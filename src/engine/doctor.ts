import { refuseInterrupted } from "../domain/interruption.ts";
import { describeClaim } from "../domain/ledger-claim.ts";
import { RefusalError } from "../domain/refusal.ts";
import { refuseContract } from "../phases/grant-probe.ts";
import type { ApprovalJudge } from "../ports/approvals.ts";
import type { Backup, BackupSelftest } from "../ports/backup.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { hasAccount } from "../trust/signer.ts";
import { findHolds } from "./approvals/find-holds.ts";
import type { auditBase } from "./audit-base.ts";
import { examineBase } from "./examine-base.ts";
import { examineClock } from "./examine-clock.ts";
import { examineMachine, type MachinePatient } from "./examine-machine.ts";
import { examinePlaces, type PlacesPatient } from "./examine-places.ts";
import {
  examineJournals,
  examineKind,
  examineLedger,
  examineSidecar,
  type SidecarPatient,
} from "./examine-sidecar.ts";
import { examineToyCut } from "./examine-toy-cut.ts";
import { findUnexplained, UNEXPLAINED_WAY_OUT } from "./find-unexplained.ts";
import { type Precheck, refusedRow, row } from "./precheck.ts";
import type { proveCut } from "./prove-cut.ts";
import { refusalOf } from "./runs/stop-run.ts";
import { foldJournal } from "./session/fold-journal.ts";

export interface Patient extends MachinePatient, SidecarPatient, PlacesPatient {
  /** Recomputes the whole base; null: that is left out. */
  readonly audit: (() => ReturnType<typeof auditBase>) | null;
  /** Proves that a cut goes through, on a restored copy; null: that is left out. */
  readonly prove: (() => ReturnType<typeof proveCut>) | null;
  readonly repository: ControlRepository;
  readonly defaultRef: string;
  readonly judge: ApprovalJudge;
  readonly backup: Backup;
  readonly openKnowledgeBase: () => Promise<KnowledgeBase>;
  readonly systemIdentifier: string | null;
  /** Aborted when the process is asked to end. */
  readonly interrupted: AbortSignal;
}

const STEPS: readonly ((patient: Patient) => Promise<readonly Precheck[]>)[] = [
  examineMachine,
  examineSidecar,
  async (patient) => [
    await attempt("control repository", "Make a fresh full clone.", () => examineRepository(patient)),
  ],
  async (patient) => [
    await attempt(
      "no HOLD in the control repository",
      "When its cause is settled, take the HOLD file off the default branch or delete the branch, then resume.",
      () => examineHolds(patient),
    ),
  ],
  async (patient) => [
    await attempt("approval policy", "Let the holder of the root key commit a valid policy.", () =>
      examinePolicy(patient),
    ),
  ],
  async (patient) => [
    patient.backup.adapter === "pg_dump"
      ? await attempt("backup recipient", "Place the recipient's public key and set BACKUP_GPG_FPR.", () =>
          examineBackup(patient),
        )
      : await attempt(
          "backup repository",
          "Correct what pgBackRest says, or backup in the configuration.",
          () => examineBackup(patient),
        ),
  ],
  examinePlaces,
  examineDatabase,
];

/**
 * Every precheck of the runner, each with the way out of its failure, the audit of the base, and the proof by a toy cut where they all pass. They change nothing but
 * the bot's own clone, which is refreshed, and a probe at each place for copies. Throws `STOP_INTERRUPTED` between two of them where the process is asked to end.
 */
export async function examine(patient: Patient): Promise<readonly Precheck[]> {
  const checks: Precheck[] = [];
  for (const step of STEPS) {
    const asked = refuseInterrupted(patient.interrupted);
    if (asked) throw new RefusalError(asked);
    checks.push(...(await step(patient)));
  }
  // Whatever else is amiss, the base is looked at: a HOLD or a key that has ended must not be what keeps an edit of it unseen.
  if (patient.audit !== null) checks.push(await examineBase(patient.audit));
  // Where something is amiss already, the toy cut would only say the same in other words.
  const isSound = checks.every(({ passed }) => passed);
  return patient.prove === null || !isSound ? checks : [...checks, await examineToyCut(patient.prove)];
}

async function examineRepository({ repository, defaultRef }: Patient): Promise<Found> {
  await repository.refresh();
  const findings = await repository.stateFindings();
  if (findings.length > 0) return { passed: false, found: findings.join("; ") };
  const tip = await repository.resolveRef(defaultRef);
  return {
    passed: tip !== null,
    found: tip === null ? `no ${defaultRef}` : `${defaultRef} at ${tip.slice(0, 12)}`,
  };
}

/** What would stop a run at its gate, wherever it stands. */
async function examineHolds({ repository, defaultRef, sidecar }: Patient): Promise<Found> {
  const runIds: string[] = [];
  for (const runId of await sidecar.listRuns()) {
    const view = await sidecar.peekRun(runId);
    const ended = view.ok ? foldJournal(view.value.entries).ending?.kind : undefined;
    if (ended !== "closed" && ended !== "voided") runIds.push(runId);
  }
  const holds = await findHolds(repository, { defaultRef, runIds });
  return { passed: holds.length === 0, found: holds.join("; ") || "none" };
}

async function examinePolicy({ judge }: Patient): Promise<Found> {
  const policy = await judge.policy();
  if (!policy.ok) throw new RefusalError(policy.refusal);
  const { version, solo, policy: content } = policy.value;
  const unknown = content.persons.filter((person) => !hasAccount(person)).map(({ id }) => id);
  const told = unknown.length === 0 ? "" : `, no account known of ${unknown.join(", ")}`;
  return { passed: true, found: `version ${version}${solo ? ", solo mode" : ""}${told}` };
}

async function examineBackup({ backup }: Patient): Promise<Found> {
  const result = await backup.selftest();
  if (!result.ok)
    return {
      passed: false,
      found: `${result.refusal.reason}: ${result.refusal.actual ?? result.refusal.message}`,
    };
  return { passed: true, found: describeSelftest(result.value) };
}

function describeSelftest(tested: BackupSelftest): string {
  if (tested.adapter === "pg_dump") return `${tested.recipient}, expires ${tested.expires ?? "never"}`;
  const { stanza, repo, cipher, newest } = tested;
  return `stanza ${stanza} in repository ${repo}, cipher ${cipher}, newest backup ${newest ?? "none"}`;
}

async function examineDatabase(patient: Patient): Promise<readonly Precheck[]> {
  const rows: Precheck[] = [];
  const reached = await attempt(
    "database answers",
    "Check host, port, name and credentials of the lanes.",
    async () => {
      await using live = await patient.openKnowledgeBase();
      const identity = await live.identity();
      const right =
        !identity.inRecovery &&
        (patient.systemIdentifier === null || patient.systemIdentifier === identity.systemIdentifier);
      rows.push(
        row(
          "database identity",
          right,
          `${identity.name} on ${identity.systemIdentifier}`,
          "Connect to the pinned primary, or correct database.systemIdentifier.",
        ),
      );
      rows.push(await examineClock(patient.clock, live));
      rows.push(await examineKind(patient.sidecar, live));
      rows.push(await examineWritingLane(live));
      const differs = refuseContract(await live.installDifferences());
      rows.push(
        row(
          "schema and grants",
          differs === null,
          differs?.details?.join("; ") ?? "as shipped",
          "Run `cutter db check` and correct every difference as the owner.",
        ),
      );
      const isPgDump = patient.backup.adapter === "pg_dump";
      const tool = await patient.backup.readTool(Number.parseInt(identity.serverVersion, 10));
      rows.push(
        row(
          isPgDump ? "pg_dump fits the server" : "pgbackrest and PostgreSQL fit the server",
          tool.ok,
          tool.ok ? tool.value : `${tool.refusal.expected}; found ${tool.refusal.actual}`,
          isPgDump
            ? "Install the PostgreSQL client tools of the server's version, and let PG_BIN name their folder."
            : "Install pgbackrest and the server's own version of PostgreSQL, and let PG_BIN name its folder.",
        ),
      );
      rows.push(await examineLedger(patient.sidecar, live));
      rows.push(await examineJournals(patient, live));
      rows.push(await examineClaims(patient));
      return { passed: true, found: identity.serverVersion };
    },
  );
  return [reached, ...rows];
}

/** Nothing before the first write opens a session of this lane, so that people would be asked in vain. */
async function examineWritingLane(live: KnowledgeBase): Promise<Precheck> {
  const name = "the writing lane is let in";
  try {
    await live.openWritingLane();
    return row(name, true, "yes", "");
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refusedRow(name, cause);
  }
}

/** Every row of the ledger that says that a gate was approved has its approval in git. */
async function examineClaims(patient: Patient): Promise<Precheck> {
  return attempt("the ledger's approvals stand in git", UNEXPLAINED_WAY_OUT, async () => {
    const unexplained = await findUnexplained(patient, null);
    if (!unexplained.ok) throw new RefusalError(unexplained.refusal);
    const rows = unexplained.value.map(describeClaim);
    const more = rows.length > 10 ? [`and ${rows.length - 10} more`] : [];
    return { passed: rows.length === 0, found: [...rows.slice(0, 10), ...more].join("; ") || "all" };
  });
}

interface Found {
  readonly passed: boolean;
  readonly found: string;
}

/** A precheck that throws has failed, and what it threw is its finding, with the way out of a refusal. */
async function attempt(name: string, wayOut: string, examineOne: () => Promise<Found>): Promise<Precheck> {
  try {
    const { passed, found } = await examineOne();
    return row(name, passed, found, wayOut);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) return row(name, false, String(fault), wayOut);
    // Its own way out is this command.
    return refusedRow(name, cause.reason === "STOP_DB_UNREACHABLE" ? { ...cause, wayOut } : cause);
  }
}
