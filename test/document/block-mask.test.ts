import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readBlockMask } from "../../src/document/source/block-mask.ts";
import { LINE } from "../../src/document/source/line-class.ts";
import { readLineTable } from "../../src/document/source/line-table.ts";
import { micromarkHeadings } from "../support/micromark-headings.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

/** Files that are not compared, with the reason. */
const APART = new Map([
  ["bytes-nul.md", "a NUL byte is refused before the mask is read"],
  ["bytes-latin-1.md", "not UTF-8: refused before the mask is read"],
  ["bytes-utf-16-be.md", "not UTF-8: decoded before the mask is read"],
  ["bytes-surrogates-overlong.md", "not UTF-8: refused before the mask is read"],
  ["headings-setext.md", "a delimiter row without a pipe is a setext underline here"],
]);

function maskHeadings(text: string): readonly string[] {
  const source = Buffer.from(text);
  const table = readLineTable(source);
  const { classes, levels } = readBlockMask(source, table);
  const found: string[] = [];
  for (let line = 0; line < table.count; line++) {
    const isFirst = classes[line] === LINE.setext && classes[line - 1] !== LINE.setext;
    if (classes[line] === LINE.atx || isFirst) found.push(`${line + 1}:${levels[line]}`);
  }
  return found;
}

function oracleHeadings(text: string): readonly string[] {
  return micromarkHeadings(text.replace(/^\ufeff/, "")).map(({ line, level }) => `${line + 1}:${level}`);
}

describe("the block mask", () => {
  for (const folder of ["documents", "adversarial"]) {
    const files = readdirSync(join(FIXTURES, folder)).filter(
      (file) => /\.(?:md|txt)$/.test(file) && !APART.has(file),
    );
    test(`sees the headings that micromark sees in all ${files.length} ${folder}`, () => {
      for (const file of files) {
        const text = readFileSync(join(FIXTURES, folder, file), "utf8");
        assert.deepEqual(maskHeadings(text), oracleHeadings(text), file);
      }
    });
  }

  const cases: readonly { readonly rule: string; readonly text: string }[] = [
    { rule: "a fence in a list item ends with the item", text: "- a\n\n  ```\n  ## x\n\n## y\n" },
    { rule: "a list item takes what is indented under it", text: "1. a\n\n   ## x\n\n## y\n" },
    { rule: "a paragraph goes on lazily in a quote", text: "> a\nb\n## x\n" },
    { rule: "a code block needs a blank line before it", text: "a\n    ## x\n\n    ## y\n" },
    { rule: "an ordered list ends a paragraph only from 1", text: "a\n2. ## x\n\nb\n1. ## y\n" },
    { rule: "a comment ends at its mark, not at a blank line", text: "<!-- a\n\n## x\n\n-->\n## y\n" },
    { rule: "a lone tag ends with a blank line", text: "<x-y>\n## a\n\n## b\n" },
    { rule: "a lone tag does not end a paragraph", text: "a\n<x-y>\n## b\n" },
    { rule: "raw elements run to their end tag", text: "<script>\n\n## a\n</script>\n## b\n" },
    { rule: "a rule between blank lines is no underline", text: "a\n\n---\n\n## b\n" },
    { rule: "several lines make one setext heading", text: "a\nb\n===\n\nc\n" },
    { rule: "a table ends at a blank line", text: "| a | b |\n|---|---|\n| c | d |\n## x\n" },
    { rule: "front matter stands only at the top", text: "a\n\n---\nb: c\n---\n" },
    { rule: "an unclosed fence runs to the end", text: "## a\n\n~~~\n## b\n" },
    { rule: "an info string holds no backtick", text: "``` a`b\n## x\n" },
    { rule: "an empty item takes no heading past a blank line", text: "-\n\n  ## x\n" },
    { rule: "an empty list item is no paragraph", text: "-\n## x\n" },
  ];
  for (const { rule, text } of cases) {
    test(`${rule}, as in micromark`, () => assert.deepEqual(maskHeadings(text), oracleHeadings(text)));
  }
});
