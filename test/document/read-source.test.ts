import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markWithEvidence } from "../../src/document/mark.ts";
import { readCoverage } from "../../src/document/read-coverage.ts";
import { MAX_SOURCE_BYTES, readingOf, readSource } from "../../src/document/read-source.ts";
import { refuseLostLetters } from "../../src/document/refuse-lost-letters.ts";
import { HARBOUR_AKN, makeAct } from "../support/harbour-akn.ts";
import { reasonOf } from "../support/reason-of.ts";
import { must } from "../support/test-setup.ts";

const MANY = { maxUnits: 1000 };

test("a reading whose letters are not all accounted for is refused (STOP_TEXT_LOST, E-04)", () => {
  assert.equal(refuseLostLetters("akn", { total: 10, projected: 7, dropped: 3 }), null);
  for (const [projected, dropped] of [
    [6, 3],
    [7, 4],
    [7, 2],
  ] as const) {
    const lost = refuseLostLetters("akn", { total: 10, projected, dropped });
    assert.equal(lost?.reason, "STOP_TEXT_LOST");
    assert.equal(lost.expected, "10 letters in the text or named as left out");
  }
});

test("a text in UTF-8 is its own text, and what a reader makes is bound by reader, version and sha256", () => {
  const plain = must(readSource(Buffer.from("## Article 1\n\nText.\n"), {}));
  assert.equal(plain.projection, null);
  assert.equal(readingOf(plain, null), null);
  const reading = readingOf(must(readSource(Buffer.from(HARBOUR_AKN), {})), null);
  assert.deepEqual(reading?.reader, { name: "akn", version: 1 });
  assert.match(reading.projectionSha256, /^[0-9a-f]{64}$/);
});

test("a file beyond the limit is refused before it is read", () => {
  assert.equal(reasonOf(readSource(Buffer.from(HARBOUR_AKN), { maxBytes: 100 })), "STOP_SOURCE_TOO_LARGE");
  assert.equal(MAX_SOURCE_BYTES, 256 * 1024 * 1024);
});

test("each letter of a file is in a unit, in a container or left out, and the sums agree", () => {
  const { marked } = must(markWithEvidence(Buffer.from(HARBOUR_AKN), MANY));
  const { letters, leftOut } = readCoverage(marked) ?? assert.fail("no coverage");
  const { file, counted, units, containers, outside } = letters;
  assert.equal(file + counted, units + containers + outside + letters.leftOut);
  assert.equal(
    letters.leftOut,
    leftOut.reduce((sum, each) => sum + each.letters, 0),
  );
  assert.deepEqual(
    leftOut.map(({ element, reason }) => [element, reason]),
    [
      ["meta", "metadata"],
      ["authorialNote", "note"],
    ],
  );
});

describe("a file in another encoding than UTF-8", () => {
  for (const [title, bytes, encoding] of [
    ["Akoma Ntoso in UTF-16 with a byte order mark", utf16(HARBOUR_AKN.replace("UTF-8", "UTF-16")), null],
    ["a text in UTF-16 with a byte order mark", utf16("## Article 1\n\nŁódź.\n"), null],
    [
      "a text in Windows-1252 that a person names",
      Buffer.from("## Article 1\n\nGeb\xfchr.\n", "latin1"),
      "windows-1252",
    ],
  ] as const)
    test(`${title} is cut, and each unit has its bytes in the file`, () => {
      const { marked } = must(markWithEvidence(bytes, { ...MANY, encoding }));
      assert.ok(marked.projection);
      const decoder = new TextDecoder(encoding ?? "utf-16le");
      for (const { startByte, endByte, original } of marked.units) {
        assert.ok(original && original.endByte > original.startByte && original.endByte <= bytes.length);
        const [first = ""] = Buffer.from(marked.text).toString("utf8", startByte, endByte).split("\n");
        const there = decoder.decode(bytes.subarray(original.startByte, original.endByte));
        assert.ok(there.includes(first.slice(0, 9)), `${first} / ${there.slice(0, 60)}`);
      }
    });

  test("no encoding can be named of an archive", () => {
    const archive = Buffer.from("PK\x03\x04word/document.xml", "latin1");
    assert.equal(reasonOf(readSource(archive, { encoding: "utf-8" })), "STOP_ENCODING_UNKNOWN");
  });
});

test("text that the file marks as deleted is kept, and a warning says so (E-19)", () => {
  const struck = HARBOUR_AKN.replace("one crown", "<del>one crown</del>");
  const { marked } = must(markWithEvidence(Buffer.from(struck), MANY));
  assert.match(Buffer.from(marked.text).toString(), /A ship pays one crown a day/);
  assert.deepEqual(
    marked.warnings.map(({ code, message }) => [code, message]),
    [["TEXT_MARKED", "the file marks as deleted what is kept of del: 1 time, 8 letters"]],
  );
});

