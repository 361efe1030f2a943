import { Command, Option } from "commander";
import { fitTerminal } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import { readDay } from "../../domain/days.ts";
import { refuseSiteUrl } from "../../domain/reading/site-url.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { EXPORT_FORMATS } from "./export-formats.ts";
import { addKnownAt, readKnown } from "./time-options.ts";
import { writeExport } from "./write-export.ts";

interface ExportFlags {
  readonly format: string;
  readonly out: string;
  readonly siteUrl?: string;
  readonly on?: string;
  readonly knownAt?: string;
  readonly json?: boolean;
}

/** `cutter kb export --format jsonl|site --out FOLDER [DOC...]`: what readers see of the base, as files that are the same for the same base. */
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
      .option(
        "--on <day>",
        "YYYY-MM-DD: only what is in force on that day (default: every version); of a site the day that it shows (default: today, in UTC)",
      )
      .option(
        "--site-url <url>",
        "where a site will lie, with a slash at its end, for absolute links in its feeds",
      ),
  ).action((names: readonly string[], flags: ExportFlags) =>
    conclude(line, flags, async (output) => {
      const on = flags.on === undefined ? accepted(null) : readDay("--on", flags.on);
      if (!on.ok) return on;
      const known = readKnown(flags.knownAt);
      if (!known.ok) return known;
      const siteUrl = readSiteUrl(flags);
      if (!siteUrl.ok) return siteUrl;
      const written = await writeExport(await openReading(), {
        ...{
          names,
          out: flags.out,
          format: flags.format,
          on: on.value,
          knownAt: known.value.knownAt,
          siteUrl: siteUrl.value,
        },
        ...{ progress: output.progress, interrupted: line.interrupted },
      });
      if (!written.ok) return written;
      const { head, end } = written.value;
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

/** Of a site alone; a file of lines has no links. */
function readSiteUrl({ format, siteUrl }: ExportFlags): Result<string | null> {
  if (siteUrl === undefined) return accepted(null);
  const unfit =
    format === "site"
      ? refuseSiteUrl("--site-url", siteUrl)
      : refusal("STOP_BAD_INPUT", {
          field: "--site-url",
          expected: "`--format site` beside it",
          actual: `--format ${format}`,
        });
  return unfit === null ? accepted(siteUrl) : refused(unfit);
}
