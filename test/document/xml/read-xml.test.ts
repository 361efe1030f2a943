import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readXml } from "../../../src/document/xml/read-xml.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";

interface Told {
  readonly what: "open" | "close" | "text";
  readonly name: string;
  readonly bytes: string;
}

/** What a handler is told of a file, each with the bytes at which it stands. */
function tell(xml: string | Buffer): readonly Told[] {
  const bytes = Buffer.from(xml as string);
  const told: Told[] = [];
  const at = (start: number, end: number) => bytes.toString("utf8", start, end);
  readXml(bytes, {
    open: ({ name, startByte, endByte }) => told.push({ what: "open", name, bytes: at(startByte, endByte) }),
    close: ({ local }, endByte) =>
      told.push({ what: "close", name: local, bytes: at(Math.max(0, endByte - 2), endByte) }),
    text: (name, startByte, endByte) => told.push({ what: "text", name, bytes: at(startByte, endByte) }),
  });
  return told;
}

function reasonOf(xml: string): readonly [string, string] {
  try {
    tell(xml);
  } catch (error) {
    if (error instanceof RefusalError) return [error.refusal.reason, error.refusal.field ?? ""];
    throw error;
  }
  return ["none", ""];
}

const DOCTYPE = '<!DOCTYPE dokumente SYSTEM "http://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd">';
const BOMB = `<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>`;
const EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';

describe("XML that is refused", () => {
  for (const [title, xml, reason, field] of [
    ["entities that are declared in the file (E-01)", BOMB, "STOP_XML_DTD", "byte 77"],
    ["an entity of another file (E-01)", EXTERNAL, "STOP_XML_DTD", "byte 54"],
    [
      "an internal subset that declares an element alone (E-01)",
      "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
      "STOP_XML_DTD",
      "byte 31",
    ],
    [
      "a bracket behind an apostrophe in the name of a DTD (E-01)",
      `<!DOCTYPE a SYSTEM "it's" [<!ELEMENT a ANY>]><a/>`,
      "STOP_XML_DTD",
      "byte 45",
    ],
    ["an entity that XML does not know", "<a>&nbsp;</a>", "STOP_XML_NOT_WELL_FORMED", "byte 9"],
    ["a parameter entity in the text", `${DOCTYPE}<dokumente>%x;</dokumente>`, "none", ""],
    [
      "513 elements in one another (E-02)",
      `${"<a>".repeat(513)}${"</a>".repeat(513)}`,
      "STOP_XML_LIMIT",
      "byte 1539",
    ],
    [
      "257 attributes at one element (E-02)",
      `<a ${Array.from({ length: 257 }, (_, n) => `a${n}="1"`).join(" ")}/>`,
      "STOP_XML_LIMIT",
      "byte 2205",
    ],
    ["a file that ends in an element (E-03)", "<a><b>text", "STOP_XML_NOT_WELL_FORMED", "byte 10"],
    ["a file that ends in a tag (E-03)", "<a><b", "STOP_XML_NOT_WELL_FORMED", "byte 5"],
    ["a file that ends in a comment (E-03)", "<a></a><!-- ", "STOP_XML_NOT_WELL_FORMED", "byte 12"],
    ["crossed elements", "<a><b></a></b>", "STOP_XML_NOT_WELL_FORMED", "byte 10"],
    ["two roots", "<a/><b/>", "STOP_XML_NOT_WELL_FORMED", "byte 7"],
    ["text behind the root", "<a/>text", "STOP_XML_NOT_WELL_FORMED", "byte 9"],
    ["an attribute that stands twice", '<a b="1" b="2"/>', "STOP_XML_NOT_WELL_FORMED", "byte 16"],
    ["a `<` in an attribute", '<a b="<"/>', "STOP_XML_NOT_WELL_FORMED", "byte 7"],
    ["a prefix that is bound to nothing", "<x:a/>", "STOP_XML_NOT_WELL_FORMED", "byte 6"],
    ["half a character by its number", "<a>&#xD800;</a>", "STOP_XML_NOT_WELL_FORMED", "byte 11"],
    ["a control character by its number", "<a>&#1;</a>", "STOP_XML_NOT_WELL_FORMED", "byte 7"],
    ["a control character", "<a>\u0001</a>", "STOP_XML_NOT_WELL_FORMED", "byte 4"],
    [
      "a control character of XML 1.1",
      '<?xml version="1.1"?><a>&#1;</a>',
      "STOP_XML_NOT_WELL_FORMED",
      "byte 28",
    ],
    ["an empty file", "", "STOP_XML_NOT_WELL_FORMED", "byte 0"],
  ] as const)
    test(title, () => assert.deepEqual(reasonOf(xml), [reason, field]));
});

test("512 elements in one another, 256 attributes and a DOCTYPE that only names its DTD are read", () => {
  assert.equal(reasonOf(`${"<a>".repeat(512)}${"</a>".repeat(512)}`)[0], "none");
  assert.equal(reasonOf(`<a ${Array.from({ length: 256 }, (_, n) => `a${n}="1"`).join(" ")}/>`)[0], "none");
  assert.equal(reasonOf(`${DOCTYPE}<dokumente/>`)[0], "none");
});

test("each tag and text is told with its bytes, past comments, instructions and CDATA", () => {
  const xml = `\ufeff<?xml version="1.0"?>\n<ä:a xmlns:ä="urn:a" b="é>"><!-- <b> -->x &lt; Ł<?p <q> ?>y<![CDATA[<z>&]]><c/>\r\n</ä:a>\n`;
  assert.deepEqual(tell(xml), [
    { what: "open", name: "ä:a", bytes: '<ä:a xmlns:ä="urn:a" b="é>">' },
    { what: "text", name: "x < Ł", bytes: "x &lt; Ł" },
    { what: "text", name: "y", bytes: "y" },
    { what: "text", name: "<z>&", bytes: "<![CDATA[<z>&]]>" },
    { what: "open", name: "c", bytes: "<c/>" },
    { what: "close", name: "c", bytes: "/>" },
    { what: "text", name: "\n", bytes: "\r\n" },
    { what: "close", name: "a", bytes: "a>" },
  ]);
});

test("wherever the file is divided to be read, each text stands at its own bytes", () => {
  const letters = fc.constantFrom("a", "é", "Ł", "法", "𝒳", " ", "\n", "\r\n", "\u00a0");
  const text = fc.array(letters, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), fc.nat(70_000), (texts, before) => {
      const xml = `<a><p>${"x".repeat(before)}</p>${texts.map((each) => `<b>${each}</b>`).join("")}</a>`;
      const told = tell(xml).filter(({ what }) => what === "text");
      assert.deepEqual(
        told.map(({ bytes }) => bytes),
        [...(before === 0 ? [] : ["x".repeat(before)]), ...texts],
      );
      for (const { name, bytes } of told) assert.equal(name, bytes.replace(/\r\n/g, "\n"));
    }),
    { numRuns: 60 },
  );
});
