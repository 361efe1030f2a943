import type { AuditDifference } from "../domain/base-audit.ts";
import { countOf } from "../domain/text-forms.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { Progress } from "../ports/progress.ts";

/** Documents whose rows are named. */
const MOST_DOCUMENTS = 20;

interface Naming {
  readonly mustGoOn: () => void;
  readonly progress: Progress;
}

/** Names the rows behind the differences, of the first documents that have some. */
export async function nameRows(
  live: KnowledgeBase,
  differences: readonly AuditDifference[],
  { mustGoOn, progress }: Naming,
): Promise<readonly AuditDifference[]> {
  const tables = new Map<string, Set<string>>();
  for (const { document, tables: differ = [] } of differences) {
    if (document === "") continue;
    const found = tables.get(document) ?? new Set();
    for (const table of differ) found.add(table);
    tables.set(document, found);
  }
  const named: AuditDifference[] = [];
  const first = [...tables].slice(0, MOST_DOCUMENTS);
  if (first.length > 0)
    progress.step(`the rows that differ, by name, of ${countOf(first.length, "document")}`);
  for (const [position, [document, found]] of first.entries()) {
    mustGoOn();
    named.push(...(await live.nameRows(document, found)).map((text) => ({ document, found: text })));
    progress.note(`${position + 1} of ${first.length} documents: ${document}`);
  }
  const rest = tables.size - MOST_DOCUMENTS;
  if (rest > 0) named.push({ document: "", found: `no row is named of ${countOf(rest, "more document")}` });
  return named;
}

/**
 * Of documents by runs of which no sealed evidence was compared, what the ledger says twice is held against itself: of the others that is done only
 * where something differs.
 */
export async function nameUnwitnessed(
  live: KnowledgeBase,
  documents: ReadonlySet<string>,
  { known, mustGoOn, progress }: Naming & { readonly known: readonly AuditDifference[] },
): Promise<readonly AuditDifference[]> {
  const named = new Set(known.map(({ document }) => document));
  const asked = [...documents].filter((each) => !named.has(each)).sort();
  if (asked.length > 0)
    progress.step(
      `the ledger against itself, of ${countOf(asked.length, "document")} without sealed evidence`,
    );
  const differences: AuditDifference[] = [];
  for (const [position, document] of asked.entries()) {
    mustGoOn();
    const found = await live.nameRows(document, new Set());
    differences.push(...found.map((text) => ({ document, found: text })));
    if ((position + 1) % 100 === 0) progress.note(`${position + 1} of ${asked.length} documents`);
  }
  return differences;
}
