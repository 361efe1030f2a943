import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { findFormat } from "../../src/document/file-kinds/refuse-file-kind.ts";
import { findReader } from "../../src/document/formats/find-reader.ts";
import { markDocument } from "../../src/document/mark.ts";
import type { Refusal } from "../../src/domain/refusal.ts";

const LAW = "# The ferry act\n\n## Article 1\n\nThe ferry sails.\n\n## Article 2\n\nIt returns.\n";

function refusalOf(bytes: Uint8Array | string): Refusal | null {
  const source = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  const result = markDocument(source, { maxUnits: 1000 });
  return result.ok ? null : result.refusal;
}

const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

function utf32(text: string, littleEndian: boolean): Buffer {
  const signs = [...text];
  const bytes = Buffer.alloc(signs.length * 4);
  for (const [index, sign] of signs.entries()) {
    const point = sign.codePointAt(0) ?? 0;
    if (littleEndian) bytes.writeUInt32LE(point, index * 4);
    else bytes.writeUInt32BE(point, index * 4);
  }
  return bytes;
}

/** A ZIP archive of empty stored entries, as far as it is looked at: local headers, then a directory with the names. */
function zip(...names: readonly string[]): Buffer {
  const entry = (name: string) =>
    Buffer.concat([
      latin1("PK\x03\x04"),
      Buffer.alloc(22),
      Buffer.from([name.length, 0, 0, 0]),
      latin1(name),
    ]);
  return Buffer.concat([...names.map(entry), latin1("PK\x05\x06"), Buffer.alloc(18)]);
}

/** Writes a text in an encoding that `TextDecoder` reads, by asking it for every byte and pair of bytes. */
function encode(label: string, text: string): Buffer {
  if (label === "windows-1252") return latin1(text.replaceAll("’", "\x92"));
  const bytesOf = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(label);
  const learn = (bytes: readonly number[]) => {
    const sign = decoder.decode(Uint8Array.from(bytes));
    if ([...sign].length === 1 && sign !== "\ufffd" && !bytesOf.has(sign)) bytesOf.set(sign, bytes);
  };
  for (let first = 0; first < 256; first++) learn([first]);
  const isWide = [...text].some((sign) => !bytesOf.has(sign));
  for (let first = 0x81; isWide && first < 0xff; first++)
    for (let second = 0x40; second < 0xff; second++) learn([first, second]);
  return Buffer.from(
    [...text].flatMap((sign) => bytesOf.get(sign) ?? assert.fail(`${label} has no ${sign}`)),
  );
}

const OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ARTICLES = "Article 1\n\nThe ferry sails.\n\nArticle 2\n\nIt returns.\n";
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const PROSE = "<p>One</p>\n\n<p>Two</p>\n\n<p>Three</p>\n";

