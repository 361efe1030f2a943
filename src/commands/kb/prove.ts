import { Command } from "commander";
import { makeProofPage } from "../../compose/proof-page.ts";
import { proveOffline, renderProof } from "../../compose/proofs.ts";
import type { Reading } from "../../compose/reading.ts";
import type { Environment } from "../../config/environment.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { refusePlace, writeBeside } from "../write-beside.ts";
import { findShown, type Shown } from "./find-shown.ts";
import { addRootKeys } from "./root-key-option.ts";
import { type AskedTime, addTime, readTime, type TimeFlags } from "./time-options.ts";

interface ProveFlags extends TimeFlags {
  readonly repo: string;
  readonly ref: string;
  readonly rootKey: readonly string[];
  readonly out?: string;
  readonly html?: string;
}

/** `cutter kb prove ADDRESS`: a file that proves by itself that the text of a day was approved, and what came after it. */
export function makeKbProveCommand(
  line: CommandLine,
  environment: Environment,
  openReading: () => Promise<Reading>,
): Command {
  return addRootKeys(
    addTime(
      new Command("prove")
        .description("write a file that proves by itself that the text of a day was approved")
        .argument(
          "<address>",
          "the address that is printed on that day, or one that the unit had on another",
        ),
    ),
  )
    .option("--repo <folder>", "a clone of the control repository", ".")
    .option("--ref <ref>", "branch or commit that counts as its default branch", "main")
    .option("--out <file>", "write the proof into this file (default: standard output)")
    .option("--html <file>", "write it as one page that verifies itself in a browser")
    .action((address: string, flags: ProveFlags) =>
      conclude(line, flags, async (output) => {
        const places = placesOf(flags);
        for (const { file, ...beside } of places) {
          const unfit = await refusePlace(file, beside);
          if (unfit !== null) return refused(unfit);
        }
        const reading = await openReading();
        const time = readTime(flags, reading.today());
        if (!time.ok) return time;
        await using base = await reading.open();
        const shown = await findShown(base, address, time.value);
        if (!shown.ok) return shown;
        const asked = refuseInterrupted(line.interrupted);
        if (asked !== null) return refused(asked);
        output.progress.step("the approvals, from git");
        const made = await proveOffline(
          {
            ...{ ...orderOf(shown.value), base },
            ...{ knownAt: time.value.knownAt, knownUtc: knownUtc(time.value, reading.now()) },
            ...{ repo: flags.repo, ref: flags.ref, rootKeyFiles: flags.rootKey },
          },
          environment,
        );
        if (!made.ok) return made;
        const { proof, unproven, rootKeys } = made.value;
        const text = renderProof(proof);
        if (places.length === 0) {
          output.json(proof);
          output.line(text.trimEnd());
          return accepted(0);
        }
        const written = await writeForms(places, {
          "--out": () => text,
          "--html": () => makeProofPage(text, rootKeys),
        });
        if (!written.ok) return written;
        const { leaf, run_id: runId } = proof.version;
        output.json({
          ...namesOf(written.value),
          address: leaf.address,
          runId,
          later: proof.later.length,
          unproven,
        });
        for (const { file, bytes } of written.value)
          output.line(`${file}: ${leaf.address} as ${runId} has enacted it, ${countOf(bytes, "byte")}`);
        if (proof.later.length > 0) output.line(`with ${countOf(proof.later.length, "later version")}`);
        if (unproven !== null)
          output.line(
            `What came after can't be proved, and the file says so: ${unproven.reason}. ${unproven.message}`,
          );
        if (flags.out !== undefined)
          output.line(`Check it anywhere: cutter kb verify ${flags.out} --root-key KEY`);
        if (flags.html !== undefined)
          output.line(`The page checks itself in any browser: open ${flags.html}`);
        return accepted(0);
      }),
    );
}

/** A file that an option names for one form of the proof, and the files that it must not be. */
interface Place {
  readonly option: "--out" | "--html";
  readonly file: string;
  readonly sources: readonly string[];
}

interface WrittenForm extends Pick<Place, "option" | "file"> {
  readonly bytes: number;
}

function placesOf({ out, html, rootKey }: ProveFlags): readonly Place[] {
  const places: Place[] = [];
  if (out !== undefined) places.push({ option: "--out", file: out, sources: rootKey });
  if (html !== undefined)
    places.push({ option: "--html", file: html, sources: out === undefined ? rootKey : [...rootKey, out] });
  return places;
}

/** Writes each form of the proof into its place. */
async function writeForms(
  places: readonly Place[],
  forms: Readonly<Record<Place["option"], () => string | Promise<string>>>,
): Promise<Result<readonly WrittenForm[]>> {
  const written: WrittenForm[] = [];
  for (const { option, file, sources } of places) {
    const text = await forms[option]();
    const unwritten = await writeBeside(file, { option, text, sources });
    if (unwritten !== null) return refused(unwritten);
    written.push({ option, file, bytes: Buffer.byteLength(text) });
  }
  return accepted(written);
}

/** `file` and `bytes` of the proof itself, `page` and `pageBytes` of the page; null where it was not asked for. */
function namesOf(written: readonly WrittenForm[]) {
  const [proof, page] = ["--out", "--html"].map((option) => written.find((one) => one.option === option));
  return {
    ...{ file: proof?.file ?? null, bytes: proof?.bytes ?? null },
    ...{ page: page?.file ?? null, pageBytes: page?.bytes ?? null },
  };
}

/** The base tells what was recorded up to a time, and nothing of the time to come. */
function knownUtc({ knownAt }: AskedTime, now: string): string {
  const asked = knownAt?.replace(/\.\d+Z$/, "Z") ?? now;
  return asked < now ? asked : now;
}

function orderOf({ unit, at, text }: Shown) {
  const [version, ...later] = unit.versions.slice(at);
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  return { version, text, later };
}
