import assert from "node:assert/strict";
import { test } from "node:test";
import { docxReader } from "../../../src/document/formats/docx/docx-reader.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { list, numbering, paragraph, wordXml } from "../../support/docx-maker.ts";
import { makeZip } from "../../support/zip-maker.ts";

const TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships";

interface MadePackage {
  /** Relationships of the document, as `[type, target]`. */
  readonly related: readonly (readonly [type: string, target: string])[];
  /** Parts beside the document by their names. */
  readonly parts: Readonly<Record<string, string>>;
  readonly main?: readonly (readonly [type: string, target: string])[];
}

function read({ related, parts, main = [[`${TYPES}/officeDocument`, "word/document.xml"]] }: MadePackage) {
  const relationships = (each: MadePackage["related"]) =>
    `<Relationships>${each.map(([type, target]) => `<Relationship Type="${type}" Target="${target}"/>`).join("")}</Relationships>`;
  const body = paragraph("x", { style: "A" }) + paragraph("y", { numId: 1 });
  const entries = {
    "_rels/.rels": relationships(main),
    "word/_rels/document.xml.rels": relationships(related),
    "word/document.xml": wordXml("document", `<w:body>${body}</w:body>`),
    ...parts,
  };
  return docxReader
    .read(makeZip(Object.entries(entries).map(([name, content]) => ({ name, content }))))
    .text.toString();
}

function refusalOf(made: MadePackage): readonly (string | undefined)[] {
  try {
    read(made);
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    const { reason, field, expected, actual } = fault.refusal;
    return [reason, field, expected, actual];
  }
  return assert.fail("read");
}

const lists = (text: string, more = "") => wordXml("numbering", numbering(list(1, { text })) + more);
const NUMBERED: MadePackage["related"] = [[`${TYPES}/numbering`, "numbering.xml"]];
const RELS = "word/_rels/document.xml.rels";
const UNCLEAR = "STOP_STRUCTURE_UNCLEAR";

test("a part is named in capitals, in small letters, and by the numbers of signs", () => {
  for (const target of ["Numbering.XML", "number%69ng.xml", "/word/numbering.xml", "./NUMBER%49NG.xml"]) {
    const related = [[`${STRICT}/numbering`, target]] as const;
    assert.equal(read({ related, parts: { "word/numbering.xml": lists("§ %1") } }), "x\n\n§ 1\ty\n");
  }
  const parts = { "word/numbering.xml": lists("§ %1"), "word/number%69ng.xml": lists("%1.") };
  assert.deepEqual(refusalOf({ related: NUMBERED, parts }), [
    UNCLEAR,
    "word/number%69ng.xml",
    "names of parts that differ",
    "the name of word/numbering.xml",
  ]);
});

test("a type that only ends as one of the standard is another one", () => {
  const parts = { "word/other.xml": lists("%1."), "word/numbering.xml": lists("§ %1") };
  const related = [["http://example.org/numbering", "other.xml"] as const, ...NUMBERED];
  assert.equal(read({ related, parts }), "x\n\n§ 1\ty\n");
  const main = [["http://example.org/officeDocument", "word/document.xml"]] as const;
  assert.equal(refusalOf({ related, parts, main })[3], "none");
});

test("a part of numbers or styles that is not there, or there twice, is refused by its name", () => {
  const none = (type: string) => refusalOf({ related: [[`${TYPES}/${type}`, `${type}.xml`]], parts: {} });
  for (const type of ["numbering", "styles"])
    assert.deepEqual(none(type), [
      UNCLEAR,
      RELS,
      `one part of type ${type}`,
      `none of the name word/${type}.xml`,
    ]);
  const parts = { "word/other.xml": lists("%1."), "word/numbering.xml": lists("§ %1") };
  const two = [...NUMBERED, [`${STRICT}/numbering`, "other.xml"] as const];
  assert.deepEqual(refusalOf({ related: two, parts }), [
    UNCLEAR,
    RELS,
    "one part of type numbering",
    "several",
  ]);
});

test("two lists of one id are refused, and two styles that differ", () => {
  const twice = (more: string) =>
    refusalOf({ related: NUMBERED, parts: { "word/numbering.xml": lists("%1.", more) } });
  assert.deepEqual(twice('<w:num w:numId="1"/>'), [UNCLEAR, "numbering", "one w:num of the id 1", "several"]);
  assert.equal(twice('<w:abstractNum w:abstractNumId="1"/>')[2], "one w:abstractNum of the id 1");
  const style = '<w:style w:type="paragraph" w:styleId="A"/>';
  const hidden = style.replace("/>", "><w:rPr><w:vanish/></w:rPr></w:style>");
  const withStyles = (both: string) => ({
    related: [[`${TYPES}/styles`, "styles.xml"]] as const,
    parts: { "word/styles.xml": wordXml("styles", both) },
  });
  assert.equal(read(withStyles(style + style)), "x\n\ny\n");
  assert.deepEqual(refusalOf(withStyles(style + hidden)), [
    UNCLEAR,
    "styles",
    "one style of the id A",
    "several that differ",
  ]);
});

test("a style of paragraphs is not one of characters with the same id", () => {
  const counted = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>';
  const styles = `<w:style w:type="paragraph" w:styleId="A">${counted}</w:style><w:style w:type="character" w:styleId="A"/>`;
  const parts = { "word/numbering.xml": lists("§ %1"), "word/styles.xml": wordXml("styles", styles) };
  const related = [...NUMBERED, [`${TYPES}/styles`, "styles.xml"] as const];
  assert.equal(read({ related, parts }), "§ 1\tx\n\n§ 2\ty\n");
});