/** P-150. The kind as it is told, and the program in its way out. */
const KINDS: readonly (readonly [file: string, bytes: Uint8Array | string, kind: RegExp, way: RegExp])[] = [
  ["PDF", "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", /PDF/, /cutter source convert/],
  ["PDF with bytes before its header", latin1("\0\0\n%PDF-1.4\n\xe2\xe3"), /PDF/, /pdftotext/],
  ["XLSX", zip("[Content_Types].xml", "xl/workbook.xml"), /XLSX/, /libreoffice --headless/],
  ["PPTX", zip("[Content_Types].xml", "ppt/presentation.xml"), /PPTX/, /libreoffice --headless/],
  ["ODS", zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), /ODS/, /libreoffice/],
  ["EPUB", zip("mimetypeapplication/epub+zip"), /EPUB/, /pandoc -f epub/],
  ["ZIP", zip("law.md"), /ZIP/, /unzip/],
  ["gzip", gzipSync(LAW), /gzip/, /gzip -dc/],
  ["old Word", latin1(`${OLE}${"\0".repeat(600)}`), /\.doc/, /libreoffice/],
  [
    "Outlook",
    latin1(`${OLE}${"\0".repeat(600)}${utf16("__substg1.0_0037001F").toString("latin1")}`),
    /Outlook/,
    /save the text/,
  ],
  [
    "Hangul",
    latin1(`${OLE}${"\0".repeat(600)}${utf16("\x05HwpSummaryInformation").toString("latin1")}`),
    /HWP/,
    /hwp5txt/,
  ],
  ["HWPX", zip("mimetypeapplication/hwp+zip"), /HWPX/, /Export it/],
  ["WordPerfect", latin1("\xffWPC\x10\0\0\0\x01\x0a"), /WordPerfect/, /libreoffice/],
  [
    "a message",
    `Return-Path: <a@example.org>\nReceived: from x\n\tby y\nFrom: A\n\n${ARTICLES}`,
    /a mail message/,
    /save the text/,
  ],
  [
    "a message with no type",
    `From: Ann <ann@example.org>\r\nTo: Bob\r\nDate: Sat, 28 Nov 2026 10:00:00 +0100\r\n\r\n${ARTICLES}`,
    /a mail message/,
    /UTF-8/,
  ],
  [
    "a message in plain text",
    `mime-version: 1.0\ncontent-type: text/plain; charset=utf-8\nSubject: Act\n\n${ARTICLES}`,
    /a mail message/,
    /attached/,
  ],
  [
    "a message of parts",
    `From: a\nContent-Type: multipart/mixed;\n boundary="x"\n\n--x\n${ARTICLES}`,
    /attachments/,
    /save the text/,
  ],
  [
    "MHTML",
    `From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html"\n\n`,
    /web page/,
    /save the text/,
  ],
  [
    "a mailbox",
    `From ann@example.org Sat Nov 28 10:00:00 2026\nSubject: Act\n\n${ARTICLES}`,
    /mbox/,
    /take one document/,
  ],
  ["PNG", latin1("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), /PNG image/, /tesseract/],
  ["JPEG", latin1("\xff\xd8\xff\xe0\0\x10JFIF\0"), /JPEG image/, /tesseract/],
  ["GIF", latin1("GIF89a\x01\0\x01\0\x80\0\0"), /GIF image/, /tesseract/],
  ["TIFF", latin1("II*\0\x08\0\0\0"), /TIFF image/, /tesseract/],
  ["WebP", latin1("RIFF\x24\0\0\0WEBPVP8 "), /WebP image/, /tesseract/],
  ["XML", `${XML}<!-- a -->\n<statute><title>A</title></statute>`, /an XML document/, /pandoc/],
  [
    "XML with entities of its own",
    `${XML}<!DOCTYPE a [\n<!ENTITY b "c">\n]>\n<a>&b;</a>`,
    /an XML/,
    /pandoc/,
  ],
  ["RTF", "{\\rtf1\\ansi\\deff0 Article 1\\par}", /RTF/, /pandoc -f rtf/],
  ["LaTeX", "% The act\n\n\\documentclass[a4paper]{article}\n\\begin{document}", /LaTeX/, /pandoc -f latex/],
  ["a chapter of LaTeX", "\\section*{Article 1}\nThe ferry sails.\n", /LaTeX/, /pandoc -f latex/],
  [
    "Org mode",
    "#+TITLE: The act\n#+AUTHOR: The council\n\n* Article 1\n\nThe ferry sails.\n",
    /Org mode/,
    /pandoc -f org/,
  ],
  [
    "Org mode behind a comment",
    "# -*- mode: org -*-\n\n#+title: The act\n\n* Part\n** Article 1\n",
    /Org mode/,
    /pandoc -f org/,
  ],
  [
    "JSON",
    `{"articles": [{"n": 1, "text": "The ferry \\"Anna\\""}], "ok": true, "x": -1.5e3}\n`,
    /JSON/,
    /jq/,
  ],
  [
    "JSON longer than the probe",
    `[${'{"number": "Article 1", "text": "x"},'.repeat(4000)}{"a": 1}]`,
    /JSON/,
    /jq/,
  ],
  ["JSON, one object a line", '{"a": 1}\n{"a": 2}\n', /JSON/, /jq/],
  ["UTF-16 LE without a mark", utf16(LAW), /UTF-16LE/, /iconv -f UTF-16LE/],
  ["UTF-16 BE without a mark", swapped(utf16(LAW)), /UTF-16BE/, /iconv -f UTF-16BE/],
  ["Vietnamese UTF-16", utf16("Điều 1. Phạm vi điều chỉnh\n".repeat(9)), /UTF-16LE/, /iconv/],
  ["Chinese UTF-16", swapped(utf16("第一条　为了规范船舶管理，制定本法。\n".repeat(9))), /UTF-16BE/, /iconv/],
  ["UTF-32 BE without a mark", utf32(LAW, false), /UTF-32BE/, /iconv -f UTF-32BE/],
  [
    "a program",
    Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251)),
    /binary file/,
    /bring-a-document/,
  ],
];

