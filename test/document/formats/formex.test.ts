import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formexReader } from "../../../src/document/formats/xml/formex.ts";
import { readWith } from "./reading.ts";

const article = (number: number, more = "") =>
  `<ARTICLE IDENTIFIER="00${number}"><TI.ART>Article ${number}</TI.ART><STI.ART><P>Scope</P></STI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>A ferry <HT TYPE="ITALIC">sail</HT>s.</ALINEA></PARAG>${more}</ARTICLE>`;
const act = (terms: string, before = "") =>
  `<ACT><BIB.INSTANCE><YEAR>2024</YEAR></BIB.INSTANCE>${before}<ENACTING.TERMS>${terms}</ENACTING.TERMS></ACT>`;
const read = (terms: string, before = "") => readWith(formexReader, act(terms, before));
const division = (label: string, title: string, inner: string) =>
  `<DIVISION><TITLE><TI><P>${label}</P></TI><STI><P>${title}</P></STI></TITLE>${inner}</DIVISION>`;

describe("the reader of Formex", () => {
  test("takes articles with their titles, below divisions", () => {
    const { pieces, bodies, dropped } = read(
      division("TITLE I", "GENERAL", division("Chapter 1", "Ferries", article(1))),
    );
    assert.deepEqual(
      pieces.map(({ role, kind, label, title, depth, sourceId }) => [
        role,
        kind,
        label,
        title,
        depth,
        sourceId,
      ]),
      [
        ["container", "DIVISION", "TITLE I", "GENERAL", 0, ""],
        ["container", "DIVISION", "Chapter 1", "Ferries", 1, ""],
        ["unit", "article", "Article 1", "Scope", 2, "001"],
      ],
    );
    assert.equal(bodies[0], "Article 1\nScope\n\n1. A ferry sails.");
    assert.deepEqual(dropped, ["BIB.INSTANCE metadata 4"]);
  });

  test("keeps title, preamble and final part as containers, a recital on a line", () => {
    const before = `<TITLE><TI><P>Regulation</P></TI></TITLE><PREAMBLE><PREAMBLE.INIT>THE COUNCIL,</PREAMBLE.INIT><GR.CONSID><GR.CONSID.INIT>Whereas:</GR.CONSID.INIT><CONSID><NP><NO.P>(1)</NO.P><TXT>Ferries<NOTE><P>n</P></NOTE> sail.</TXT></NP></CONSID></GR.CONSID></PREAMBLE>`;
    const { text, units, dropped } = read(article(1), before);
    assert.match(text, /^Regulation\n\nTHE COUNCIL,\n\nWhereas:\n\n\(1\) Ferries sail\.\n\nArticle 1\n/);
    assert.deepEqual(units, ["Article 1 | Scope"]);
    assert.deepEqual(dropped[1], "NOTE note 1");
  });

  test("keeps quoted articles as text of the unit", () => {
    const quoted = `<ALINEA><P>It reads: <QUOT.S LEVEL="1">${article(9)}</QUOT.S>;</P></ALINEA>`;
    const { units, bodies } = read(article(1, quoted) + article(2));
    assert.deepEqual(units, ["Article 1 | Scope", "Article 2 | Scope"]);
    assert.match(bodies[0] ?? "", /It reads:\nArticle 9\nScope\n1\. A ferry sails\.;$/);
  });

  test("opens a numbering of its own in annexes, with sequences as containers", () => {
    const annex = `<ANNEX><TITLE><TI>ANNEX</TI></TITLE><CONTENTS><GR.SEQ LEVEL="1"><TITLE><TI><NP><NO.P>1.</NO.P><TXT>BOATS</TXT></NP></TI></TITLE><P>List.</P></GR.SEQ></CONTENTS></ANNEX>`;
    const { pieces } = readWith(
      formexReader,
      `<LEXP.COMBINED>${act(article(1))}<ANNEXES>${annex}</ANNEXES></LEXP.COMBINED>`,
    );
    assert.deepEqual(
      pieces.map(({ role, label, scope, depth }) => [role, label, scope, depth]),
      [
        ["unit", "Article 1", null, 0],
        ["container", "ANNEX", "annex", 0],
        ["container", "1. BOATS", null, 1],
      ],
    );
    assert.deepEqual(readWith(formexReader, annex).units, []);
  });

  test("writes lists, tables and formulas", () => {
    const list = `<LIST><ITEM><NP><NO.P>(a)</NO.P><TXT>one;</TXT><P>more</P></NP></ITEM></LIST>`;
    const table = `<TBL><TITLE><TI>Table 1</TI></TITLE><CORPUS><ROW><CELL>x</CELL><CELL><P>y</P><P>z</P></CELL></ROW></CORPUS></TBL>`;
    const formula = `<FORMULA.S><EXPR>a<EXPONENT><HT>2</HT></EXPONENT></EXPR></FORMULA.S>`;
    const { bodies } = read(article(1, `<ALINEA><P>Of:</P>${list}${table}${formula}</ALINEA>`));
    assert.match(bodies[0] ?? "", /\n\nOf:\n\(a\) one;\nmore\nTable 1\nx\ty z\na2$/);
  });
});
