import { isUtf8 } from "node:buffer";
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from "saxes";
import { RefusalError, type RefusalFacts, refusal } from "../../domain/refusal.ts";
import { BytePosition } from "./byte-position.ts";
import { chunksOf } from "./chunks.ts";
import type { XmlHandler, XmlTag } from "./xml-events.ts";

/** Deeper than any document; LegalDocML.de nests 40 elements. */
const MOST_DEPTH = 512;
const MOST_ATTRIBUTES = 256;
const MOST_TOLD = 160;
const QUOTED = /"[^"]*"|'[^']*'/g;
const LESS = 0x3c;
/** Markup between texts that is not told. */
const UNTOLD = [
  ["<!--", "-->"],
  ["<?", "?>"],
] as const;

/** Whatever a file declares, it is XML 1.0: 1.1 takes control characters, and reads other signs as the end of a line. */
const OPTIONS = { xmlns: true, defaultXMLVersion: "1.0", forceXMLVersion: true } as const;

type XmlReason = "STOP_XML_NOT_WELL_FORMED" | "STOP_XML_DTD" | "STOP_XML_LIMIT";

/**
 * Reads XML in UTF-8 from its first byte to its last and tells a handler each tag and text with its bytes. Nothing is loaded, no entity is
 * declared or expanded but the five of XML itself; throws a {@link RefusalError} for anything that is not well-formed or beyond the limits.
 * Time grows with the bytes, memory with the depth.
 */
export function readXml(bytes: Buffer, handler: XmlHandler): void {
  const place = new BytePosition();
  const parser = new SaxesParser<typeof OPTIONS>(OPTIONS);
  const refuse = (reason: XmlReason, facts: RefusalFacts): RefusalError =>
    new RefusalError(refusal(reason, { field: `byte ${place.byteAt(parser.position)}`, ...facts }));
  // A part of an archive was decoded by nobody: other letters in place of its own would be a loss that nobody sees.
  if (!isUtf8(bytes))
    throw refuse("STOP_XML_NOT_WELL_FORMED", { expected: "UTF-8", actual: "bytes that are no UTF-8" });
  listen(parser, { bytes, handler, place, refuse });
  try {
    for (const { chunk, startByte } of chunksOf(bytes)) {
      place.take(chunk, startByte);
      parser.write(chunk);
    }
    parser.close();
  } catch (fault) {
    if (fault instanceof RefusalError || !(fault instanceof Error) || !isFromParser(fault)) throw fault;
    const told = fault.message.replace(POSITION, "").slice(0, MOST_TOLD);
    throw refuse("STOP_XML_NOT_WELL_FORMED", { expected: "well-formed XML 1.0", actual: told });
  }
}

/** The parser throws plain errors whose message begins with line and column. */
const POSITION = /^\d+:\d+: /;

function isFromParser(fault: Error): boolean {
  return fault.constructor === Error && POSITION.test(fault.message);
}

/** More than six listeners make every property of the parser slow to read: six times the time. So it throws its errors, and tells no comment. */
function listen(
  parser: SaxesParser<typeof OPTIONS>,
  {
    bytes,
    handler,
    place,
    refuse,
  }: {
    readonly bytes: Buffer;
    readonly handler: XmlHandler;
    readonly place: BytePosition;
    readonly refuse: (reason: XmlReason, facts: RefusalFacts) => RefusalError;
  },
): void {
  /** Where what was told last ended. */
  let mark = 0;
  let depth = 0;
  let attributes = 0;
  parser.on("doctype", (declared) => {
    if (declared.replace(QUOTED, "").includes("["))
      throw refuse("STOP_XML_DTD", {
        expected: "a DOCTYPE without declarations",
        actual: "a DOCTYPE with `[`",
      });
  });
  parser.on("attribute", () => {
    attributes++;
    if (attributes > MOST_ATTRIBUTES)
      throw refuse("STOP_XML_LIMIT", {
        expected: `at most ${MOST_ATTRIBUTES} attributes at one element`,
        actual: "one more",
      });
  });
  parser.on("opentag", (tag) => {
    attributes = 0;
    depth++;
    if (depth > MOST_DEPTH)
      throw refuse("STOP_XML_LIMIT", {
        expected: `at most ${MOST_DEPTH} elements in one another`,
        actual: "one more",
      });
    mark = place.byteAt(parser.position);
    // No attribute of well-formed XML holds a `<`.
    handler.open(tagOf(tag, bytes.lastIndexOf(LESS, mark - 1), mark));
  });
  parser.on("closetag", ({ local, uri }) => {
    depth--;
    mark = place.byteAt(parser.position);
    handler.close({ local, uri }, mark);
  });
  parser.on("text", (characters) => {
    // The parser has read the `<` behind the text.
    const endByte = place.byteAt(parser.position - 1);
    if (depth > 0) handler.text(characters, skipUntold(bytes, mark), endByte);
    mark = endByte;
  });
  parser.on("cdata", (characters) => {
    const startByte = skipUntold(bytes, mark);
    mark = place.byteAt(parser.position);
    handler.text(characters, startByte, mark);
  });
}

/** The first byte behind comments and processing instructions. */
function skipUntold(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const untold =
      bytes[at] === LESS && UNTOLD.find(([open]) => bytes.toString("latin1", at, at + open.length) === open);
    if (!untold) return at;
    const end = bytes.indexOf(untold[1], at + untold[0].length);
    if (end < 0) return at;
    at = end + untold[1].length;
  }
}

function tagOf(tag: SaxesTagNS, startByte: number, endByte: number): XmlTag {
  const { name, local, uri } = tag;
  return {
    name,
    local,
    uri,
    startByte,
    endByte,
    attribute: (wanted, wantedUri = "") => {
      const found = Object.values<SaxesAttributeNS>(tag.attributes).find(
        (attribute) => attribute.local === wanted && attribute.uri === wantedUri,
      );
      return found?.value ?? null;
    },
  };
}
