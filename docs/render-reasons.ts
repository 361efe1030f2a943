import { APPROVAL_REASONS } from "../src/domain/reasons/approval.ts";
import { BACKUP_REASONS } from "../src/domain/reasons/backup.ts";
import { BATCH_REASONS } from "../src/domain/reasons/batch.ts";
import { DATABASE_REASONS } from "../src/domain/reasons/database.ts";
import { DOCUMENT_REASONS } from "../src/domain/reasons/document.ts";
import { FORGE_REASONS } from "../src/domain/reasons/forge.ts";
import { FORMAT_REASONS } from "../src/domain/reasons/format.ts";
import { PROOF_REASONS } from "../src/domain/reasons/proof.ts";
import { READING_REASONS } from "../src/domain/reasons/reading.ts";
import type { ReasonTable } from "../src/domain/reasons/reason.ts";
import { RUN_REASONS } from "../src/domain/reasons/run.ts";
import { SEAL_REASONS } from "../src/domain/reasons/seal.ts";
import { REASONS } from "../src/domain/reasons.ts";

const PARTS: readonly (readonly [string, ReasonTable])[] = [
  ["Run, sidecar and process", RUN_REASONS],
  ["Batches", BATCH_REASONS],
  ["Documents and plans", DOCUMENT_REASONS],
  ["Files of other formats", FORMAT_REASONS],
  ["Approvals and policy", APPROVAL_REASONS],
  ["Knowledge base", DATABASE_REASONS],
  ["Reading the base", READING_REASONS],
  ["Proofs", PROOF_REASONS],
  ["Backup and restore", BACKUP_REASONS],
  ["Reports and requests", FORGE_REASONS],
  ["Seals", SEAL_REASONS],
];

/** The page of all reasons, made from the one closed table. */
export function renderReasons(): string {
  const count = PARTS.reduce((sum, [, table]) => sum + Object.keys(table).length, 0);
  if (count !== Object.keys(REASONS).length)
    throw new Error("a part of the table of reasons is not listed here");
  return [
    "# Reasons",
    "",
    "Made from `src/domain/reasons.ts` by `npm run docs`; a test keeps it fresh. Every ending of a command or a run carries one of these codes.",
    "Exit codes: 0 paused as designed or nothing left to do, 2 refused input, 3 stopped by a check.",
    ...PARTS.flatMap(([title, table]) => ["", `## ${title}`, "", ...renderTable(table)]),
    "",
  ].join("\n");
}

function renderTable(table: ReasonTable): readonly string[] {
  const rows = [
    ["code", "what happened", "way out", "exit"],
    ...Object.entries(table).map(([code, { sentence, wayOut, exitCode }]) => [
      `\`${code}\``,
      cell(sentence),
      cell(wayOut),
      String(exitCode),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rest.map(line)];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
