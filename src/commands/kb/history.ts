import { Command } from "commander";
import { fitTerminal, renderColumns } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import type { ReadLineage, ReadUnit, ReadVersion } from "../../domain/reading/read-unit.ts";
import { refuseAbsent } from "../../domain/reading/resolve.ts";
import { isCorrected, periodOf } from "../../domain/reading/timeline.ts";
import { accepted, refused } from "../../domain/result.ts";
import type { BaseReader } from "../../ports/reader.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { findDocumentOf } from "./find-document.ts";
import { oneLine } from "./one-line.ts";
import { spellUnits } from "./spell-units.ts";
import { versionJson } from "./version-json.ts";

/** `cutter kb history ADDRESS`: every version of the units that have or had an address. */
export function makeKbHistoryCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return new Command("history")
    .description("list every version of the units that have or had an address, and what they come from")
    .argument("<address>", "an address that a unit has or had, or that of its birth")
    .option("--json", "print one JSON object, with the texts")
    .action((typed: string, flags: { readonly json?: boolean }) =>
      conclude(line, flags, async (output) => {
        await using reader = await (await openReading()).open();
        const document = await findDocumentOf(reader, typed);
        if (!document.ok) return document;
        const { documentId } = document.value;
        const { address, units } = await spellUnits(reader, documentId, { typed, knownAt: null });
        if (units.length === 0) {
          const unenacted = await reader.unenacted(documentId, address);
          return refused(refuseAbsent(unenacted, { documentId, address }));
        }
        const lineage = await reader.lineage(
          units.map(({ unitId }) => unitId),
          null,
        );
        if (flags.json) output.json({ documentId, address, units: await unitsJson(reader, units, lineage) });
        output.line(units.map((unit) => renderUnit(unit, lineage)).join("\n\n"));
        return accepted(0);
      }),
    );
}

async function unitsJson(reader: BaseReader, units: readonly ReadUnit[], lineage: readonly ReadLineage[]) {
  const told = [];
  for (const { unit, versions } of units) {
    const texts = [];
    for (const version of versions) texts.push(await reader.text(version));
    told.push({
      unit,
      versions: texts.map((text, at) => ({ ...versionJson(versions, at), text })),
      lineage: linksOf(unit, lineage),
    });
  }
  return told;
}

function linksOf(unit: string, lineage: readonly ReadLineage[]): readonly ReadLineage[] {
  return lineage.filter(({ from, to }) => from === unit || to === unit);
}

function renderUnit({ unit, versions }: ReadUnit, lineage: readonly ReadLineage[]): string {
  const table = renderColumns([
    ["v", "kind", "address", "from", "until", "recorded", "by"],
    ...versions.map((version, at) => [
      String(version.version),
      version.change,
      version.address,
      version.effect,
      tellEnd(versions, at),
      version.recordedAt,
      oneLine(version.citation ?? ""),
    ]),
  ]);
  const links = linksOf(unit, lineage).map(
    ({ relation, from, to }) => `${from} ${relation.replaceAll("_", " ")} ${to}`,
  );
  return [
    fitTerminal(`${unit}  ${oneLine(versions.at(-1)?.title ?? "")}`),
    table,
    ...links.map((link) => fitTerminal(link)),
  ].join("\n");
}

/** The last day of a version; `never` where what follows it is in force from the same day, `corrected` where that says that it was wrong. */
function tellEnd(versions: readonly ReadVersion[], at: number): string {
  if (isCorrected(versions, at)) return "corrected";
  const period = periodOf(versions, at);
  if (period === null) return versions[at]?.effect === "open" ? "" : "never";
  return period.until ?? "";
}
