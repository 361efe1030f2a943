import assert from "node:assert/strict";
import test from "node:test";
import { droppedOf, readHtmlPage, textOf, unitsOf } from "./html-page.ts";

/** Role, kind, label and title of each piece, with its depth. */
function piecesOf(html: string): readonly string[] {
  const { structure, reader } = readHtmlPage(html);
  assert.equal(reader.name, "eurlex");
  assert.ok(structure.kind === "pieces");
  return [...structure.pieces].map(
    ({ role, kind, label, title, depth }) =>
      `${role} ${kind}${depth > 0 && depth < 1000 ? ` ${depth}` : ""}: ${label} | ${title}`,
  );
}

const JOURNAL = `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>L_1</title></head><body>
<table><tr><td/><td><p class="oj-hd-date">1.1.2024</p></td></tr></table><div class="eli-container">
<div class="eli-main-title"><p class="oj-doc-ti">REGULATION 1</p></div><p class="oj-normal">Whereas:</p>
<div class="eli-subdivision" id="enc_1"><div id="cpt_1"><p class="oj-ti-section-1"><span>Chapter 1</span></p>
<div class="eli-title"><p class="oj-ti-section-2">General</p></div>
<div class="eli-subdivision" id="art_1"><p class="oj-ti-art" id="d1">Article 1</p><div class="eli-title"><p class="oj-sti-art">Scope</p></div>
<p class="oj-normal">1.   It applies (<span class="oj-super">1</span>).</p>
<table><tr><td><p class="oj-normal">(a)</p></td><td><p class="oj-normal">to one;</p></td></tr></table></div>
<div id="cpt_1.sct_1"><p class="oj-ti-section-1">Section 1</p>
<div class="eli-subdivision" id="art_2"><p class="oj-ti-art">Article 2</p><p class="oj-normal">The following article is inserted:</p>
<p class="oj-ti-art">‘Article 5a</p><p class="oj-sti-art">Quoted</p><p class="oj-normal">It is quoted.’</p></div></div></div></div>
<div class="oj-final"><p class="oj-normal">Done at Brussels.</p></div></div>
<p class="oj-note">(1) OJ L 1.</p>
<div class="eli-container" id="anx_I"><p class="oj-doc-ti">ANNEX I</p><p class="oj-doc-ti">List</p><p class="oj-normal">Entry.</p></div></body></html>`;

test("a page of the Official Journal gives its articles, divisions, final formula and annexes; a quoted article is text", () => {
  assert.deepEqual(piecesOf(JOURNAL), [
    "non-content front:  | ",
    "container division 1: Chapter 1 | General",
    "unit article: Article 1 | Scope",
    "container division 2: Section 1 | ",
    "unit article: Article 2 | ",
    "non-content closing:  | ",
    "container annex: ANNEX I | List",
  ]);
  const units = unitsOf(JOURNAL);
  assert.equal(units[0]?.body, "Article 1\n\nScope\n\n1. It applies (1).\n\n(a)\tto one;");
  assert.ok(units[1]?.body.endsWith("Quoted\n\nIt is quoted.’"));
  assert.deepEqual(droppedOf(JOURNAL), ["title metadata 1 3", "p.hd-date page 1 8", "p.note note 1 8"]);
});

test("a unit stands in the file where its head begins, up to the next head", () => {
  const { structure } = readHtmlPage(JOURNAL);
  assert.ok(structure.kind === "pieces");
  const { original, sourceId } = [...structure.pieces][2] ?? assert.fail();
  const own = Buffer.from(JOURNAL).subarray(original.startByte, original.endByte).toString();
  assert.ok(own.startsWith('<p class="oj-ti-art" id="d1">Article 1'));
  assert.ok(own.trimEnd().endsWith('<div id="cpt_1.sct_1">'));
  assert.equal(sourceId, "d1");
});

const WITHOUT_IDS = (text: string) =>
  `<html><!-- CONVEX # converter_version:6.7 --><body><p class="doc-ti">REGULATION</p>${text}</body></html>`;

test("without identifiers divisions are nested by their words, and an article is quoted that stands in a quotation or a cell", () => {
  const text = `<p class="ti-section-1">PART ONE</p><p class="ti-section-2">GENERAL</p><p class="ti-section-1">TITLE I</p>
    <p class="ti-art">Article 1</p><p class="sti-art">Scope</p><p class="normal">a:</p><p class="ti-art">‘Article 9</p>
    <p class="normal">b</p><p class="ti-art">Article 10</p><p class="normal">c’;</p><p class="ti-art">Article 2</p><p>d</p>
    <table><tr><td>(1)</td><td><p class="ti-art">Article 11</p></td></tr></table>
    <p class="ti-section-1">TITLE II</p><p class="ti-art">Article 3</p><p>e</p><p class="ti-section-1">PART TWO</p>
    <p class="ti-section-1">TITLE I</p><p class="ti-art">Article 4</p><p>f</p>`;
  assert.deepEqual(piecesOf(WITHOUT_IDS(text)), [
    "non-content front:  | ",
    "container division 1: PART ONE | GENERAL",
    "container division 2: TITLE I | ",
    "unit article: Article 1 | Scope",
    "unit article: Article 2 | ",
    "container division 2: TITLE II | ",
    "unit article: Article 3 | ",
    "container division 1: PART TWO | ",
    "container division 2: TITLE I | ",
    "unit article: Article 4 | ",
  ]);
});

