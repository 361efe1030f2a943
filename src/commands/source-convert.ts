import { basename } from "node:path";
import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { type Conversion, convertPdf } from "../compose/convert-pdf.ts";
import { readPdf } from "../compose/read-pdf.ts";
import type { Environment } from "../config/environment.ts";
import type { RunningText } from "../document/pdf/mark-pages.ts";
import { accepted, refused } from "../domain/result.ts";
import { shellWord } from "../domain/shell-word.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { refusePlace } from "./write-beside.ts";
import { writeNew } from "./write-new.ts";

interface ConvertFlags {
  readonly out?: string;
  readonly columns?: boolean;
  readonly json?: boolean;
}

const MOST_PAGES = 12;
const MOST_RUNNING = 5;
const HELP = `
A PDF says where signs stand, not what the text is: compare the whole of it with the pages. Hidden and white writing comes along, and
pictures do not (docs/bring-a-document.md). It takes pdftotext (Debian: poppler-utils).`;

/** `cutter source convert FILE.pdf`: makes a text of a PDF that a person checks before it is registered. */
export function makeSourceConvertCommand(line: CommandLine, environment: Environment): Command {
  return new Command("convert")
    .description(
      "make a text of a PDF for a person to check, with pages, heads and feet marked; by pdftotext",
    )
    .argument("<file>", "the PDF")
    .option("--out <file>", "the text to write, which does not exist yet (default: beside the PDF, as .txt)")
    .option("--columns", "read columns one after the other; without it what stands side by side stays so")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((file: string, flags: ConvertFlags) =>
      conclude(line, flags, async (output) => {
        const out = flags.out ?? `${file.replace(/\.pdf$/i, "")}.txt`;
        const unwritable = await refusePlace(out, { option: "--out", sources: [file] });
        if (unwritable !== null) return refused(unwritable);
        const pdf = await readPdf("file", file);
        if (!pdf.ok) return pdf;
        output.progress.step(`Reading ${file} by pdftotext`);
        const { progress } = output;
        const { interrupted } = line;
        const order = { pdf: pdf.value, name: basename(file), byColumns: flags.columns === true };
        const made = await convertPdf({ environment, interrupted, progress }, order);
        if (!made.ok) return made;
        const unwritten = await writeNew("--out", out, made.value.text);
        if (unwritten !== null) return refused(unwritten);
        tell(output, made.value, { file, out });
        return accepted(0);
      }),
    );
}

function tell(
  output: Output,
  made: Conversion,
  { file, out }: { readonly file: string; readonly out: string },
): void {
  const { text, pdf, pages, said, ...check } = made;
  const written = { sha256: sha256Hex(Buffer.from(text)), bytes: Buffer.byteLength(text) };
  const [law, source] = [shellWord(out), shellWord(file)];
  const register = `cutter source register ${law} --converted-from ${source}`;
  output.json({
    verdict: "converted",
    pdf: { file, ...pdf },
    text: { file: out, ...written },
    pages,
    check,
    said,
    register,
  });
  output.line(`${out}: ${pages} pages`);
  output.line(`  PDF   sha256 ${pdf.sha256}, ${pdf.bytes} bytes`);
  output.line(`  text  sha256 ${written.sha256}, ${written.bytes} bytes`);
  output.line("Check:");
  for (const found of [...listChecks(made), ...said.map((words) => `pdftotext says: ${words}`)])
    output.line(`  - ${found}`);
  output.line(
    `Compare the text with every page, correct it, and delete the lines that begin with \`<!-- pdf:\`: sed -i '/^<!-- pdf: .* -->$/d' ${law}`,
  );
  output.line(`Then look at the cut (cutter source inspect ${law}), and register it: ${register} …`);
}

/** What a person looks at, one thing a line. */
function listChecks(made: Conversion): readonly string[] {
  const { pagesWithoutText, pagesInColumns, pagesWithOddSigns, brokenWords, escaped } = made;
  const on = (pages: readonly number[]) => (pages.length === 1 ? "page " : "pages ") + listPages(pages);
  const when = (holds: boolean, words: string) => (holds ? [words] : []);
  return [
    ...tellRunning("head", made.heads, on),
    ...tellRunning("foot", made.feet, on),
    ...when(
      made.heads.length + made.feet.length === 0,
      "no head or foot of a page comes again: look for numbers of pages",
    ),
    ...when(pagesWithoutText.length > 0, `${on(pagesWithoutText)}: no text, so perhaps a picture of one`),
    ...when(
      pagesInColumns.length > 0,
      `${on(pagesInColumns)}: columns or a table, whose lines stand side by side; --columns reads columns one after the other`,
    ),
    ...when(
      pagesWithOddSigns.length > 0,
      `${on(pagesWithOddSigns)}: signs that are no text, or soft hyphens`,
    ),
    ...when(brokenWords > 0, `words that are broken at the end of a line: ${brokenWords}; join them`),
    ...when(
      escaped > 0,
      `lines behind a backslash, because they would begin a block of HTML or code: ${escaped}`,
    ),
    "footnotes, tables and what is set in the margin stand where they were printed",
  ];
}

function tellRunning(
  kind: string,
  found: readonly RunningText[],
  on: (pages: readonly number[]) => string,
): readonly string[] {
  const told = found
    .slice(0, MOST_RUNNING)
    .map(({ text, pages }) => `${kind} of ${on(pages)}, such as: ${text}`);
  const more = found.length - told.length;
  return more > 0 ? [...told, `${more} more kinds of ${kind}, all marked in the text`] : told;
}

/** `1-3, 7, 9-20` */
function listPages(pages: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const page of pages) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else spans.push([page, page]);
  }
  const told = spans.slice(0, MOST_PAGES).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return told.join(", ") + (spans.length > told.length ? ", …" : "");
}
