import { Command } from "commander";
import type { Output } from "../../adapters/terminal/output.ts";
import { renderColumns } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";

import type { BaseReader, ListedUnit } from "../../ports/reader.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { findDocument } from "./find-document.ts";
import { oneLine } from "./one-line.ts";
import { type AskedTime, addTime, readTime, type TimeFlags, tellTime } from "./time-options.ts";
import { untilInterrupted } from "./until-interrupted.ts";
import { dayOf } from "./version-json.ts";

/** `cutter kb list [DOC]`: the documents, or the units of one that are in force on a day. */
export function makeKbListCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return addTime(
    new Command("list")
      .description("list the documents, or the units of one that are in force on a day")
      .argument("[doc]", "id or prefix of a document"),
  ).action((name: string | undefined, flags: TimeFlags) =>
    conclude(line, flags, async (output) => {
      const reading = await openReading();
      const time = readTime(flags, reading.today());
      if (!time.ok) return time;
      await using reader = await reading.open();
      return name === undefined
        ? await listDocuments(output, reader, time.value)
        : await listUnits(output, reader, name, { ...time.value, interrupted: line.interrupted });
    }),
  );
}

async function listDocuments(output: Output, reader: BaseReader, time: AskedTime): Promise<Result<ExitCode>> {
  const documents = await reader.documents(time);
  output.json({ on: time.on, knownAt: time.shownKnownAt, documents });
  if (documents.length === 0) output.line("No document is registered.");
  else {
    output.line(
      renderColumns([
        ["document", "prefix", "title", "versions", "in force", "open"],
        ...documents.map(({ documentId, prefix, title, versions, inForce, open }) => [
          documentId,
          prefix,
          oneLine(title),
          ...[versions, inForce, open].map(String),
        ]),
      ]),
    );
    const open = documents.reduce((sum, document) => sum + document.open, 0);
    output.line(
      `\n${countOf(documents.length, "document")}; units in force ${tellTime(time.on, time.shownKnownAt)}.`,
    );
    if (open > 0) output.line(`The day of effect of ${countOf(open, "enacted version")} is open.`);
  }
  return accepted(0);
}

async function listUnits(
  output: Output,
  reader: BaseReader,
  name: string,
  { interrupted, ...time }: AskedTime & { readonly interrupted: AbortSignal },
): Promise<Result<ExitCode>> {
  const found = await findDocument(reader, name);
  if (!found.ok) return found;
  const { documentId, prefix, title } = found.value;
  let units = 0;
  const listed = async function* () {
    for await (const page of untilInterrupted(reader.units(documentId, time), interrupted)) {
      if (units > 0) output.line("");
      units += page.length;
      output.line(renderPage(page));
      yield page.map(unitJson);
    }
  };
  const head = { documentId, prefix, title, on: time.on, knownAt: time.shownKnownAt };
  await output.pages(head, { name: "units", pages: listed() });
  const when = tellTime(time.on, time.shownKnownAt);
  output.line(
    units === 0
      ? `No unit of ${documentId} is in force ${when}.`
      : `\n${countOf(units, "unit")} in force ${when}.`,
  );
  return accepted(0);
}

function renderPage(page: readonly ListedUnit[]): string {
  return renderColumns([
    ["address", "title", "since", "by"],
    ...page.map(({ address, title, effect, change }) => [
      address,
      oneLine(title),
      effect === "beginning" ? "" : effect,
      change,
    ]),
  ]);
}

function unitJson({ address, unit, title, kind, sectionType, effect, ...version }: ListedUnit) {
  const { version: number, change, citation, recordedAt, sha256 } = version;
  return {
    address,
    unit,
    title,
    kind,
    sectionType,
    version: number,
    from: dayOf(effect),
    change,
    citation,
    recordedAt,
    sha256,
  };
}
