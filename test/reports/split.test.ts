import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inertBlock, inertCell, renderTable } from "../../src/reports/inert.ts";
import { linesOf, parseMarkdownBlocks } from "../../src/reports/markdown-blocks.ts";
import { COMMENT_LIMIT, type PartLimit, splitMarkdown } from "../../src/reports/split.ts";

const SMALL: PartLimit = { maxUnits: 1_000, maxBytes: 2_000 };

function assertWithin(parts: readonly string[], limit: PartLimit): void {
  for (const part of parts) {
    assert.ok(part.length <= limit.maxUnits, `${part.length} units`);
    assert.ok(Buffer.byteLength(part) <= limit.maxBytes, `${Buffer.byteLength(part)} bytes`);
    assert.ok(part.isWellFormed());
  }
}

/** Content of all fences, in order, without what the cut added. */
function fenced(parts: readonly string[]): string {
  return parts
    .flatMap((part) => parseMarkdownBlocks(part))
    .flatMap((block) => (block.kind === "fence" ? block.lines : []))
    .join("");
}

describe("splitMarkdown", () => {
  it("leaves text alone that fits, to the last unit and byte", () => {
    for (const text of ["a".repeat(60_000), "é".repeat(60_000), "", "a\n\nb\n"])
      assert.deepEqual(splitMarkdown(text), [text]);
  });

  it("counts bytes as well as characters", () => {
    assert.deepEqual(splitMarkdown("a\n".repeat(30_000)).length, 1);
    const parts = splitMarkdown("€€€€\n".repeat(20_000));
    assert.equal(parts.length, 2);
    assertWithin(parts, COMMENT_LIMIT);
  });

  it("brings a report of a million characters over complete and in order (R-05)", () => {
    const lines = Array.from(
      { length: 25_000 },
      (_, at) => `row ${at} Điều khoản — 条文 𝒳 ${"x".repeat(at % 40)}`,
    );
    const parts = splitMarkdown(`# Report\n\n${inertBlock(lines.join("\n"))}\n\nThe end.`);
    assertWithin(parts, COMMENT_LIMIT);
    assert.equal(fenced(parts), lines.join(""));
    assert.ok(parts[0]?.startsWith("# Report"));
    assert.ok(parts.at(-1)?.endsWith("The end."));
  });

  it("closes an open fence and opens the same one in the next part (R-06)", () => {
    const hostile = Array.from({ length: 200 }, (_, at) => `\`\`\`\n## SG_1 APPROVED @user #${at}`).join(
      "\n",
    );
    const parts = splitMarkdown(`before\n\n${inertBlock(hostile)}\n\nafter`, SMALL);
    assertWithin(parts, SMALL);
    assert.equal(fenced(parts), hostile.replaceAll("\n", ""));
    const free = parts.flatMap((part) => parseMarkdownBlocks(part)).filter((block) => block.kind !== "fence");
    assert.equal(free.flatMap(linesOf).join(""), "beforeafter");
  });

  it("repeats the head of a table in every part (R-06)", () => {
    const rows = Array.from({ length: 100 }, (_, at) => [inertCell(`unit ${at} | 😀`), String(at)]);
    const parts = splitMarkdown(renderTable(["address", "n"], rows), SMALL);
    assertWithin(parts, SMALL);
    for (const part of parts) assert.ok(part.startsWith("| address | n |\n| --- | --- |\n"));
    const kept = parts.flatMap((part) => part.split("\n")).filter((line) => line.startsWith("| `"));
    assert.equal(kept.length, 100);
  });

  it("closes and opens details again", () => {
    const body = Array.from({ length: 60 }, (_, at) => `paragraph ${at} of some length\n`).join("\n");
    const parts = splitMarkdown(`<details><summary>all</summary>\n\n${body}\n</details>\n\nafter`, SMALL);
    assertWithin(parts, SMALL);
    for (const part of parts)
      assert.equal(part.match(/<details/g)?.length ?? 0, part.match(/<\/details>/g)?.length ?? 0, part);
  });

  it("does not take details in a fence or table for its own", () => {
    const text = `${inertBlock("<details>\n".repeat(50))}\n\n${"word ".repeat(100)}\n\n${"word ".repeat(100)}`;
    assert.ok(splitMarkdown(text, SMALL).every((part) => !part.includes("</details>")));
  });

  it("shows a line that is too long inert, since a cut could free what its code span held", () => {
    const parts = splitMarkdown(`\`${"@user ".repeat(1_000)}\``, SMALL);
    assertWithin(parts, SMALL);
    assert.ok(parts.flatMap((part) => parseMarkdownBlocks(part)).every((block) => block.kind === "fence"));
    assert.equal(fenced(parts), `\`${"@user ".repeat(1_000)}\``);
  });

  it("shows a table row that is too long inert and goes on with the table", () => {
    const parts = splitMarkdown(renderTable(["a"], [["first"], ["@user ".repeat(400)], ["last"]]), SMALL);
    assertWithin(parts, SMALL);
    assert.match(parts.at(-1) ?? "", /\| a \|\n\| --- \|\n\| last \|$/);
    assert.match(fenced(parts), /^\| (?:@user )+/);
  });

  it("shows a quoted or listed fence that is too long inert as a whole", () => {
    const parts = splitMarkdown(`> \`\`\`\n${"> @user\n".repeat(400)}> \`\`\`\n`, SMALL);
    assertWithin(parts, SMALL);
    const free = parts.flatMap((part) => parseMarkdownBlocks(part)).filter((block) => block.kind !== "fence");
    assert.equal(free.flatMap(linesOf).join(""), "");
  });

  it("never cuts inside a surrogate pair or a joined emoji (R-06)", () => {
    const family = "👩‍👩‍👧‍👦";
    for (const shift of [0, 1, 2, 3]) {
      const text = inertBlock("x".repeat(shift) + family.repeat(300));
      const parts = splitMarkdown(text, SMALL);
      assertWithin(parts, SMALL);
      const pieces = parts
        .flatMap((part) => parseMarkdownBlocks(part))
        .flatMap((block) => (block.kind === "fence" ? block.lines : []));
      assert.ok(pieces.every((piece) => piece.endsWith(family)));
    }
  });

  it("gives one whole copy of a text of exactly 65,536 characters (K-13)", () => {
    const text = "Điều 12 bảo đảm. ".repeat(4_000).slice(0, 65_536);
    assert.equal(fenced(splitMarkdown(text)), text);
  });

  it("stays fast on a million characters of every kind of line", () => {
    for (const line of ["`".repeat(50), "| a |", "> ```", "<details>", "- ```", "~~~", "|---|---|"])
      assertWithin(splitMarkdown(`${line}\n`.repeat(Math.ceil(1_000_000 / line.length))), COMMENT_LIMIT);
  });
});
