import { Command } from "commander";
import { fitTerminal } from "../../adapters/terminal/table.ts";
import type { Reading } from "../../compose/reading.ts";
import { tellDays } from "../../domain/reading/ways-to-show.ts";
import { accepted } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { findShown, type Shown } from "./find-shown.ts";
import { oneLine } from "./one-line.ts";
import { type AskedTime, addTime, readTime, type TimeFlags, tellTime } from "./time-options.ts";
import { versionJson } from "./version-json.ts";

/** `cutter kb show ADDRESS`: the text that is in force on a day, with what a reader must know of it. */
export function makeKbShowCommand(line: CommandLine, openReading: () => Promise<Reading>): Command {
  return addTime(
    new Command("show")
      .description("show the text of a unit that is in force on a day, and what it rests on")
      .argument("<address>", "the address that is printed on that day, or one that the unit had on another"),
  ).action((address: string, flags: TimeFlags) =>
    conclude(line, flags, async (output) => {
      const reading = await openReading();
      const time = readTime(flags, reading.today());
      if (!time.ok) return time;
      await using reader = await reading.open();
      const shown = await findShown(reader, address, time.value);
      if (!shown.ok) return shown;
      output.json(shownJson(shown.value, address, time.value));
      output.line(fitTerminal(renderShown(shown.value, time.value)));
      return accepted(0);
    }),
  );
}

function shownJson({ documentId, unit, at, text, recordedLater }: Shown, asked: string, time: AskedTime) {
  const { address, ...version } = versionJson(unit.versions, at);
  return {
    documentId,
    address,
    asked,
    unit: unit.unit,
    on: time.on,
    knownAt: time.shownKnownAt,
    ...version,
    later: unit.versions.slice(at + 1).map((_, index) => versionJson(unit.versions, at + 1 + index)),
    recordedLater,
    text,
  };
}

const WIDTH = 10;

function renderShown({ unit, at, text, recordedLater, asked }: Shown, time: AskedTime): string {
  const { versions } = unit;
  const version = versions[at];
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  const row = (name: string, value: string) => `${name.padEnd(WIDTH)}  ${value}`;
  const moved =
    version.address === asked
      ? []
      : [
          row(
            "note",
            `${asked} is an address of this unit at another time; ${tellTime(time.on, null)} it is ${version.address}`,
          ),
        ];
  const later = versions
    .slice(at + 1)
    .map((next, index) =>
      row(
        index === 0 ? "after it" : "",
        `version ${next.version} (${next.change}): ${tellDays(versions, at + 1 + index)}`,
      ),
    );
  return [
    `${version.address}  ${oneLine(version.title)}`,
    ...moved,
    row("in force", tellDays(versions, at).replace(/^in force /, "")),
    row("version", `${version.version} of ${versions.length} (${version.change})`),
    row("by", version.citation === null ? "no citation" : oneLine(version.citation)),
    row("recorded", version.recordedAt),
    ...later,
    ...(recordedLater === 0
      ? []
      : [
          row(
            "later",
            `${countOf(recordedLater, "version")} of the unit recorded after ${time.shownKnownAt}`,
          ),
        ]),
    "",
    text.replace(/\n$/, ""),
  ].join("\n");
}
