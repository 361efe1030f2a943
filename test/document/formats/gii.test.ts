import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { giiReader } from "../../../src/document/formats/xml/gii.ts";
import { readWith, refusalOf } from "./reading.ts";

const norm = (id: string, data: string, text = "") =>
  `<norm doknr="${id}"><metadaten><jurabk>FährG</jurabk>${data}</metadaten><textdaten><text format="XML"><Content>${text}</Content></text><fussnoten><Content><P>Fn</P></Content></fussnoten></textdaten></norm>`;
const part = (code: string, label: string, title = "") =>
  `<gliederungseinheit><gliederungskennzahl>${code}</gliederungskennzahl><gliederungsbez>${label}</gliederungsbez><gliederungstitel>${title}</gliederungstitel></gliederungseinheit>`;
const unit = (label: string, title = "") => `<enbez>${label}</enbez><titel format="parat">${title}</titel>`;
const law = (...norms: readonly string[]) =>
  `<!DOCTYPE dokumente SYSTEM "http://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd"><dokumente>${norms.join("")}</dokumente>`;
const read = (...norms: readonly string[]) => readWith(giiReader, law(...norms));

describe("the reader of gesetze-im-internet", () => {
  test("tells units, parts and the law itself by their data", () => {
    const { pieces, text } = read(
      norm("L", "<langue>Fährgesetz</langue>"),
      norm("A", part("010", "Teil 1", "Fähren")),
      norm("B", part("010010", "Kapitel 1"), "<P>Dieses Kapitel</P>"),
      norm("C", unit("§ 1", "Wort<BR/>und Titel"), "<P>Text.</P>"),
      norm("D", part("020", "Teil 2")),
      norm("E", unit("§ 2")),
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
        ["container", "norm", "", "", 0, "L"],
        ["container", "gliederungseinheit", "Teil 1", "Fähren", 0, "A"],
        ["container", "gliederungseinheit", "Kapitel 1", "", 1, "B"],
        ["unit", "section", "§ 1", "Wort und Titel", 2, "C"],
        ["container", "gliederungseinheit", "Teil 2", "", 0, "D"],
        ["unit", "section", "§ 2", "", 1, "E"],
      ],
    );
    assert.equal(
      text,
      "FährG\nFährgesetz\n\nTeil 1\nFähren\n\nKapitel 1\n\nDieses Kapitel\n\n§ 1\nWort und Titel\n\nText.\n\nTeil 2\n\n§ 2\n",
    );
  });

  test("ends the parts that a unit does not stand in", () => {
    const { pieces } = read(
      norm("A", part("010", "Art 1")),
      norm("B", part("010", "Art 1") + unit("§ 1")),
      norm("C", part("000", "-") + unit("Anlage 4")),
      norm("D", unit("Anlage 5")),
    );
    assert.deepEqual(
      pieces.map(({ label, depth }) => [label, depth]),
      [
        ["Art 1", 0],
        ["§ 1", 1],
        ["Anlage 4", 0],
        ["Anlage 5", 0],
      ],
    );
  });

  for (const [label, kind] of [
    ["Art 3", "article"],
    ["(XXXX) §§ 1 bis 3", "section"],
    ["Anlage 1", "annex"],
    ["Eingangsformel", "preamble"],
    ["Schlußformel", "closing"],
    ["Inhaltsübersicht", "heading"],
  ] as const)
    test(`takes ${label} as a unit of kind ${kind}`, () => {
      assert.deepEqual(
        read(norm("A", unit(label))).pieces.map((piece) => [piece.kind, piece.label]),
        [[kind, label]],
      );
    });

  test("writes lists, tables and broken lines on lines", () => {
    const { bodies } = read(
      norm(
        "A",
        unit("§ 1"),
        `<P>Es gilt<DL><DT>1.</DT><DD><LA>eins,<DL><DT>a)</DT><DD><LA>klein</LA></DD></DL></LA></DD><DT>2.</DT><DD><LA>zwei.</LA></DD></DL>Ende<BR/>Schluss</P><table><tgroup cols="2"><tbody><row><entry>x</entry><entry/></row><row><entry/><entry>y</entry></row></tbody></tgroup></table>`,
      ),
    );
    assert.equal(bodies[0], "§ 1\n\nEs gilt\n1. eins,\na) klein\n2. zwei.\nEnde\nSchluss\n\nx\n\ty");
  });

  test("leaves footnotes, comments, and data that is printed elsewhere out under their names", () => {
    const { dropped } = read(
      norm("A", part("010", "Teil 1") + unit("§ 1"), "<P>a<kommentar>k</kommentar></P>"),
    );
    assert.deepEqual(dropped, [
      "jurabk metadata 5",
      "gliederungskennzahl metadata 3",
      "gliederungsbez alternative 5",
      "kommentar note 1",
      "fussnoten note 2",
    ]);
  });

  test("keeps the lines of preformatted text, and data that stands in no norm", () => {
    const source = law(
      "<metadaten><langue>Gesetz</langue></metadaten>",
      norm("A", unit("§ 1"), "<pre>x\n  y\n<B>z</B>\n<B>w</B></pre>"),
    );
    const { pieces, text } = readWith(giiReader, source);
    assert.equal(text, "Gesetz\n\n§ 1\n\nx\n  y\nz\nw\n");
    assert.equal(pieces.length, 2);
  });

  for (const [name, data] of [
    ["in the data", `${unit("§ 1")}<metadaten>${unit("§ 2")}</metadaten>`],
    ["behind the data", `${unit("§ 1")}</metadaten><metadaten>${unit("§ 2")}`],
  ] as const)
    test(`refuses data of a norm that stand ${name} of the same norm`, () => {
      const source = law(norm("A", data));
      const { reason, field, expected } = refusalOf(giiReader, source);
      assert.deepEqual(
        [reason, field, expected],
        [
          "STOP_STRUCTURE_UNCLEAR",
          `byte ${Buffer.from(source).lastIndexOf("<metadaten>")}`,
          "one <metadaten> that says what its element is",
        ],
      );
    });

  test("refuses data that no rule names", () => {
    const refusal = refusalOf(giiReader, law(norm("A", `${unit("§ 1")}<neu>x</neu>`)));
    assert.equal(refusal.reason, "STOP_TEXT_UNNAMED");
  });
});