/** What a reader makes a text of, by the name of the reader. */
const READ: readonly (readonly [file: string, bytes: Uint8Array | string, reader: string])[] = [
  ["DOCX", zip("[Content_Types].xml", "word/document.xml"), "docx"],
  ["ODT", zip("mimetypeapplication/vnd.oasis.opendocument.text"), "odt"],
  ["HTML", "<!DOCTYPE html>\n<title>Act</title>\n<p>Article 1</p>\n", "html"],
  ["HTML with a mark and blanks before it", "\ufeff\n  <HTML lang=en><body>x</body></HTML>", "html"],
  ["HTML behind a comment", "<!-- saved -->\n<html><p>Article 1</p></html>", "html"],
  ["HTML behind front matter", `---\nlayout: law\n---\n<!doctype html>\n${PROSE}`, "html"],
  ["HTML without a root", `<h1 id="a">Act</h1>\n<h2>Article 1</h2>\n<p>Text</p>\n`, "html"],
  ["XHTML", `${XML}<!DOCTYPE html PUBLIC "x" "y"><html xmlns="z"/>`, "html"],
  ["Akoma Ntoso", `${XML}<akn:akomaNtoso xmlns:akn="u">\n<x/>`, "akn"],
  ["Akoma Ntoso without a declaration", "<akomaNtoso><act><p>a</p><p>b</p></act></akomaNtoso>\n", "akn"],
  ["USLM", `${XML}<?xml-stylesheet href="u.css"?><pLaw xmlns="http://schemas.gpo.gov/xml/uslm">`, "uslm"],
  [
    "USLM without a declaration, of one element more than its root",
    `<uslm:lawDoc xmlns:uslm="http://xml.house.gov/schemas/uslm/1.0"><p>Article 1</p></uslm:lawDoc>`,
    "uslm",
  ],
  ["the eCFR", `${XML}<DLPSTEXTCLASS><TEXT/></DLPSTEXTCLASS>`, "ecfr"],
  ["gesetze-im-internet", `${XML}<!DOCTYPE dokumente SYSTEM "gii-norm.dtd"><dokumente/>`, "gii"],
  ["an e-Gov law", `${XML}<Law Era="Reiwa"><LawBody/></Law>`, "egov"],
  ["Formex", `${XML}<ACT xmlns:xsi="x" xsi:noNamespaceSchemaLocation="http://f/formex-06.xd">`, "formex"],
];

