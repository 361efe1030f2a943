import assert from "node:assert/strict";
import test from "node:test";
import type { HtmlHandler } from "../../../src/document/formats/html/html-events.ts";
import { readHtml } from "../../../src/document/formats/html/read-html.ts";
import { refusalOf, textOf } from "./html-page.ts";

interface Told {
  readonly what: string;
  readonly startByte: number;
  readonly endByte: number;
}

function tell(bytes: Buffer): readonly Told[] {
  const told: Told[] = [];
  const handler: HtmlHandler = {
    open: ({ name, startByte, endByte }) => told.push({ what: `<${name}>`, startByte, endByte }),
    close: (name, startByte, endByte) => told.push({ what: `</${name}>`, startByte, endByte }),
    text: (characters, startByte, endByte) => told.push({ what: characters, startByte, endByte }),
    comment: (startByte, endByte) => told.push({ what: "<!---->", startByte, endByte }),
    isForeign: () => false,
  };
  readHtml(bytes, handler);
  return told;
}

test("tags, texts and comments are told with the bytes at which they stand, after characters of two, three and four bytes too", () => {
  const bytes = Buffer.from("\ufeff<p class='ü'>ä法😀&amp;b<!-- é --><br/></p>ü");
  const told = tell(bytes).map(({ what, startByte, endByte }) => [
    what,
    bytes.subarray(startByte, endByte).toString(),
  ]);
  assert.deepEqual(told, [
    ["<p>", "<p class='ü'>"],
    ["ä法😀", "ä法😀"],
    ["&", "&amp;"],
    ["b", "b"],
    ["<!---->", "<!-- é -->"],
    ["<br>", "<br/>"],
    ["</p>", "</p>"],
    ["ü", "ü"],
  ]);
});

test("where the chunks of a long file end changes nothing: every token keeps its bytes", () => {
  for (const filler of [65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536]) {
    const bytes = Buffer.from(`${"x".repeat(filler)}<p id="é">法&eacute;</p><!-- ü -->y`);
    const told = tell(bytes).slice(-6);
    const printed = told.map(({ startByte, endByte }) => bytes.subarray(startByte, endByte).toString());
    assert.deepEqual(printed.slice(-5), ["法", "&eacute;", "</p>", "<!-- ü -->", "y"], String(filler));
  }
});

const REFERENCES: readonly (readonly [string, string])[] = [
  ["&copy 2024", "© 2024"],
  ["&notanentity;", "¬anentity;"],
  ["caf&eacute", "café"],
  ["&#150;&#x80;&#146;", "–€’"],
  ["&#xFFFD;&#65533;", "\ufffd\ufffd"],
  ["&lt;p&gt;", "<p>"],
  ["&unknown; &", "&unknown; &"],
  ["&#x1F600;", "😀"],
  ["a &#38;amp; b", "a &amp; b"],
];

test("references are resolved as the standard says, without a semicolon and in the range of Windows too", () => {
  for (const [written, shown] of REFERENCES) assert.equal(textOf(`<p>${written}`), shown, written);
});

test("a reference that stands for no character is refused, with its byte: a letter that nobody wrote would stand in the law (E-17)", () => {
  for (const reference of ["&#0;", "&#xD800;", "&#x110000;", "&#99999999999;"]) {
    assert.deepEqual(refusalOf(`<p>ä${reference}</p>`), {
      reason: "STOP_CHARACTER_UNCLEAR",
      field: "byte 5",
      expected: "a reference to a character",
      actual: reference,
    });
  }
});

test("bytes that are no UTF-8 are refused before anything is read", () => {
  assert.equal(refusalOf(Buffer.from([0x3c, 0x70, 0x3e, 0xe9])).reason, "STOP_SOURCE_ENCODING");
});

test("more attributes than any element has are refused; as many as the limit are read (E-02)", () => {
  const tag = (count: number) => `<p ${Array.from({ length: count }, (_, at) => `a${at}=1`).join(" ")}>x`;
  assert.equal(textOf(tag(256)), "x");
  assert.deepEqual(refusalOf(tag(257)), {
    reason: "STOP_XML_LIMIT",
    field: `byte ${tag(256).lastIndexOf(">") + 1}`,
    expected: "at most 256 attributes at one element",
    actual: "one more",
  });
});

test("elements nested more deeply than browsers do are refused; formatting that is never closed is not", () => {
  assert.equal(textOf(`${"<div>".repeat(512)}x`), "x");
  assert.equal(refusalOf(`${"<div>".repeat(513)}x`).reason, "STOP_XML_LIMIT");
  assert.equal(textOf(`${"<b><span>".repeat(2000)}x`), "x");
});

test("an element that closes itself is empty in XHTML, and open in HTML", () => {
  const page = (head: string) => `${head}<body><title/><p>Article 1</p></body>`;
  assert.equal(textOf(page('<html xmlns="http://www.w3.org/1999/xhtml">')), "Article 1");
  assert.equal(textOf(page('<?xml version="1.0"?><html>')), "Article 1");
  assert.equal(textOf(page("<html>")), "");
});

test("the content of CDATA is text, also where browsers hide a part of it", () => {
  assert.equal(textOf("<p>a<![CDATA[ b < c ]]>d"), "a b < c d");
});

test("the first of two attributes of one name counts", () => {
  assert.equal(textOf("<ol start=3 start=9><li>x</ol>"), "3. x");
});

test("CR and LF end one line wherever the file is cut into pieces for reading", () => {
  const before = "<pre>".length;
  for (let at = 65_533; at <= 65_537; at++) {
    const page = Buffer.from(`<pre>${"a".repeat(at - before)}\r\nb</pre>`);
    assert.match(textOf(page.toString()), /^a+\nb$/, `CR at byte ${at}`);
  }
});
