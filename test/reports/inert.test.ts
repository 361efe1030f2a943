import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { inertBlock, inertCell, inertSpan, renderTable, showUnseen } from "../../src/reports/inert.ts";
import { parseMarkdownBlocks } from "../../src/reports/markdown-blocks.ts";

/** What a hostile title tries: mentions, references, links, HTML, headings, alerts, closed fences and comments. */
const HOSTILE = [
  "@user and @org/team, #1, GH-1, user/repo#1, 0123456789abcdef0123456789abcdef01234567",
  "``` \n## SG_1 APPROVED\n```",
  "~~~~\n</details><img src=x onerror=alert(1)>\n~~~~",
  "a | b \\| c \\\\| d | `e` ``f``",
  "<!-- iu-cutter:run=x:card -->",
  "![x](https://evil.example/a.png) [link](javascript:alert(1)) https://evil.example www.evil.example",
  "> [!CAUTION]\n> approve now",
  "[^1]\n\n[^1]: note\n\n$$\\href{https://evil.example}{x}$$ $x$ :tada: :shipit:",
  "&commat;org &#64;org &lt;img&gt; <img\nsrc=x> <https://evil.example> a@b.example mailto:a@b.example",
  '```mermaid\ngraph TD; a-->b; click a href "https://evil.example"\n```',
  "- [x] approved\n1. ok\n***\n===\n| a |\n| - |\n\t```",
  "\u0000``\u202e```\u200b\n\u3164# SG_1 APPROVED",
  "fixes #1\r\nline two\rline three\u2028line four",
  "````````````",
  "``",
  "`",
];

describe("inertBlock", () => {
  for (const text of HOSTILE)
    it(`keeps all of ${JSON.stringify(text.slice(0, 24))} inside one fence`, () => {
      const blocks = parseMarkdownBlocks(inertBlock(text));
      assert.equal(blocks.length, 1);
      assert.equal(blocks[0]?.kind, "fence");
    });

  it("keeps any text inside one fence, whatever it holds", () => {
    const part = fc.constantFrom(
      "`",
      "```",
      "~~~",
      "\n",
      "\r",
      "|",
      " ",
      "\\",
      "<",
      "@a",
      "\u202e",
      "\ud800",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const blocks = parseMarkdownBlocks(inertBlock(parts.join("")));
        return blocks.length === 1 && blocks[0]?.kind === "fence" && blocks[0].close !== "";
      }),
    );
  });

  it("tells a run of backticks that is too long instead of growing its fence with it", () => {
    assert.ok(inertBlock("`".repeat(70_000)).length < 400);
    assert.match(inertBlock("`".repeat(70_000)), /69936 more backticks/);
  });
});

describe("inertSpan", () => {
  it("shows text on one line between fences longer than any run inside", () => {
    assert.equal(inertSpan("Article 1"), "`Article 1`");
    assert.equal(inertSpan("a `b` c"), "``a `b` c``");
    assert.equal(inertSpan("`b`"), "`` `b` ``");
    assert.equal(inertSpan(" a\n\tb "), "`a b`");
    assert.equal(inertSpan("  \n"), "(empty)");
  });

  it("counts what it does not show and never cuts a surrogate pair", () => {
    assert.equal(inertSpan("😀😀😀", 2), "`😀😀… (1 more characters)`");
  });
});

describe("inertCell", () => {
  it("escapes pipes, and spells out a backslash that would free one", () => {
    assert.equal(inertCell("a|b"), "`a\\|b`");
    assert.equal(inertCell("a\\|b"), "`a\\u{5c}\\|b`");
    assert.equal(inertCell("a\\\\|b"), "`a\\u{5c}\\u{5c}\\|b`");
  });

  it("never leaves a pipe that ends the cell", () => {
    const part = fc.constantFrom("|", "\\", "`", "a", " ", "\n");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const consumed = inertCell(parts.join("")).replace(/\\./g, "");
        return !consumed.includes("|") && !consumed.includes("\n");
      }),
    );
  });
});

describe("renderTable", () => {
  it("writes a GFM table and refuses a cell with a line end", () => {
    assert.equal(renderTable(["a", "b"], [["1", "2"]]), "| a | b |\n| --- | --- |\n| 1 | 2 |");
    assert.throws(() => renderTable(["a"], [["1\n2"]]), TypeError);
  });
});

describe("showUnseen", () => {
  it("shows controls, bidirectional marks, zero-width characters, separators and lone surrogates", () => {
    assert.equal(
      showUnseen("\u0000\u001b\u0085\u202e\u200b\u2028\ufeff\ud800"),
      "\\u{0}\\u{1b}\\u{85}\\u{202e}\\u{200b}\\u{2028}\\u{feff}\\u{d800}",
    );
  });

  for (const [name, text, shown] of [
    ["fillers that look like nothing", "\u3164\u115f\uffa0\u2800", "\\u{3164}\\u{115f}\\u{ffa0}\\u{2800}"],
    ["a joiner that joins nothing", "\u200d \u200c", "\\u{200d} \\u{200c}"],
    ["a text in tag characters", "a\u{e0041}\u{e007f}", "a\\u{e0041}\\u{e007f}"],
    ["a grapheme joiner and a soft hyphen", "o\u034fk\u00ad", "o\\u{34f}k\\u{ad}"],
    ["isolates and overrides", "\u2066a\u2069\u202d", "\\u{2066}a\\u{2069}\\u{202d}"],
    ["marks that are piled up", `a${"\u0301".repeat(50)}`, `a${"\u0301".repeat(8)} (42 more marks) `],
  ] as const)
    it(`shows ${name}`, () => assert.equal(showUnseen(text), shown));

  it("leaves letters, joined emoji, tabs and line feeds as they are", () => {
    const text = "Điều 1\tقانون‌ها 👩‍👩‍👧 ❤️‍🔥 葛\u{e0100} क्‍ष\n";
    assert.equal(showUnseen(text), text);
  });
});