/** P-151. A text in each encoding, and the name that iconv is given. */
const ENCODINGS: readonly (readonly [label: string, name: string, text: string])[] = [
  ["windows-1252", "WINDOWS-1252", "Règlement\n\nArticle 1er\n\nLe phare est éteint à l’aube.\n"],
  ["windows-1252", "WINDOWS-1252", "§ 1 Gebühren\n\nDie Fähre fährt täglich, außer samstags.\n"],
  ["windows-1252", "WINDOWS-1252", "Artículo 1.º La embarcación saldrá cada mañana.\n"],
  ["windows-1252", "WINDOWS-1252", "Art. 1º A navegação é pública, e a tripulação não paga.\n"],
  ["windows-1252", "WINDOWS-1252", "§ 1 Færgen sejler hver dag, når søen er rolig.\n"],
  ["windows-1252", "WINDOWS-1252", "Article 1\n\nThe café opens.\n"],
  ["windows-1252", "WINDOWS-1252", "Article 2\n\nThe council’s fee.\n"],
  ["windows-1252", "WINDOWS-1252", "Section 1\n\nA fine of £500.\n"],
  ["windows-1250", "WINDOWS-1250", "Článek 1\n\nKaždý přívoz musí být řádně osvětlen a veřejně přístupný.\n"],
  ["windows-1250", "WINDOWS-1250", "Artykuł 1. Każda łódź powinna być oświetlona; źródło światła.\n"],
  ["windows-1251", "WINDOWS-1251", "СТАТЬЯ\n\nСтатья 1. Паром ходит каждый день, кроме воскресенья.\n"],
  ["koi8-r", "KOI8-R", "Статья 1. Паром ходит каждый день, кроме воскресенья.\n"],
  ["windows-1253", "WINDOWS-1253", "Άρθρο 1\n\nΤο πλοίο αναχωρεί κάθε μέρα από το λιμάνι της πόλης.\n"],
  ["windows-1255", "WINDOWS-1255", "סעיף 1. המעבורת יוצאת בכל יום מן הנמל.\n"],
  ["windows-1256", "WINDOWS-1256", "المادة 1. تبحر العبارة كل يوم من الميناء.\n"],
  ["windows-874", "WINDOWS-874", "มาตรา ๑ เรือข้ามฟากออกจากท่าทุกวัน\n"],
  ["shift_jis", "SHIFT_JIS", "第一条　この法律は、渡し船の運航について定める。\n"],
  ["euc-jp", "EUC-JP", "第一条　この法律は、渡し船の運航について定める。\n"],
  ["euc-kr", "CP949", "제1조(목적) 이 법은 나룻배의 운항에 관한 사항을 규정한다.\n"],
  ["gb18030", "GB18030", "第一条　为了规范渡船的管理，制定本法。\n第二条　在中国的渡船应当遵守本规定。\n"],
  ["big5", "BIG5", "第一條　為了規範渡船的管理，制定本法。\n第二條　在本國的渡船應當遵守本規定。\n"],
  [
    "windows-1258",
    "WINDOWS-1258",
    "Điê\u0300u 1. Pha\u0323m vi điê\u0300u chi\u0309nh cu\u0309a lua\u0323\u0302t na\u0300y".replaceAll(
      "a\u0323\u0302",
      "â\u0323",
    ),
  ],
];

/** K-150. Markdown and plain text, whatever they begin with. */
const TEXTS: readonly (readonly [rule: string, text: string])[] = [
  [
    "a picture with the name of its vocabulary",
    `<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>\n\n${ARTICLES}`,
  ],
  ["an element of HTML around a title", `<div align="center">\n\n# Act\n\n</div>\n\n${LAW}`],
  [
    "an element of HTML around everything",
    `<div>\n<p>By law</p>\n<p>of the</p>\n<p>state</p>\n\n${LAW}\n</div>\n`,
  ],
  [
    "anchors before the headings",
    `<a name="1"></a>\n## Article 1\n\n<b>a</b>\n\n<a name="2"></a>\n## Article 2\n\nb\n`,
  ],
  ["a paragraph in a tag", "<p>Preamble</p>\n\nArticle 1\n\nThe ferry sails.\n\nArticle 2\n\nIt returns.\n"],
  ["a comment", `<!-- cutter:begin -->\n${LAW}`],
  ["an address in angle brackets", `<https://example.org>\n\n${LAW}`],
  ["components around the text", `<Tabs>\n<Tab>\n\n${LAW}\n</Tab>\n<Tab>\n</Tab>\n</Tabs>\n`],
  ["front matter", `---\ntitle: <html>\n---\n\n${LAW}`],
  ["a brace", `{: .law }\n\n${LAW}`],
  ["a template", `{% include top.html %}\n\n${LAW}`],
  ["a link", `[Act](https://example.org)\n\n${LAW}`],
  ["a number in brackets", `[1] [2]\n\n${LAW}`],
  ["a title block of pandoc", `% The act\n% The council\n\n${LAW}`],
  ["a command of LaTeX in Markdown", `\\newpage\n\n${LAW}`],
  ["a keyword of Org mode without its headings", `#+TITLE: The act\n\n${LAW}`],
  [
    "a keyword of Org mode above headings of Markdown",
    `#+TITLE: The act\n\n* one\n* two\n\n## Rules\n\n${LAW}`,
  ],
  ["a list below a heading", `# The act\n\n* one\n* two\n\n${LAW}`],
  ["LaTeX inside a fence", `\`\`\`latex\n\\documentclass{article}\n\`\`\`\n\n${LAW}`],
  ["HTML inside a fence", `\`\`\`html\n<!DOCTYPE html>\n\`\`\`\n\n${LAW}`],
  ["the words of a mark", `GIF89a is a format\n\n${LAW}`],
  [
    "the fields of a memorandum",
    `To: All\nFrom: The clerk\nDate: 28 November 2026\nSubject: Ferries\n\n${LAW}`,
  ],
  [
    "the fields of a proposal",
    `PEP: 8\nTitle: Ferries\nContent-Type: text/x-rst\nCreated: 05-Jul-2001\n\n${LAW}`,
  ],
  ["a letter", `From the clerk to the council:\n\n${LAW}`],
  ["a header as of a message", `Title: An act\nDate: today\n\n${LAW}`],
];

