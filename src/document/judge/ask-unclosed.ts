import type { Doubt } from "../../domain/doubts.ts";
import { LINE } from "../source/line-class.ts";
import { readText } from "../source/scanned-source.ts";
import { holdsSentence } from "./holds-sentence.ts";
import type { JudgedCut } from "./judged-cut.ts";

const PROBE_BYTES = 60;

/** A fence or a comment that nothing closes, before a sentence: by the rules of Markdown no heading stands in what follows. */
export function* askUnclosed({ scanned, range }: JudgedCut): Generator<Doubt> {
  const { open, classes } = scanned.mask;
  if (open < 0 || open >= range.lastLine || !holdsSentence(scanned, open + 1, range.lastLine)) return;
  const what = classes[open] === LINE.fence ? "fence" : "HTML block";
  const printed = readText(scanned, open, PROBE_BYTES).trim();
  const message = `the ${what} that this line opens (${printed}) is closed nowhere: what follows to the end holds no unit`;
  yield { code: "BLOCK_UNCLOSED", line: open + 1, message };
}
