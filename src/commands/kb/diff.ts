import { Command } from "commander";
import { fitTerminal } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import { readDay } from "../../domain/days.ts";
import { CHANGES, type Change } from "../../domain/delta.ts";
import { nameOfChange } from "../../domain/delta-view.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { ComparedVersion, ReadChange } from "../../ports/reader.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { classifyChange } from "./classify-change.ts";
import { findDocument } from "./find-document.ts";
import { oneLine } from "./one-line.ts";
import { renderTexts } from "./render-texts.ts";
import { addKnownAt, readKnown } from "./time-options.ts";
import { untilInterrupted } from "./until-interrupted.ts";
import { dayOf } from "./version-json.ts";

/** Texts of more changes than this are not compared word by word; they are all in the object. */
const MOST_TEXTS = 1000;

interface DiffFlags {
  readonly from: string;
  readonly to: string;
  readonly knownAt?: string;
  readonly json?: boolean;
}

/** `cutter kb diff DOC --from DAY --to DAY`: what a reader sees change between two days. */
export function makeKbDiffCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return addKnownAt(
    new Command("diff")
      .description("tell what changes in a document between two days, unit by unit")
      .argument("<doc>", "id or prefix of a document")
      .requiredOption("--from <day>", "the first day, YYYY-MM-DD")
      .requiredOption("--to <day>", "the second day, YYYY-MM-DD"),
  ).action((name: string, flags: DiffFlags) =>
    conclude(line, flags, async (output) => {
      const days = readDays(flags);
      if (!days.ok) return days;
      const { from, to, knownAt, shownKnownAt } = days.value;
      await using reader = await (await openReading()).open();
      const found = await findDocument(reader, name);
      if (!found.ok) return found;
      const { documentId, prefix, title } = found.value;
      const inForce = await reader.countInForce(documentId, { on: to, knownAt });
      const counts = new Map<Change, number>(CHANGES.map((change) => [change, 0]));
      let told = 0;
      const pages = async function* () {
        const rows = reader.changes(documentId, { from, to, knownAt });
        for await (const page of untilInterrupted(rows, line.interrupted)) {
          const changes = page.map((row) => ({ change: classifyChange(row), row }));
          for (const { change, row } of changes) {
            counts.set(change, (counts.get(change) ?? 0) + 1);
            if (flags.json) continue;
            output.line(`${renderChange(change, row, told++ < MOST_TEXTS)}\n`);
          }
          yield changes.map(({ change, row }) => changeJson(change, row));
        }
      };
      const unchanged = () =>
        inForce - CHANGES.reduce((sum, one) => sum + (one === "retired" ? 0 : (counts.get(one) ?? 0)), 0);
      output.line(fitTerminal(`${documentId}  ${oneLine(title)}: ${from} against ${to}\n`));
      await output.pages(
        { documentId, prefix, title, from, to, knownAt: shownKnownAt },
        {
          name: "changes",
          pages: pages(),
          after: () => ({ counts: Object.fromEntries(counts), unchanged: unchanged() }),
        },
      );
      const some = [...counts].filter(([, count]) => count > 0);
      const sum =
        some.map(([change, count]) => `${count} ${nameOfChange(change)}`).join(", ") || "no unit changed";
      output.line(`${sum}; ${unchanged()} unchanged`);
      return accepted(0);
    }),
  );
}

function readDays(flags: DiffFlags): Result<{
  readonly from: string;
  readonly to: string;
  readonly knownAt: string | null;
  readonly shownKnownAt: string | null;
}> {
  const from = readDay("--from", flags.from);
  if (!from.ok) return from;
  const to = readDay("--to", flags.to);
  if (!to.ok) return to;
  if (to.value < from.value) {
    const expected = `${from.value} or a later day`;
    return refused(refusal("STOP_BAD_INPUT", { field: "--to", expected, actual: to.value }));
  }
  const known = readKnown(flags.knownAt);
  return known.ok ? accepted({ from: from.value, to: to.value, ...known.value }) : known;
}

function changeJson(change: Change, { unit, before, after }: ReadChange) {
  return { change, unit, before: before && sideJson(before), after: after && sideJson(after) };
}

function sideJson({ unit: _unit, effect, ...seen }: ComparedVersion) {
  const { address, title, kind, sectionType, parent, version, citation, recordedAt, sha256, text } = seen;
  return {
    ...{ address, title, kind, sectionType, parent, version, change: seen.change, from: dayOf(effect) },
    ...{ citation, recordedAt, sha256, text },
  };
}

/** What changed, where, by what, and the words old against new. */
function renderChange(change: Change, { before, after }: ReadChange, isWhole: boolean): string {
  const [was, is] = [before, after].map((side) => side && `${side.address}  ${oneLine(side.title)}`);
  const head = was !== null && is !== null && was !== is ? `${was} -> ${is}` : (is ?? was ?? "");
  const by = after?.citation == null ? [] : [`  by ${oneLine(after.citation)}`];
  const isFolded = change === "typographyOnly" || before?.sha256 === after?.sha256;
  return [
    fitTerminal([`${nameOfChange(change)}  ${head}`, ...by].join("\n")),
    ...(isFolded
      ? []
      : isWhole
        ? renderTexts(before?.text ?? null, after?.text ?? null)
        : ["    (its text: --json)"]),
  ].join("\n");
}