describe("what a file is (P-150, P-151, K-150)", () => {
  for (const [file, bytes, kind, way] of KINDS) {
    test(`${file} is refused by its name, with the command that makes a text of it`, () => {
      const refused = refusalOf(bytes);
      assert.equal(refused?.reason, "STOP_NOT_A_TEXT");
      assert.match(refused.actual ?? "", kind);
      assert.match(refused.wayOut, way);
    });
  }

  for (const [file, bytes, reader] of READ) {
    test(`${file} is read by the reader ${reader}`, () => {
      assert.equal(findFormat(typeof bytes === "string" ? Buffer.from(bytes) : bytes), reader);
      assert.equal(findReader(typeof bytes === "string" ? Buffer.from(bytes) : bytes)?.name, reader);
    });
  }

  for (const [label, name, text] of ENCODINGS) {
    test(`a text in ${name} is refused with the call of iconv: ${text.split("\n")[0]}`, () => {
      const refused = refusalOf(encode(label, text));
      assert.equal(refused?.reason, "STOP_NOT_A_TEXT");
      assert.ok(refused.wayOut.includes(`iconv -f ${name} -t UTF-8`), refused.wayOut);
    });
  }

  test("Vietnamese in TCVN3 is refused with the call of iconv", () => {
    const refused = refusalOf(latin1("§iÒu 1. Ph¹m vi ®iÒu chØnh\n\nLuËt nµy quy ®Þnh vÒ phµ.\n"));
    assert.match(refused?.wayOut ?? "", /iconv -f TCVN /);
  });

  for (const [rule, text] of TEXTS) {
    test(`a text that begins with ${rule} is no other kind of file`, () => {
      assert.equal(refusalOf(text), null);
    });
  }

  for (const [rule, bytes, reason] of [
    [
      "one bad byte in a text with letters outside ASCII",
      Buffer.concat([Buffer.from("## Điều 1\n\nPhà "), Buffer.of(0xe9, 0x0a)]),
      "STOP_SOURCE_ENCODING",
    ],
    ["a bad byte in ASCII", latin1("## Article 1\n\na\xffb\n"), "STOP_SOURCE_ENCODING"],
    ["a sequence that breaks off", latin1("## Article 1\n\nCaf\xc3 is open\n"), "STOP_SOURCE_ENCODING"],
    ["a lone euro sign of another encoding", latin1("## Article 1\n\na\x80b\n"), "STOP_SOURCE_ENCODING"],
    ["a few NUL bytes", "## Article 1\n\na\0b\0\0\n\n## Article 2\n", "STOP_SOURCE_NUL"],
  ] as const) {
    test(`a text with ${rule} stays a text: ${reason}`, () => {
      assert.equal(refusalOf(bytes)?.reason, reason);
    });
  }
});
