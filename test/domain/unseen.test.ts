import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { showLines, showText } from "../../src/document/show/show-text.ts";
import { renderStatement } from "../../src/domain/approval.ts";
import { showUnseenIn } from "../../src/domain/unseen.ts";
import { inertSpan } from "../../src/reports/inert.ts";

/** Characters that nobody sees where they stand between two letters, of every kind. */
const HIDDEN: readonly (readonly [string, number])[] = [
  ["the Hangul filler", 0x3164],
  ["the half-width Hangul filler", 0xffa0],
  ["the first Hangul filler of old syllables", 0x115f],
  ["the second one", 0x1160],
  ["the grapheme joiner", 0x34f],
  ["a selector of variants", 0xfe00],
  ["the selector of emoji", 0xfe0f],
  ["a selector of ideographs", 0xe0100],
  ["a Khmer inherent vowel", 0x17b4],
  ["the other Khmer inherent vowel", 0x17b5],
  ["a Mongolian selector", 0x180b],
  ["the Mongolian separator of vowels", 0x180e],
  ["the Arabic mark of direction", 0x61c],
  ["a soft hyphen", 0xad],
  ["a joiner", 0x200d],
  ["a non-joiner", 0x200c],
  ["a space of no width", 0x200b],
  ["an override of direction", 0x202e],
  ["an isolate", 0x2066],
  ["an invisible plus", 0x2064],
  ["an unassigned character that fonts leave out", 0x2065],
  ["a byte order mark", 0xfeff],
  ["a tag", 0xe0041],
  ["an interlinear anchor", 0xfff9],
  ["an object replacement", 0xfffc],
  ["no character at all", 0xffff],
  ["the empty braille cell", 0x2800],
  ["a musical beam", 0x1d173],
  ["the null notehead", 0x1d159],
  ["the Khitan filler", 0x16fe4],
  ["a separator of lines", 0x2028],
  ["an escape", 0x1b],
];

/** Texts whose scripts and emoji need unseen characters: kept in reports and on terminals. */
const NEEDED: readonly (readonly [string, string])[] = [
  ["Persian with a non-joiner", "می\u200cخواهم"],
  ["Sinhala with a joiner", "ශ්\u200dරී"],
  ["a family of emoji", "\u{1f469}\u200d\u{1f467}"],
  ["a heart in colour on fire", "\u2764\ufe0f\u200d\u{1f525}"],
  ["an ideograph in its variant", "葛\u{e0100}"],
  ["Mongolian with a selector", "\u1820\u180b"],
];

describe("what nobody sees", () => {
  for (const [name, code] of HIDDEN) {
    const character = String.fromCodePoint(code);
    it(`is shown by its code point wherever a person reads: ${name} (A-124)`, () => {
      const text = `a${character}b`;
      const shown = `a\\u{${code.toString(16)}}b`;
      assert.equal(showText(text), shown);
      assert.equal(showLines(text), shown);
      assert.equal(showUnseenIn(text), shown);
      if (code !== 0x2028) assert.equal(inertSpan(text), `\`${shown}\``);
      const statement = {
        gate: "SG_1_cut_authz",
        runId: "run",
        payloadSha256: "",
        signedUtc: "",
        reviewDecisionId: null,
        arms: null,
      } as const;
      assert.match(renderStatement(statement, [text]), /^# a b$/m);
    });
  }

  for (const [name, text] of NEEDED)
    it(`stays in reports where a script needs it, and is told to a reviewer of the document: ${name}`, () => {
      assert.equal(showUnseenIn(text), text);
      assert.match(showText(text), /\\u\{[0-9a-f]+\}/);
    });

  it("does not stay where it only looks needed", () => {
    for (const text of ["a\u200db", "1\u200d2", "\u3164\u200d", "葛\u{e0100}\u{e0101}", "\u2764\ufe0f\ufe0f"])
      assert.match(showUnseenIn(text), /\\u\{/, JSON.stringify(text));
  });

  it("does not hide a line feed or tab of a text over several lines", () => {
    assert.equal(showLines("a\n\tb"), "a\n\tb");
    assert.equal(showText("a\tb"), "a\\u{9}b");
  });
});
