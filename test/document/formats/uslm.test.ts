import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { uslmReader } from "../../../src/document/formats/xml/uslm.ts";
import { readWith } from "./reading.ts";

const bill = (main: string, around = "") =>
  `<bill xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/">${around}<main>${main}</main></bill>`;

const read = (main: string, around = "") => readWith(uslmReader, bill(main, around));

const SECTION = `<section identifier="/us/s1"><num value="1">SEC. 1. </num><heading>SHORT TITLE.</heading><content>This Act.</content></section>`;

describe("the reader of USLM", () => {
  test("takes sections with their numbers and headings, in version 1 as well", () => {
    const { units, pieces, bodies } = read(
      `<title><num>TITLE I—</num><heading>GENERAL</heading>${SECTION}</title>`,
    );
    assert.deepEqual(units, ["SEC. 1. | SHORT TITLE."]);
    assert.equal(bodies[0], "SEC. 1.\nSHORT TITLE.\n\nThis Act.");
    assert.deepEqual(
      pieces.map(({ kind, depth, sourceId }) => [kind, depth, sourceId]),
      [
        ["title", 0, ""],
        ["section", 1, "/us/s1"],
      ],
    );
    const old = `<uscDoc xmlns="http://xml.house.gov/schemas/uslm/1.0"><main>${SECTION}</main></uscDoc>`;
    assert.deepEqual(readWith(uslmReader, old).units, units);
  });

  test("takes a section without number, and a heading before its number", () => {
    const { units } = read(
      `<section class="inline"><content>That</content></section><section><heading>Findings</heading><num>Sec. 2.</num><content>Text.</content></section>`,
    );
    assert.deepEqual(units, [" | ", "Sec. 2. | Findings"]);
  });

  test("writes a heading below the section in the line of what it heads", () => {
    const { bodies } = read(
      `<section><num>SEC. 1.</num><subsection><num>(a)</num><heading>Limits.—</heading><chapeau>These apply:</chapeau><paragraph><num>(1)</num><content>one</content></paragraph></subsection></section>`,
    );
    assert.equal(bodies[0], "SEC. 1.\n\n(a) Limits.— These apply:\n(1) one");
  });

  test("keeps quoted sections as text, and the mark behind a quotation in its line", () => {
    const { units, bodies } = read(
      `<section><num>SEC. 1.</num><content>It reads: <quotedContent><section><num>“SEC. 9.</num><content>New.”</content></section></quotedContent>.</content></section>`,
    );
    assert.deepEqual(units, ["SEC. 1. | "]);
    assert.equal(bodies[0], "SEC. 1.\n\nIt reads:\n“SEC. 9. New.”.");
  });

  test("begins a line behind a quotation for what is no end of its sentence", () => {
    const quoted =
      "<quotedContent><paragraph><num>“(9)</num><content>New.”</content></paragraph></quotedContent>";
    const { bodies } = read(
      `<section><num>SEC. 1.</num><subsection><content>It reads: ${quoted}</content></subsection><subsection><content>) odd</content></subsection></section>`,
    );
    assert.equal(bodies[0], "SEC. 1.\n\nIt reads:\n“(9) New.”\n\n) odd");
  });

  test("leaves notes, credits, page numbers and contents out under their names", () => {
    const { dropped, bodies } = read(
      `<section><num>§ 1.</num><toc><referenceItem>x</referenceItem></toc><content>a<page>12</page>b<footnote>f</footnote></content><sourceCredit>(c)</sourceCredit><notes><note><p>nn</p></note></notes></section>`,
      "<meta><dc:title>t</dc:title></meta><preface><dc:type>A BILL</dc:type></preface>",
    );
    assert.equal(bodies[0], "§ 1.\n\nab");
    assert.deepEqual(dropped, [
      "meta metadata 1",
      "toc contents 1",
      "page page 2",
      "footnote note 1",
      "sourceCredit editorial 3",
      "notes note 2",
    ]);
  });

  test("opens a numbering of its own in each component and appendix", () => {
    const component = `<component><main>${SECTION}</main></component>`;
    const { pieces, units } = read(`<collection>${component}${component}</collection>`);
    assert.equal(units.length, 2);
    assert.deepEqual(
      pieces.map(({ role, scope, depth }) => [role, scope, depth]),
      [
        ["container", "annex", 0],
        ["unit", null, 1],
        ["container", "annex", 0],
        ["unit", null, 1],
      ],
    );
  });

  test("takes articles and court rules where no section is", () => {
    const rule = "<courtRule><num>Rule 1.</num><heading>Scope</heading><content>Text.</content></courtRule>";
    assert.deepEqual(read(rule).units, ["Rule 1. | Scope"]);
    const article = `<article><num>ARTICLE I</num><content>Text.</content></article>`;
    assert.deepEqual(read(article).units, ["ARTICLE I | "]);
    const over = `<article><num>ARTICLE I</num>${SECTION}</article>`;
    assert.deepEqual(read(over).units, ["SEC. 1. | SHORT TITLE."]);
    assert.deepEqual(read(over).containers, ["ARTICLE I | "]);
  });

  test("writes tables of XHTML by rows", () => {
    const table = `<table xmlns="http://www.w3.org/1999/xhtml"><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><p>1</p></td><td>2</td></tr></tbody></table>`;
    assert.equal(
      read(`<section><num>1</num><content>T:${table}</content></section>`).bodies[0],
      "1\n\nT:\na\tb\n1\t2",
    );
  });
});
