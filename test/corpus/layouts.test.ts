import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { layOutDocument } from "./layouts/lay-out-document.ts";
import { LAYOUTS } from "./layouts/layouts.ts";
import { readDocuments } from "./manifest.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/documents");

describe("documents in other layouts", () => {
  const rows = readDocuments(FOLDER);
  for (const layout of LAYOUTS) {
    test(`${layout.name}: every name stands at the byte of its line, and none of the document's is missing`, () => {
      const laidOut = rows.flatMap((row) => {
        const document = layOutDocument(row, readFileSync(join(FOLDER, row.file)), layout);
        return document === null ? [] : [{ source: row, ...document }];
      });
      assert.ok(laidOut.length > 0, "no document has this layout");
      for (const { source, row, bytes } of laidOut) {
        const { articles } = row.groundTruth;
        for (const { address, byte } of articles) {
          const line = bytes
            .subarray(byte, byte + 200)
            .toString("utf8")
            .normalize("NFC");
          assert.ok(foldSpace(line).includes(address), `${row.file}: ${address} is not in ${line}`);
        }
        const kept = new Set(articles.map(({ address }) => address));
        const lost = source.groundTruth.articles.filter(({ address }) => !kept.has(address));
        assert.deepEqual(lost, [], row.file);
      }
    });
  }
});

function foldSpace(text: string): string {
  return text.replace(/\s+/gu, " ");
}
