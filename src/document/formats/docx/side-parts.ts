import { countLetters } from "../../projection/letters.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import { readXml } from "../../xml/read-xml.ts";
import type { Archive } from "../../zip/open-archive.ts";
import { nameOf } from "./names.ts";
import type { MainPart } from "./relationships.ts";
import { reasonOfPart, SIDE_PARTS } from "./rules.ts";

/** What was read already, and what only holds the package together. */
const PLUMBING = /^\[Content_Types\]\.xml$|(?:^|\/)_rels\/[^/]*\.rels$/;
/** Texts of a part beside the document; codes of fields print nothing there. */
const PRINTED: ReadonlySet<string> = new Set(["w:t", "w:delText", "m:t", "a:t"]);
/** Parts from which the numbers and levels of paragraphs are read. */
const USED: ReadonlySet<string> = new Set(["styles", "numbering"]);
/** External targets that a reader of the document may follow by hand. */
const HARMLESS = "hyperlink";

/** Names everything in the archive that is not the document, with the letters of heads, notes and comments; gives how many letters these are. */
export function dropSideParts(archive: Archive, main: MainPart, writer: ProjectionWriter): number {
  let letters = 0;
  const named = new Set([
    main.name,
    ...main.relationships.filter(({ type }) => USED.has(type)).map(({ target }) => target),
  ]);
  for (const { type, target, isExternal } of main.relationships) {
    if (isExternal) {
      const at = { part: main.name, startByte: 0, endByte: 0 };
      if (type !== HARMLESS) writer.drop(`external ${type}`, "object", { letters: 0, at });
      continue;
    }
    const reason = SIDE_PARTS.get(type);
    const bytes = reason === undefined || named.has(target) ? null : archive.read(target);
    if (reason === undefined || bytes === null) continue;
    named.add(target);
    const count = countTexts(bytes);
    writer.drop(target, reason, {
      letters: count,
      at: { part: target, startByte: 0, endByte: bytes.length },
    });
    letters += count;
  }
  for (const name of archive.names) {
    if (named.has(name) || PLUMBING.test(name)) continue;
    writer.drop(name, reasonOfPart(name), { letters: 0, at: { part: name, startByte: 0, endByte: 0 } });
  }
  return letters;
}

function countTexts(bytes: Buffer): number {
  let letters = 0;
  let isText = false;
  readXml(bytes, {
    open: (tag) => {
      isText = PRINTED.has(nameOf(tag));
    },
    close: () => {
      isText = false;
    },
    text: (characters) => {
      if (isText) letters += countLetters(characters);
    },
  });
  return letters;
}
