import { Command, Option } from "commander";
import { fitTerminal } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import { readDay } from "../../domain/days.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import type { BaseReader, RegisteredDocument } from "../../ports/reader.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { EXPORT_FORMATS } from "./export-formats.ts";
import { findDocument } from "./find-document.ts";
import { addKnownAt, readKnown } from "./time-options.ts";

interface ExportFlags {
  readonly format: string;
  readonly out: string;
  readonly on?: string;
  readonly knownAt?: string;
  readonly json?: boolean;
}

/** `cutter kb export --format jsonl --out FOLDER [DOC...]`: what readers see of the base, as files that are the same for the same base. */
export function makeKbExportCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return addKnownAt(
    new Command("export")
      .description("write what is enacted into a folder, the same files for the same base")
      .argument("[docs...]", "ids or prefixes of documents (default: all)")
      .addOption(
        new Option("--format <format>", "of the files")
          .choices(Object.keys(EXPORT_FORMATS))
          .makeOptionMandatory(),
      )
      .requiredOption("--out <folder>", "one that is empty, not there, or was written by an export")
      .option("--on <day>", "only what is in force on that day, YYYY-MM-DD (default: every version)"),
  ).action((names: readonly string[], flags: ExportFlags) =>
    conclude(line, flags, async (output) => {
      const on = flags.on === undefined ? accepted(null) : readDay("--on", flags.on);
      if (!on.ok) return on;
      const known = readKnown(flags.knownAt);
      if (!known.ok) return known;
      const format = EXPORT_FORMATS[flags.format];
      if (format === undefined) throw new RangeError(`no format ${flags.format}`);
      const reading = await openReading();
      await using reader = await reading.open();
      const found = await findDocuments(reader, names, known.value.knownAt);
      if (!found.ok) return found;
      await using folder = await reading.openExportFolder(flags.out);
      output.progress.step(`exporting ${countOf(found.value.length, "document")}`);
      const { knownAt } = known.value;
      const head = await format({
        reader,
        folder,
        documents: found.value,
        on: on.value,
        knownAt,
        shownKnownAt: await showKnownAt(reader, found.value, knownAt),
        progress: output.progress,
        interrupted: line.interrupted,
      });
      const end = await folder.finish(head);
      output.json({ out: flags.out, ...head, ...end });
      output.line(
        fitTerminal(
          `${countOf(end.files, "file")} in ${flags.out}: ${end.written} written, ${end.unchanged} unchanged, ${end.removed} removed; index.json ${end.indexSha256}`,
        ),
      );
      return accepted(0);
    }),
  );
}

/** Each once, in the order of their ids. */
async function findDocuments(
  reader: BaseReader,
  names: readonly string[],
  knownAt: string | null,
): Promise<Result<readonly RegisteredDocument[]>> {
  if (names.length === 0) return accepted(await reader.registered(knownAt));
  const found = new Map<string, RegisteredDocument>();
  for (const name of names) {
    const document = await findDocument(reader, name);
    if (!document.ok) return document;
    found.set(document.value.documentId, document.value);
  }
  return accepted([...found.values()].sort((one, other) => (one.documentId < other.documentId ? -1 : 1)));
}

/** The time of the export as its index tells it, never that of the clock: exports of the same base are the same. */
async function showKnownAt(
  reader: BaseReader,
  documents: readonly RegisteredDocument[],
  knownAt: string | null,
): Promise<string | null> {
  if (knownAt !== null) return knownAt.replace(/\.9+Z$/, "Z");
  const times: string[] = [];
  for (const { documentId } of documents) times.push((await reader.recordedUntil(documentId)) ?? "");
  return times.reduce((last, time) => (time > last ? time : last), "") || null;
}
