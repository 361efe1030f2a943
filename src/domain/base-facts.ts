import { z } from "zod";
import { type Check, check } from "./check.ts";
import { type Effect, type RowChange, sumOfChanges, UPDATED_TABLES } from "./expected-change.ts";
import { isWrittenTable, PERMITS, type TableFact, tableFactSchema } from "./tables.ts";
import { sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();

/**
 * The base as it stood in one snapshot, seen from one document. A unit's text is in a digest by its `content_hash`, which the database
 * itself compares with the text.
 */
export const baseFactsSchema = z
  .strictObject({
    /** Which transactions the facts hold, of which database and start of its server: a row that none of the later ones wrote is as it was. */
    seen: z.strictObject({ cluster: z.string(), snapshot: z.string() }).readonly(),
    /** The vocabularies, and of every other table the rows that belong to the document. */
    document: z.array(tableFactSchema).readonly(),
    /** Every other document of the base: how many receipts, units and rows of any kind it has, and one digest over all its rows. */
    others: z
      .array(
        z
          .strictObject({
            document: z.string(),
            receipts: count,
            units: count,
            rows: count,
            digest: sha256Text,
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export type BaseFacts = z.infer<typeof baseFactsSchema>;

/** Another document as it stands; its digest is null where it decides nothing. */
export type OtherDocument = Omit<BaseFacts["others"][number], "digest"> & { readonly digest: string | null };

/** The base as it stands, to be held against facts of earlier. */
export interface BaseNow {
  readonly document: BaseFacts["document"];
  readonly others: readonly OtherDocument[];
}

/** Facts against which later ones are held, and the effects of the run that they hold already. */
export interface Baseline {
  readonly facts: BaseFacts;
  readonly holds: readonly Effect[];
}

/** Of each effect that was about to commit, the rows of the document that it was to leave: those it has left, where there is its receipt. */
export type Committing = Partial<Readonly<Record<Effect, BaseFacts["document"]>>>;

/** `all`: another document may be changed by governed runs alone; `document`: other documents are not looked at. */
export type DriftScope = "all" | "document";

/** The change that the run has made since the baseline, where `done` are all its effects so far. */
export function changeSince(
  baseline: Baseline,
  done: readonly Effect[],
  expected: (effect: Effect) => RowChange,
): RowChange {
  return sumOfChanges(done.filter((effect) => !baseline.holds.includes(effect)).map(expected));
}

/** The rows of the document are what they were plus the change, and untouched where nothing was to change. */
export function checkDocument(then: BaseNow, now: BaseNow, change: RowChange): readonly Check[] {
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

/**
 * The other documents that changed otherwise than by a governed run: a run leaves a receipt, so a document without a new receipt is as
 * it was. Registering a document leaves it without units.
 */
export function checkOthers(then: BaseNow, now: BaseNow, scope: DriftScope): readonly Check[] {
  if (scope === "document") return [];
  const before = new Map(then.others.map((fact) => [fact.document, fact]));
  const standing = new Set(now.others.map(({ document }) => document));
  const lost = then.others.filter(({ document }) => !standing.has(document));
  return [
    ...lost.map(({ document }) => check(`document ${document}`, "as it was", "gone")),
    ...now.others.flatMap((is) => {
      const was = before.get(is.document);
      if (is.receipts > (was?.receipts ?? 0)) return [];
      const isSame = was === undefined ? is.units === 0 : is.digest !== null && is.digest === was.digest;
      const isWhole = isSame && is.receipts === (was?.receipts ?? 0);
      return [
        check(`document ${is.document}`, "as it was", isWhole ? "as it was" : "changed without a receipt"),
      ];
    }),
  ];
}

/** A permit belongs to the document once it is consumed; one that nobody has consumed is not looked at. */
function rowsAdded(fact: TableFact, change: RowChange): number {
  if (fact.table === PERMITS) return change["cutter_governance.approval_use"];
  return isWrittenTable(fact.table) ? change[fact.table] : 0;
}
