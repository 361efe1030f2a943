import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { odtReader } from "../../../src/document/formats/odt/odt-reader.ts";
import { textsByLibreOffice } from "../../support/libreoffice.ts";
import { documentOf, NUMBER_CASES, RANDOM_PART } from "../../support/odt-lists.ts";
import { type MadeOdt, makeOdt } from "../../support/odt-maker.ts";

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

function read(made: MadeOdt): readonly string[] {
  return linesOf(odtReader.read(makeOdt(made)).text.toString());
}

async function print(documents: readonly MadeOdt[]): Promise<readonly (readonly string[])[]> {
  return (await textsByLibreOffice(documents.map(makeOdt), "odt")).map(linesOf);
}

test("LibreOffice prints the same numbers, but where the standard asks for others", async () => {
  const printed = await print(NUMBER_CASES.map(({ made }) => made));
  for (const [index, { says, made, libreOffice }] of NUMBER_CASES.entries()) {
    const labels = (printed[index] ?? []).map((line) => line.replace(/ ?x$/, ""));
    if (libreOffice !== undefined) assert.deepEqual(labels, libreOffice, says);
    else assert.deepEqual(printed[index], read(made), says);
  }
});

test("LibreOffice prints the same numbers for random lists", async () => {
  const parts = fc.sample(fc.array(RANDOM_PART, { minLength: 4, maxLength: 10 }), { numRuns: 60, seed: 7 });
  const documents = parts.map(documentOf);
  const printed = await print(documents);
  for (const [index, made] of documents.entries()) assert.deepEqual(read(made), printed[index], made.body);
});
