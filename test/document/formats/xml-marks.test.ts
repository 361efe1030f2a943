import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aknReader } from "../../../src/document/formats/xml/akn.ts";
import { ecfrReader } from "../../../src/document/formats/xml/ecfr.ts";
import { egovReader } from "../../../src/document/formats/xml/egov.ts";
import { formexReader } from "../../../src/document/formats/xml/formex.ts";
import { giiReader } from "../../../src/document/formats/xml/gii.ts";
import { uslmReader } from "../../../src/document/formats/xml/uslm.ts";
import { markDocument } from "../../../src/document/mark.ts";
import { readWith } from "./reading.ts";

const akn = (text: string, given = "") =>
  `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><body><article${given}><num>Article 1</num><content><p>${text}</p></content></article></body></act></akomaNtoso>`;
const uslm = (text: string, given = "") =>
  `<bill xmlns="http://schemas.gpo.gov/xml/uslm"><main><section${given}><num>1.</num><content>${text}</content></section></main></bill>`;
const ecfr = (text: string) =>
  `<DIV5 N="1"><HEAD>PART 1—A</HEAD><DIV8 N="1.1"><HEAD>§ 1.1 B.</HEAD><P>${text}</P></DIV8></DIV5>`;
const egov = (text: string, given = "") =>
  `<Law><LawBody><MainProvision><Article${given}><ArticleTitle>第一条</ArticleTitle><Paragraph><ParagraphNum/><ParagraphSentence><Sentence>${text}</Sentence></ParagraphSentence></Paragraph></Article></MainProvision></LawBody></Law>`;
const gii = (text: string) =>
  `<dokumente><norm><metadaten><enbez>§ 1</enbez></metadaten><textdaten><text><Content><P>${text}</P></Content></text></textdaten></norm></dokumente>`;
const formex = (text: string) =>
  `<ACT><ENACTING.TERMS><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>${text}</ALINEA></ARTICLE></ENACTING.TERMS></ACT>`;

describe("what a file in XML marks is kept, and told", () => {
  for (const [name, reader, source, told] of [
    [
      "the quotation marks of a text",
      aknReader,
      akn(`a <quotedText startQuote="“" endQuote="”">b<i>c</i></quotedText>`),
      "quotedText quoted 1 2",
    ],
    [
      "the quotation marks of a structure",
      aknReader,
      akn(`<quotedStructure endQuote="”"><p>b</p></quotedStructure>`),
      "quotedStructure quoted 1 1",
    ],
    ["a quotation whose marks are letters", aknReader, akn("“<quotedText>b</quotedText>”"), ""],
    [
      "the marks of a quotation in Formex",
      formexReader,
      formex(
        `<QUOT.START CODE="2018"/>b<QUOT.END CODE="2019"/>, <QUOT.START CODE="2018"/>c<QUOT.END CODE="2019"/>`,
      ),
      "QUOT.START quoted 2 0",
    ],
    ["an exponent", aknReader, akn("10<sup>3</sup> m<sup><i>2</i></sup>"), "sup raised 2 2"],
    ["an index", aknReader, akn("CO<sub>2</sub>"), "sub raised 1 1"],
    ["a mark of a note", aknReader, akn("100<noteRef>1</noteRef>"), "noteRef raised 1 1"],
    ["a sign above the line behind a space", aknReader, akn("a <sup>3</sup>"), ""],
    ["a sign that is no letter above the line", aknReader, akn("a<sup>(3)</sup>"), ""],
    ["a raised text that begins a line", aknReader, akn("a<br/><sup>3</sup> b"), ""],
    [
      "an exponent in Formex",
      formexReader,
      formex(`10<HT TYPE="SUP">3</HT> <HT TYPE="BOLD">b</HT>c<HT TYPE="ITALIC">d</HT>`),
      "HT raised 1 1",
    ],
    [
      "an exponent of gesetze-im-internet",
      giiReader,
      gii("m<SUP>2</SUP> H<SUB>2</SUB>O"),
      "SUP raised 1 1, SUB raised 1 1",
    ],
    ["an exponent of e-Gov", egovReader, egov("m<Sup>2</Sup>"), "Sup raised 1 1"],
    ["a mark of a note in the eCFR", ecfrReader, ecfr("rule 5<SU>1</SU><FTREF/>"), "SU raised 1 1"],
    [
      "a mark of a note in USLM",
      uslmReader,
      uslm("rule 5<referenceMarker>1</referenceMarker>"),
      "referenceMarker raised 1 1",
    ],
    ["a text that was removed", aknReader, akn("gone", ` status="removed"`), "article deleted 1 12"],
    ["a text of another status", aknReader, akn("here", ` status="edited"`), ""],
    ["a section that a bill deletes", uslmReader, uslm("gone", ` changed="deleted"`), "section deleted 1 6"],
    ["a section that was repealed", uslmReader, uslm("gone", ` status="repealed"`), "section deleted 1 6"],
    ["a section that a bill adds", uslmReader, uslm("here", ` changed="added"`), ""],
    [
      "an article that e-Gov deletes",
      egovReader,
      egov("渡", ` Delete="true" Hide="false"`),
      "Article deleted 1 4",
    ],
    ["an article that e-Gov hides", egovReader, egov("渡", ` Hide="true"`), "Article hidden 1 4"],
    [
      "an exponent in a text that was removed",
      aknReader,
      akn("<del>m<sup>2</sup></del>"),
      "del deleted 1 2, sup raised 1 1",
    ],
  ] as const)
    test(name, () => {
      const { marked } = readWith(reader, source).projection;
      const list = marked.map(
        ({ element, reason, count, letters }) => `${element} ${reason} ${count} ${letters}`,
      );
      assert.equal(list.join(), told.replaceAll(", ", ","));
    });

  test("a person is told in words, at the line", () => {
    const text = `10<sup>3</sup> <quotedText startQuote="“">b</quotedText>`;
    const marked = markDocument(Buffer.from(akn(text)), { maxUnits: 10 });
    assert.ok(marked.ok);
    const messages = marked.value.warnings
      .filter(({ code }) => code === "TEXT_MARKED")
      .map(({ line, message }) => `${line} ${message}`);
    assert.deepEqual(messages, [
      "3 the file sets above or below the line what is kept of sup: 1 time, 1 letter",
      "3 the file prints in quotation marks, which are no letters of the file, what is kept of quotedText: 1 time, 1 letter",
    ]);
  });
});

