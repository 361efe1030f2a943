import { isUtf8 } from "node:buffer";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { guessEncodings } from "../file-kinds/find-encoding.ts";
import { lineOf, tellBytes } from "./bad-bytes.ts";
import type { ChosenEncoding } from "./choose-encoding.ts";
import { labelOf } from "./encoding-names.ts";

const MOST_GUESSES = 3;

/** Refuses bytes that are no character of the encoding, and says which others the text reads well in. */
export function refuseMisfit(
  bytes: Buffer,
  { badByte, line = lineOf(bytes, badByte) }: { readonly badByte: number; readonly line?: number },
  chosen: ChosenEncoding | null,
): Refusal {
  const fits = isUtf8(bytes)
    ? ["utf-8"]
    : guessEncodings(bytes, badByte).flatMap(({ name }) => labelOf(name) ?? []);
  const others = [...new Set(fits)].filter((label) => label !== chosen?.label).slice(0, MOST_GUESSES);
  return refusal("STOP_SOURCE_ENCODING", {
    field: `line ${line}`,
    expected: chosen === null ? "UTF-8: the file names no encoding" : tellChosen(chosen),
    actual: tellBytes(bytes, badByte),
    ...(others.length === 0 ? {} : { details: others.map((label) => `It reads well as ${label}.`) }),
    wayOut: wayOut(chosen, others[0]),
  });
}

function tellChosen({ label, claim }: ChosenEncoding): string {
  return `${label}, by ${claim.by}`;
}

function wayOut(chosen: ChosenEncoding | null, fit: string | undefined): string {
  const again = "Get the file from the publisher again";
  if (fit === undefined) return `${again}, or write the right character at the named line.`;
  if (chosen === null || chosen.isNamed)
    return `Name the encoding, and look at the letters with marks: \`--encoding ${fit}\`.`;
  return `${again}; or correct what it says of its encoding in a copy, and look at the letters with marks.`;
}
