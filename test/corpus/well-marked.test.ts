import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { markDocument } from "../../src/document/mark.ts";
import { DOUBT_CODES } from "../../src/domain/doubts.ts";
import { micromarkHeadings } from "../support/micromark-headings.ts";
import { judgeHeadings } from "./judge-headings.ts";
import { layOutDocument } from "./layouts/lay-out-document.ts";
import { LAYOUTS } from "./layouts/layouts.ts";
import { type DocumentRow, readDocuments } from "./manifest.ts";
import { wellMarkedActs } from "./well-marked.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/documents");
const HEADINGS = LAYOUTS.filter(({ name }) => name === "as published" || name === "headings");

describe("where every article is a heading, the cut is never worse than every heading (P-165)", () => {
  const rows = readDocuments(FOLDER);
  for (const layout of HEADINGS) {
    test(`documents with ground truth, ${layout.name}`, () => {
      let compared = 0;
      for (const stored of rows) {
        const document = layOutDocument(stored, readFileSync(join(FOLDER, stored.file)), layout);
        if (document === null) continue;
        const { row, bytes } = document;
        const every = judgeHeadings(row, headingLines(bytes.toString("utf8")));
        if (every.right < every.articles) continue;
        compared++;
        assertNotWorse(row, bytes);
      }
      assert.ok(compared > 10, `${compared} documents`);
    });
  }

  test("acts in any language, on any level, with chapters or without, numbered through or anew", () => {
    fc.assert(
      fc.property(wellMarkedActs, ({ text, articles, containers }) => {
        const at = (line: number) => ({ line, byte: 0 });
        const groundTruth = {
          articles: articles.map((line) => ({ ...at(line), address: "" })),
          containerList: containers.map((line) => ({ ...at(line), label: "" })),
          annexList: [],
          optionalUnits: [],
        };
        assertNotWorse({ file: "act.md", family: "made", sha256: "", groundTruth }, Buffer.from(text));
      }),
      { numRuns: 150, includeErrorInReport: true },
    );
  });
});

function assertNotWorse(row: DocumentRow, bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString("utf8");
  const every = judgeHeadings(row, headingLines(text));
  // A doubt about a wrapped line takes nothing out of the cut, which is what is compared.
  const result = markDocument(bytes, { maxUnits: 100_000, acceptedDoubts: DOUBT_CODES });
  assert.ok(result.ok, `${row.file}: ${result.ok ? "" : JSON.stringify(result.refusal)}\n${text}`);
  const lines = [...result.value.units].map(({ line }) => line);
  const cut = judgeHeadings(row, lines);
  const told = `${row.file}, ${result.value.convention}: ${JSON.stringify({ cut, every, lines })}\n${text.slice(0, 3000)}`;
  assert.ok(cut.right >= every.right, `fewer articles than headings: ${told}`);
  assert.ok(cut.right * every.found >= every.right * cut.found, `less precise than every heading: ${told}`);
}

function headingLines(text: string): readonly number[] {
  return micromarkHeadings(text).map(({ line }) => line + 1);
}