test("a consolidated text gives its articles with the numbers of what was inserted; the marks of amendments are the editor's", () => {
  const html = `<html><body><div class="eli-container"><p class="modref"><a>▼B</a></p><p class="title-division-1">CAPO I</p>
    <p class="title-division-2">Norme</p><div class="eli-subdivision" id="art_7"><p class="title-article-norm">Articolo 7</p>
    <p class="stitle-article-norm">Fori</p><div class="norm"><span class="no-parag">1.</span><div class="norm inline-element">Testo:</div>
    <div class="grid-container grid-list"><div class="list grid-list-column-1"><span>a)</span></div><div class="grid-list-column-2"><p class="norm">primo</p></div></div></div></div>
    <p class="modref">▼M1</p><div class="eli-subdivision" id="art_7a"><p class="title-article-norm">Articolo 7 <span class="italics">bis</span></p><p class="norm">Altro.</p></div>
    <div id="fnp_1"><p class="norm">Fatto.</p></div><p class="title-annex-1">ALLEGATO I</p><p class="norm">x</p><p class="footnote">(1) nota</p></div></body></html>`;
  assert.deepEqual(piecesOf(html), [
    "container division 1: CAPO I | Norme",
    "unit article: Articolo 7 | Fori",
    "unit article: Articolo 7 bis | ",
    "non-content closing:  | ",
    "container annex: ALLEGATO I | ",
  ]);
  assert.equal(unitsOf(html)[0]?.body, "Articolo 7\n\nFori\n\n1. Testo:\n\na) primo");
  assert.deepEqual(droppedOf(html), ["p.modref editorial 2 5", "p.footnote note 1 7"]);
});

test("a proposal gives its articles with their titles in one element, and divisions whose titles are of one kind with them", () => {
  const html = `<html><body><div class="contentWrapper"><p class="Typedudocument"><span>Proposal</span></p><p>Article 218(9) is the basis.</p>
    <p class="SectionTitle"><span>TITLE I</span></p><p class="SectionTitle"><span>GENERAL</span></p><p class="SectionTitle"><span>Chapter 2</span></p>
    <p class="Titrearticle"><span>Article 1</span><br/><span>Subject</span></p><p class="li Point0"><span class="num">(a)</span><span>one</span></p>
    <p class="Titrearticle"><span>Article 2 </span></p><p>Text.</p><p class="Fait"><span>Done at Brussels,</span></p>
    <p class="Fichefinanciretitre">STATEMENT</p><p>money</p><dl id="footnotes"><dd>(1) note</dd></dl></div></body></html>`;
  assert.deepEqual(piecesOf(html), [
    "non-content front:  | ",
    "container division 1: TITLE I | GENERAL",
    "container division 2: Chapter 2 | ",
    "unit article: Article 1 | Subject",
    "unit article: Article 2 | ",
    "non-content closing:  | ",
  ]);
  const [first, second] = unitsOf(html);
  assert.equal(first?.body, "Article 1\nSubject\n\n(a) one");
  assert.ok(second?.body.endsWith("Done at Brussels,"));
  assert.deepEqual(droppedOf(html), ["dl.footnotes note 1 7"]);
});

test("a page of the old site names no article, and is read in lines", () => {
  const html = `<html><body><div id="TexteOnly"><p><txt_te><p>TITLE I</p><p>Article 1</p><p>Scope</p><p>1. Text.</p><p></p>
    <p>Article 2</p><p>Office</p><p>Text.</p><p>Article 3</p><p>Entry</p><p>Text.</p></txt_te></p></div></body></html>`;
  const { reader, structure } = readHtmlPage(html);
  assert.deepEqual([reader.name, structure.kind], ["eurlex", "lines"]);
  assert.deepEqual(
    unitsOf(html).map(({ label, title }) => `${label} ${title}`),
    ["Article 1 Scope", "Article 2 Office", "Article 3 Entry"],
  );
});

test("a page that only speaks of EUR-Lex is read as any other", () => {
  assert.equal(readHtmlPage("<title>EUR-Lex</title><p>See EUR-Lex, multi-articles.</p>").reader.name, "html");
  assert.equal(textOf('<p class="anti-art">x</p>'), "x");
});

test("divisions of ever new words stand no deeper than an act divides itself, and are read in a moment", () => {
  const heads = Array.from({ length: 50_000 }, (_, at) => `<p class="ti-section-1">W${at} ${at}</p>`);
  const { structure } = readHtmlPage(WITHOUT_IDS(`<p class="ti-art">Article 1</p>${heads.join("")}`));
  assert.ok(structure.kind === "pieces");
  assert.equal(
    Math.max(...[...structure.pieces].filter(({ role }) => role === "container").map(({ depth }) => depth)),
    12,
  );
});

test("what stands in a head that nothing closes is text: its label has an end", () => {
  const { structure } = readHtmlPage(WITHOUT_IDS(`<p class="ti-art">${"Article <br>".repeat(10_000)}`));
  assert.ok(structure.kind === "pieces");
  const [, unit] = structure.pieces;
  assert.ok((unit?.title.length ?? 0) < 5000);
});