describe("a file that gives its own units", () => {
  const words = (count: number) =>
    makeAct(Array.from({ length: count }, (_, n) => ({ number: n + 1, title: "T", text: `Text ${n}.` })));
  const cut = (xml: string, options: object = {}) =>
    markWithEvidence(Buffer.from(xml), { ...MANY, ...options });
  const SECOND = /<article eId="art_2">[\s\S]*?<\/article>/;

  test("is cut by no convention but its own", () => {
    assert.equal(reasonOf(cut(words(3), { convention: "article" })), "STOP_CONVENTION_UNKNOWN");
    assert.equal(reasonOf(cut(words(3), { convention: "akn" })), "accepted");
  });

  test("has no more units than are allowed", () => {
    assert.equal(reasonOf(cut(words(3), { maxUnits: 2 })), "STOP_TOO_MANY_UNITS");
  });

  test("without units is refused, and is one unit where a person says so", () => {
    const none = words(1).replaceAll(/<(\/?)article/g, "<$1block");
    const refused = cut(none.replaceAll(/<(\/?)block/g, "<$1hcontainer"));
    assert.ok(!refused.ok);
    assert.equal(refused.refusal.reason, "STOP_NO_UNITS");
    assert.match(refused.refusal.wayOut, /--convention document/);
    const whole = cut(none.replaceAll(/<(\/?)block/g, "<$1hcontainer"), { convention: "document" });
    const { units, text } = must(whole).marked;
    assert.equal(units.length, 1);
    assert.equal(units.at(0)?.kind, "document");
    assert.equal(units.at(0)?.endByte, text.length);
  });

  test("is an annex alone, and is cut as one unit with a warning", () => {
    const annex = `<ANNEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://formex.publications.europa.eu/schema/formex-06.02.1.xd"><TITLE><TI><P>ANNEX</P></TI></TITLE><CONTENTS><P>Ships pay one crown.</P></CONTENTS></ANNEX>`;
    const { units, warnings } = must(cut(annex)).marked;
    assert.deepEqual(
      [...units].map(({ label, kind, address }) => [label, kind, address]),
      [["ANNEX", "annex", "ANNEX"]],
    );
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["ANNEX_ALONE"],
    );
  });

  test("leaves out units by their labels", () => {
    const { marked } = must(cut(words(3), { exclude: ["Article 2"] }));
    assert.deepEqual(
      [...marked.units].map(({ label }) => label),
      ["Article 1", "Article 3"],
    );
  });

  test("with one label twice in a short document is refused, both places named in the file", () => {
    const twice = cut(words(3).replace("Article 3", "Article 2"));
    assert.ok(!twice.ok);
    assert.equal(twice.refusal.reason, "STOP_ADDRESS_DUPLICATE");
    const places = twice.refusal.details?.filter((line) =>
      /stands at bytes \d+ to \d+ of the file$/.test(line),
    );
    assert.equal(places?.length, 2);
  });

  test("is told where a number is left out, and refused where its name stands in no unit", () => {
    const gap = must(cut(words(4).replace(SECOND, ""))).marked;
    assert.deepEqual(
      gap.warnings.map(({ code }) => code),
      ["NUMBER_GAP"],
    );
    const text = "The text of the second article. ".repeat(6);
    const lost = `<hcontainer name="x"><content><p>Article 2</p><p>${text}</p></content></hcontainer>`;
    assert.equal(reasonOf(cut(words(4).replace(SECOND, lost))), "STOP_CUT_DOUBTFUL");
  });
});

describe("text that a file sets beside its units (E-20)", () => {
  const cut = (xml: string) => markWithEvidence(Buffer.from(xml), MANY);
  const lawOf = (count: number) =>
    makeAct(Array.from({ length: count }, (_, n) => ({ number: n + 1, title: "T", text: `Text ${n}.` })));
  const SECOND = /<article eId="art_2">[\s\S]*?<\/article>/;
  const LONG = "The ferry sails at noon, and nobody may stop it. ".repeat(4);

  test("an article that is called a container is refused: its number is missing among the units", () => {
    const chapter = `<chapter><num>Article 2</num><heading>T</heading><content><p>${LONG}</p></content></chapter>`;
    const hcontainer = `<hcontainer name="artikel"><num>Article 2</num><content><p>${LONG}</p></content></hcontainer>`;
    for (const lost of [chapter, hcontainer])
      assert.equal(reasonOf(cut(lawOf(5).replace(SECOND, lost))), "STOP_CUT_DOUBTFUL", lost);
  });

  test("a container that holds units is none of them, whatever it is called", () => {
    const held = lawOf(5).replace(
      SECOND,
      (article) => `<part><num>Article 9</num><heading>T</heading>${article}</part>`,
    );
    assert.deepEqual(must(cut(held)).marked.warnings, []);
  });

  test("text between the units is told by its letters, and not that of annexes", () => {
    const between = `<hcontainer name="x"><content><p>${LONG}</p></content></hcontainer>`;
    const told = must(cut(lawOf(5).replace(SECOND, (article) => `${article}${between}`))).marked.warnings;
    assert.deepEqual(
      told.map(({ code, message }) => [code, message]),
      [["TEXT_IN_NO_UNIT", "156 letters stand here in no unit"]],
    );
  });

  test("XML without a declaration is read by its root, whatever looks like Markdown in it", () => {
    const meta = "<meta><proprietary>\n# Article 1\n\nFake.\n\n# Article 2\n\nFake.\n</proprietary></meta>";
    const polyglot = lawOf(2)
      .replace(/<\?xml[^>]*>\s*/, "")
      .replace(/<meta>[\s\S]*?<\/meta>/, meta);
    const { marked } = must(cut(polyglot));
    assert.equal(marked.convention, "akn");
    assert.equal(marked.units.length, 2);
    assert.doesNotMatch(Buffer.from(marked.text).toString(), /Fake/);
  });

  test("a name with characters that cannot be seen is told", () => {
    const { marked } = must(cut(lawOf(2).replace("<heading>T", "<heading>T\u202e")));
    assert.deepEqual(
      marked.warnings.map(({ code }) => code),
      ["INVISIBLE_CHARACTER"],
    );
  });

  test("a law whose words look like another kind of file is cut", () => {
    assert.equal(reasonOf(cut(lawOf(2).replace("The Harbour Act", "%PDF-1.4"))), "accepted");
    const empty = `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><body/></act></akomaNtoso>`;
    assert.equal(reasonOf(cut(empty)), "STOP_SOURCE_EMPTY");
  });
});

function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, "utf16le");
}