describe("digits above the line in a name are no digits of its number", () => {
  const named = (num: string) => akn("b").replace("Article 1", num);
  for (const [num, label] of [
    ["Article 5<sup>1</sup>", "Article 5¹"],
    ["Art. 12<sup><i>10</i></sup>.", "Art. 12¹⁰."],
    ["§ 2<noteRef>3</noteRef>", "§ 2³"],
    ["Article 5<sub>1</sub>", "Article 51"],
    ["Article 5 <sup>1</sup>", "Article 5 1"],
  ] as const)
    test(`${num} is ${label}`, () => {
      assert.deepEqual(readWith(aknReader, named(num)).units, [`${label} | `]);
    });

  test("and make a unit of its own beside the one with the number", () => {
    const one = named("Article 51").match(/<article.*<\/article>/)?.[0] ?? "";
    const source = named("Article 5<sup>1</sup>").replace("</body>", `${one}</body>`);
    const marked = markDocument(Buffer.from(source), { maxUnits: 10 });
    assert.ok(marked.ok);
    assert.deepEqual(
      [...marked.value.units].map(({ label }) => label),
      ["Article 5¹", "Article 51"],
    );
  });

  test("and stay digits in a sentence, where they are told", () => {
    assert.equal(readWith(aknReader, akn("the 10<sup>3</sup> m")).bodies[0], "Article 1\n\nthe 103 m");
  });
});

describe("a picture in an XML file is named as left out", () => {
  for (const [reader, source, element] of [
    [aknReader, akn(`a <img src="b.png"/>c`), "img"],
    [uslmReader, uslm(`a <img src="b.png"/>c`), "img"],
    [ecfrReader, ecfr(`a <img src="b.gif"/>c`), "img"],
    [egovReader, egov(`a <Fig src="b.jpg"/>c`), "Fig"],
    [giiReader, gii(`a <IMG SRC="b.jpg"/>c`), "IMG"],
    [formexReader, formex(`a <INCL.ELEMENT FILEREF="b.tif"/>c`), "INCL.ELEMENT"],
  ] as const)
    test(`${element} of ${reader.name}, and the line around it stays whole`, () => {
      const { dropped, bodies } = readWith(reader, source);
      assert.deepEqual(dropped, [`${element} object 0`]);
      assert.match(bodies[0] ?? "", /a c$/);
    });
});
