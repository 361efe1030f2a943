import { z } from "zod";
import { type Check, check } from "./check.ts";
import { type Effect, type RowChange, sumOfChanges, UPDATED_TABLES } from "./expected-change.ts";
import { CHAIN, isVocabulary, isWrittenTable, PERMITS, type TableFact, tableFactSchema } from "./tables.ts";
import { sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();

/**
 * How other documents are seen. `all`: the rows of each are digested, and governed runs alone may change them; `chain`: the newest entry of
 * each chain is compared, and what goes past the triggers is found by the audit; `document`: they are not looked at.
 */
export const DRIFT_SCOPES = ["all", "chain", "document"] as const;
export type DriftScope = (typeof DRIFT_SCOPES)[number];

/** The newest entry in the chain of a document (docs/system.md section 5). */
export const chainHeadSchema = z
  .strictObject({
    document: z.string(),
    seq: z.number().int().positive(),
    sha256: sha256Text,
    /** Digest of the rows that the entry says. */
    rows: sha256Text,
    /** Whether the entry is of an audit and of no run. */
    isFounded: z.boolean(),
  })
  .readonly();

export type ChainHead = z.infer<typeof chainHeadSchema>;

/** A document whose rows were read: how many receipts, units and rows of any kind it has, and one digest over all its rows. */
export const documentRowsSchema = z
  .strictObject({ document: z.string(), receipts: count, units: count, rows: count, digest: sha256Text })
  .readonly();

export type DocumentRows = z.infer<typeof documentRowsSchema>;

/** What is kept of the base apart from the other documents. */
export const baseShape = {
  /** Which transactions the facts hold, of which database and start of its server: a row that none of the later ones wrote is as it was. */
  seen: z.strictObject({ cluster: z.string(), snapshot: z.string() }).readonly(),
  /** The vocabularies, and of every other table the rows that belong to the document. */
  document: z.array(tableFactSchema).readonly(),
  /** The tables as the newest entry in the chain of the document says them; null where it has no entry. Earlier releases had no chain. */
  chained: z.array(tableFactSchema).readonly().nullable().exactOptional(),
  /** How the other documents were seen; what is held against the facts sees them in the same way. In an earlier release their rows were read. */
  scope: z.enum(DRIFT_SCOPES).exactOptional(),
} as const;

/**
 * The base as it stood in one snapshot, seen from one document. A unit's text is in a digest by its `content_hash`, which the database
 * itself compares with the text.
 */
export const baseFactsSchema = z
  .strictObject({
    ...baseShape,
    /** The newest entry of every other document that has a chain. */
    heads: z.array(chainHeadSchema).readonly().exactOptional(),
    /** Every other document whose rows were read, which are those without a chain where they are seen by the chain. */
    others: z.array(documentRowsSchema).readonly(),
  })
  .readonly();

/** `own` is how the run's document itself is seen, where the others are seen by their chains. */
export type BaseFacts = z.infer<typeof baseFactsSchema> & { readonly own?: ChainHead | DocumentRows };

/** Another document as it stands; its digest is null where it decides nothing. */
export type OtherDocument = Omit<DocumentRows, "digest"> & { readonly digest: string | null };

/** The base as it stands, to be held against facts of earlier. */
export interface BaseNow {
  readonly document: BaseFacts["document"];
  /** Left out where it decides nothing: inside an effect the rows are ahead of the chain. */
  readonly chained?: BaseFacts["document"] | null;
  readonly others: readonly OtherDocument[];
  readonly heads?: readonly ChainHead[];
}

/** How the other documents are seen by what is held against the facts: the setting can leave them out, and nothing else. */
export function scopeSince({ scope = "all" }: BaseFacts, setting: DriftScope): DriftScope {
  return setting === "document" ? setting : scope;
}

/** Facts against which later ones are held, and the effects of the run that they hold already. */
export interface Baseline {
  readonly facts: BaseFacts;
  readonly holds: readonly Effect[];
}

/** Of each effect that was about to commit, the rows of the document that it was to leave: those it has left, where there is its receipt. */
export type Committing = Partial<Readonly<Record<Effect, BaseFacts["document"]>>>;

/** The change that the run has made since the baseline, where `done` are all its effects so far. */
export function changeSince(
  baseline: Baseline,
  done: readonly Effect[],
  expected: (effect: Effect) => RowChange,
): RowChange {
  return sumOfChanges(done.filter((effect) => !baseline.holds.includes(effect)).map(expected));
}

/** The rows of the document are what they were plus the change, untouched where nothing was to change, and what its chain says. */
export function checkDocument(then: BaseNow, now: BaseNow, change: RowChange): readonly Check[] {
  return [...checkRows(then, now, change), ...checkChained(now)];
}

/** Each effect says in the chain what it leaves, and nothing else changes a row of the document. */
function checkChained({ document, chained }: BaseNow): readonly Check[] {
  if (chained === undefined || chained === null) return [];
  const said = new Map(chained.map((fact) => [fact.table, describeFact(fact)]));
  const altered = document.filter(
    (fact) => isChained(fact) && describeFact(fact) !== (said.get(fact.table) ?? NO_ROWS),
  );
  return [
    check(
      "tables that differ from the chain",
      "none",
      altered.map(({ table }) => table).join(", ") || "none",
    ),
  ];
}

const NO_ROWS = "0 rows";

function describeFact({ rows, digest }: TableFact): string {
  return rows === 0 ? NO_ROWS : `${rows} rows ${digest}`;
}

/** The chain says nothing of itself, nor of the vocabularies. */
export function isChained({ table }: Pick<TableFact, "table">): boolean {
  return table !== CHAIN && !isVocabulary(table);
}

function checkRows(then: BaseNow, now: BaseNow, change: RowChange): readonly Check[] {
  const changesUnits = change["public.iu_lifecycle_log"] !== 0;
  const found = new Map(now.document.map((fact) => [fact.table, fact]));
  return then.document.flatMap((was) => {
    const is = found.get(was.table);
    const expected = rowsAdded(was, change);
    const rows = check(`rows of ${was.table}`, was.rows + expected, is?.rows ?? -1);
    const untouched = expected === 0 && !(UPDATED_TABLES.has(was.table) && changesUnits);
    return untouched ? [rows, check(`content of ${was.table}`, was.digest, is?.digest ?? "missing")] : [rows];
  });
}

/** The other documents that changed otherwise than by a governed run. */
export function checkOthers(then: BaseNow, now: BaseNow, scope: DriftScope): readonly Check[] {
  if (scope === "document") return [];
  const was = byDocument(then);
  const is = byDocument(now);
  const lost = [...was.keys()].filter((document) => !is.has(document));
  return [
    ...lost.map((document) => check(`document ${document}`, AS_IT_WAS, "gone")),
    ...[...is].flatMap(([document, found]) => {
      const verdict = judgeOther(was.get(document), found);
      return verdict === null ? [] : [check(`document ${document}`, AS_IT_WAS, verdict)];
    }),
  ];
}

const AS_IT_WAS = "as it was";
const CHANGED = "changed without a receipt";

interface Other {
  readonly rows?: OtherDocument;
  readonly head?: ChainHead;
}

function byDocument({ others, heads = [] }: BaseNow): ReadonlyMap<string, Other> {
  const found = new Map<string, Other>(others.map((rows) => [rows.document, { rows }]));
  for (const head of heads) found.set(head.document, { ...found.get(head.document), head });
  return found;
}

/** What has become of another document; null where a governed run has changed it. */
function judgeOther(was: Other | undefined, is: Other): string | null {
  if (is.rows !== undefined && (was?.rows !== undefined || is.head === undefined))
    return was?.rows === undefined && was?.head !== undefined ? CHANGED : judgeRows(was?.rows, is.rows);
  if (was === undefined) return null;
  if (is.head === undefined) return CHANGED;
  return was.head === undefined ? judgeFirst(was.rows, is.head) : judgeHeads(was.head, is.head);
}

function judgeHeads(was: ChainHead, is: ChainHead): string | null {
  if (is.seq > was.seq) return null;
  return is.seq === was.seq && is.sha256 === was.sha256 ? AS_IT_WAS : CHANGED;
}

/** A run has compared the rows before it; an audit that founds the chain says those that it finds. */
function judgeFirst(was: OtherDocument | undefined, is: ChainHead): string | null {
  if (is.seq > 1 || !is.isFounded) return null;
  return is.rows === was?.digest ? AS_IT_WAS : CHANGED;
}

/** A run leaves a receipt, so a document without a new receipt is as it was. Registering a document leaves it without units. */
function judgeRows(was: OtherDocument | undefined, is: OtherDocument): string | null {
  if (is.receipts > (was?.receipts ?? 0)) return null;
  const isSame = was === undefined ? is.units === 0 : is.digest !== null && is.digest === was.digest;
  return isSame && is.receipts === (was?.receipts ?? 0) ? AS_IT_WAS : CHANGED;
}

/** A permit belongs to the document once it is consumed; one that nobody has consumed is not looked at. */
function rowsAdded(fact: TableFact, change: RowChange): number {
  if (fact.table === PERMITS) return change["cutter_governance.approval_use"];
  return isWrittenTable(fact.table) ? change[fact.table] : 0;
}
