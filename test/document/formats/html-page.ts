import assert from "node:assert/strict";
import { htmlReader } from "../../../src/document/formats/html/html-reader.ts";
import { markLines } from "../../../src/document/mark-lines.ts";
import { markPieces } from "../../../src/document/mark-pieces.ts";
import type { Projection } from "../../../src/document/projection/projection.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";

/** Reads a page, and shows that no letter of it is lost. */
export function readHtmlPage(html: string | Buffer): Projection {
  const projection = htmlReader.read(Buffer.from(html));
  const { total, projected, dropped } = projection.letters;
  assert.equal(projected + dropped, total, "every letter is in the text or named");
  return projection;
}

export function textOf(html: string): string {
  return readHtmlPage(html).text.toString().trimEnd();
}

/** What is left out of a page: element, reason, count and letters. */
export function droppedOf(html: string): readonly string[] {
  return readHtmlPage(html).dropped.map(
    ({ element, reason, count, letters }) => `${element} ${reason} ${count} ${letters}`,
  );
}

/** The units of a page, each with its label, title and body. */
export function unitsOf(
  html: string,
): readonly { label: string; title: string; body: string; address: string }[] {
  const { text, structure, reader } = readHtmlPage(html);
  const order = { convention: null, maxUnits: 1000, exclude: new Set<string>(), acceptedDoubts: [] };
  assert.ok(structure.kind !== "text");
  const cut =
    structure.kind === "pieces"
      ? markPieces({ text, pieces: structure.pieces, reader }, order)
      : markLines({ text, lines: structure.lines, findOriginal: null }, order);
  assert.ok(cut.ok, JSON.stringify(cut));
  return [...cut.value.units].map(({ label, title, address, startByte, endByte }) => ({
    label,
    title,
    address,
    body: text.subarray(startByte, endByte).toString().trimEnd(),
  }));
}

/** The reason and the facts by which a page is refused. */
export function refusalOf(html: string | Buffer): {
  reason: string;
  field: string;
  expected: string;
  actual: string;
} {
  try {
    htmlReader.read(Buffer.from(html));
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    const { reason, field = "", expected = "", actual = "" } = fault.refusal;
    return { reason, field, expected, actual };
  }
  return assert.fail("the page was read");
}
