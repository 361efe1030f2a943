import type { AuditDifference, UncomparedRun, WrittenRun } from "../domain/base-audit.ts";
import type { Check } from "../domain/check.ts";
import { effectsOfRun } from "../domain/gates.ts";
import type { IndexedRun } from "../domain/indexed-run.ts";
import { kindOf } from "../domain/run.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { RunView, Sidecar } from "../ports/sidecar.ts";
import { checkLeft } from "./runs/check-left.ts";
import { isOver } from "./runs/index-run.ts";
import { foldJournal } from "./session/fold-journal.ts";
import { refuseBehindLedger } from "./session/refuse-behind.ts";
import { refuseForgotten } from "./session/refuse-forgotten.ts";
import type { RunPosition } from "./session/run-position.ts";

export interface AuditedRun {
  /** Prefix of its document; the document's id where nothing has read the document yet. */
  readonly document: string;
  readonly differences: readonly AuditDifference[];
  readonly uncompared: readonly UncomparedRun[];
  /** By its journal; null where that can't be read. */
  readonly closed: { readonly utc: string; readonly isLost: boolean } | null;
  /** Whether nothing that it has sealed was held against the base, though the base has something of it. */
  readonly isUnwitnessed: boolean;
}

/** What this sidecar and the base have of a run beside its journal. */
export interface KnownRun {
  readonly runId: string;
  /** Its line of the index, a witness beside the journal and never the only one. */
  readonly row: IndexedRun | undefined;
  /** What the base has of it; undefined where it has no receipt. */
  readonly written: WrittenRun | undefined;
}

/** Holds a run against the base: by what it has sealed, where its journal says that it is closed, else by what the journal says it has written. */
export async function auditRun(
  sidecar: Pick<Sidecar, "peekRun">,
  live: KnowledgeBase,
  known: KnownRun,
): Promise<AuditedRun> {
  const { runId, row, written } = known;
  const isClosedByIndex = row?.mode === "LIVE" && row.closeout_sha256 != null;
  const view = await sidecar.peekRun(runId);
  if (!view.ok) {
    const of = written?.document ?? "";
    const found = `the ${isClosedByIndex ? "evidence" : "journal"} of ${runId} can't be read: ${view.refusal.reason}`;
    if (isClosedByIndex || written !== undefined) return differs(of, found);
    return uncompared(of, { runId, why: found });
  }
  const { entries } = view.value;
  const position = foldJournal(entries);
  const document = position.evidence.source_pin?.source.docPrefix ?? position.run.documentId;
  const { ending } = position;
  if (ending?.kind !== "closed") {
    if (!isClosedByIndex) return await auditOpen(sidecar, live, { known, document, view: view.value });
    return position.adoption !== null
      ? uncompared(document, {
          runId,
          why: "a restore had lost what it closed, and it was adopted since, so that its journal begins anew",
        })
      : differs(document, `${runId} is closed by the index of runs, and its journal does not say so`);
  }
  if (position.run.mode === "DRYRUN") return nothing(document);
  if (isClosedByIndex && ending.closeoutSha256 !== row.closeout_sha256)
    return differs(
      document,
      `${runId} is closed by the index of runs with another report than by its journal`,
    );
  return await auditClosed(live, { document, view: view.value, position });
}

const nothing = (document: string): AuditedRun => ({
  document,
  differences: [],
  uncompared: [],
  closed: null,
  isUnwitnessed: false,
});

const differs = (document: string, found: string): AuditedRun => ({
  ...nothing(document),
  differences: [{ document, found }],
  isUnwitnessed: true,
});

const uncompared = (document: string, run: UncomparedRun): AuditedRun => ({
  ...nothing(document),
  uncompared: [run],
  isUnwitnessed: true,
});

async function auditClosed(
  live: KnowledgeBase,
  {
    document,
    view: { runId, entries },
    position: { run, evidence, lastAt },
  }: { readonly document: string; readonly view: RunView; readonly position: RunPosition },
): Promise<AuditedRun> {
  const closed = { utc: lastAt, isLost: false };
  const effects = effectsOfRun(kindOf(run));
  const receipts = await Promise.all(effects.map((effect) => live.receipt(runId, effect)));
  if (receipts.every((receipt) => receipt === null))
    return { ...nothing(document), closed: { ...closed, isLost: true } };
  const left = await checkLeft(entries, live);
  if (!left.ok)
    return {
      ...uncompared(document, { runId, why: `${left.refusal.reason}: ${left.refusal.actual ?? ""}` }),
      closed,
    };
  const failed = left.value.filter(({ passed }) => !passed);
  const hasSealedRows = evidence.closeout?.document !== undefined;
  const why = "an earlier release closed it, and did not seal the rows of the document";
  return {
    document,
    differences: failed.length === 0 ? [] : [{ document, ...describe(runId, failed) }],
    uncompared: hasSealedRows ? [] : [{ runId, why }],
    closed,
    isUnwitnessed: !hasSealedRows,
  };
}

/**
 * A run that is not closed has sealed nothing; what it has in the ledger is in its journal, or is not of it, and what its journal says is committed is
 * in the ledger. One that was given up may have lost that.
 */
async function auditOpen(
  sidecar: Pick<Sidecar, "peekRun">,
  live: KnowledgeBase,
  {
    known: { runId, written },
    document: own,
    view,
  }: { readonly known: KnownRun; readonly document: string; readonly view: RunView },
): Promise<AuditedRun> {
  const document = written?.document || own;
  const position = foldJournal(view.entries);
  const state = position.ending?.kind ?? position.state;
  const asOpen = (how: string): AuditedRun => {
    const open = uncompared(document, { runId, why: `${how}, so that it has sealed nothing` });
    return written === undefined ? nothing(document) : open;
  };
  if (view.isAtWork) return asOpen("it is at work");
  const open = asOpen(`it is not closed: ${state}`);
  const ahead = refuseBehindLedger(view.entries, await live.ledgerRows(runId));
  const lost = isOver(position) ? null : await refuseForgotten(position, async () => live);
  if (ahead === null && lost === null) return open;
  // Somebody may have gone on with it between the reading of journal and ledger.
  const now = await sidecar.peekRun(runId);
  if (!now.ok || now.value.isAtWork || now.value.entries.length !== view.entries.length)
    return asOpen("it is at work");
  return {
    ...open,
    differences: [
      ...(ahead === null ? [] : [`${runId}: ${ahead.field} is in the ledger and not in its journal`]),
      ...(lost === null ? [] : [`the base lacks what ${runId} has written: ${lost.field}, ${lost.expected}`]),
    ].map((found) => ({ document, found })),
  };
}

/** One line a run: the first of what differs as it is, the others by name. */
function describe(runId: string, failed: readonly Check[]): Pick<AuditDifference, "found" | "tables"> {
  const [first, ...rest] = failed;
  const others = rest.length === 0 ? "" : `; and ${rest.map(({ name: other }) => other).join(", ")}`;
  const { name = "", expected = "", actual = "" } = first ?? {};
  return {
    found: `${runId} has sealed another base: ${name}: expected ${expected}, found ${actual}${others}`,
    tables: failed.flatMap(tablesOf),
  };
}

/** The tables of which the check has compared the rows. */
function tablesOf({ name, actual }: Check): readonly string[] {
  const [, table] = /^(?:rows|content) of (\w+\.\w+)$/.exec(name) ?? [];
  if (table !== undefined) return [table];
  return name === "rows of the document that no run has written"
    ? actual.split("; ").flatMap((each) => each.split(":")[0] ?? [])
    : [];
}
