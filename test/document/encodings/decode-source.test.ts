import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Decoded, decodeSource } from "../../../src/document/encodings/decode-source.ts";
import { ENCODING_NAMES, labelOf } from "../../../src/document/encodings/encoding-names.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";

function read(bytes: Buffer, named: string | null = null): Decoded {
  const decoded = decodeSource(bytes, named);
  assert.ok(decoded.ok, decoded.ok ? "" : JSON.stringify(decoded.refusal));
  return decoded.value;
}

function refusalOf(bytes: Buffer, named: string | null = null): Refusal {
  const decoded = decodeSource(bytes, named);
  assert.ok(!decoded.ok);
  return decoded.refusal;
}

const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf16le = (text: string) => Buffer.from(text, "utf16le");
const utf16be = (text: string) => utf16le(text).swap16();
const hex = (digits: string) => Buffer.from(digits, "hex");

/** Texts as another program has encoded them. */
const TEXTS: readonly (readonly [name: string, bytes: string, text: string])[] = [
  ["windows-1250", "c86ce16e656b20312e204b61bf646120b3f3649f", "Článek 1. Każda łódź"],
  ["windows-1251", "d1f2e0f2fcff20312e20cfe0f0eeec20b92037", "Статья 1. Паром № 7"],
  ["windows-1252", "52e8676c656d656e742096206c92617562652080208c75767265", "Règlement – l’aube € Œuvre"],
  ["iso-8859-1", "52e8676c656d656e742096206c9261756265", "Règlement – l’aube"],
  ["windows-1253", "a2f1e8f1ef2031", "Άρθρο 1"],
  ["windows-1254", "4d6164646520312e20c7fdf020fe", "Madde 1. Çığ ş"],
  ["windows-1255", "f1f2e9f32031", "סעיף 1"],
  ["windows-1256", "c7e1e3c7cfc92031", "المادة 1"],
  ["windows-1257", "3120737472616970736e69732e20c0fe756f6c617320f0", "1 straipsnis. Ąžuolas š"],
  ["windows-1258", "d069d26e6820ddf5", "Đi\u0309nh Ươ"],
  ["windows-874", "c1d2b5c3d220f1209394", "มาตรา ๑ “”"],
  ["koi8-r", "f3d4c1d4d8d120312e20f0c1d2cfcd", "Статья 1. Паром"],
  ["koi8-u", "f3d4c1d4d4d120312e20b7a720ad", "Стаття 1. Її ґ"],
  ["iso-8859-2", "c86ce16e656b20a3f364bc", "Článek Łódź"],
  ["iso-8859-3", "c661706974726f20d5", "Ĉapitro Ġ"],
  ["iso-8859-4", "a1be756f6c617320f3", "Ąžuolas ķ"],
  ["iso-8859-5", "c1e2d0e2ecef20f02031", "Статья № 1"],
  ["iso-8859-6", "c7e4e5c7cfc9", "المادة"],
  ["iso-8859-7", "b6f1e8f1ef20a4", "Άρθρο €"],
  ["iso-8859-8", "f1f2e9f3", "סעיף"],
  ["iso-8859-8-i", "f1f2e9f3", "סעיף"],
  ["iso-8859-10", "de6f726e20bf", "Þorn ŋ"],
  ["iso-8859-13", "c0fe756f6c617320b478a1", "Ąžuolas “x”"],
  ["iso-8859-14", "d07920de20b8", "Ŵy Ŷ ẁ"],
  ["iso-8859-15", "bc7576726520a420a6", "Œuvre € Š"],
  ["shift_jis", "91e688ea8ff08140b1b28740eee08160", "第一条　ｱｲ①髙～"],
  ["euc-jp", "c2e8b0ecbef2a1a18eb1ada18fb0a1", "第一条　ｱ①丂"],
  ["gb18030", "b5dad2bbccf5a1a1a2e38139ee3995328236", "第一条　€㐀𠀀"],
  ["gbk", "b5dad2bbccf5a1a1e946", "第一条　镕"],
  ["big5", "b2c4a440b1f8a140f9d8f9da", "第一條　裏恒"],
  ["euc-kr", "c1a631c1b628b8f1c0fb29208c63b9e6b0a2c7cf2094ee20c652", "제1조(목적) 똠방각하 뷁 힣"],
  ["euc-kr", "a2e6a2e7", "€®"],
  ["utf-16le", utf16le("Điều 𠀀").toString("hex"), "Điều 𠀀"],
  ["utf-16be", utf16be("Điều 𠀀").toString("hex"), "Điều 𠀀"],
  ["utf-8", Buffer.from("Điều 𠀀").toString("hex"), "Điều 𠀀"],
  ["us-ascii", "61", "a"],
];

/** Bytes that decoders turn into something nobody sees, or into what stands for nothing. */
const MISFITS: readonly (readonly [name: string, bytes: string, what: string])[] = [
  ["windows-1252", "6181", "a byte without a character, which becomes a control"],
  ["windows-1250", "6183", "a byte without a character, which becomes a control"],
  ["iso-8859-2", "6185", "a control beyond ASCII"],
  ["windows-874", "61db", "a byte without a character, which becomes one of private use"],
  ["windows-1253", "61d2", "a byte without a character"],
  ["windows-1252", "611b", "a control of ASCII"],
  ["windows-1252", "6100", "a NUL"],
  ["shift_jis", "611a", "a control that decoders exchange for another"],
  ["shift_jis", "61f040", "a character of private use"],
  ["shift_jis", "6181", "the first half of a character at the end"],
  ["shift_jis", "618130", "a first half without its second"],
  ["euc-jp", "618ee0", "a half-width character that is none"],
  ["euc-jp", "618fb0", "two thirds of a character at the end"],
  ["gbk", "61a140", "a character of private use"],
  ["gbk", "618139ee39", "four bytes, which GBK has not"],
  ["gb18030", "618431a439", "four bytes between the planes"],
  ["gb18030", "618139ee", "three fourths of a character at the end"],
  ["gb18030", "61fe39fe39", "four bytes beyond the last plane"],
  ["big5", "618140", "a character of private use"],
  ["big5", "61ff41", "a first half of private use"],
  ["euc-kr", "61c9a1e9", "a character of private use"],
  ["euc-kr", "61c653", "a cell behind the last syllable"],
  ["koi8-r", "617f", "the last control of ASCII"],
];

describe("a text in another encoding than UTF-8 (P-151)", () => {
  for (const [name, bytes, text] of TEXTS) {
    test(`${name} is read where it is named: ${text}`, () => {
      assert.equal(read(hex(bytes), name).text.toString(), text);
    });
  }

  test("every encoding that is listed is read by its name, which is a label or another name of one", () => {
    const tried = new Set(TEXTS.map(([name]) => name));
    assert.deepEqual(
      ENCODING_NAMES.filter((name) => !tried.has(name)),
      [],
    );
    for (const name of ENCODING_NAMES) assert.ok(labelOf(name), name);
  });

  for (const [name, bytes, what] of MISFITS) {
    test(`${name} with ${what} is refused at its byte, and nothing is put in its place`, () => {
      const { reason, field, actual, expected } = refusalOf(hex(bytes), name);
      assert.deepEqual([reason, field], ["STOP_SOURCE_ENCODING", "line 1"]);
      assert.match(actual ?? "", /^the bytes [0-9a-f]+ at byte 1$/);
      assert.match(expected ?? "", /by `--encoding`$/);
    });
  }

  for (const [other, label] of [
    ["Latin1", "windows-1252"],
    [" CP1252 ", "windows-1252"],
    ["ISO-8859-9", "windows-1254"],
    ["MS949", "euc-kr"],
    ["cp932", "shift_jis"],
    ["GB2312", "gbk"],
    ["CP65001", "utf-8"],
  ] as const) {
    test(`${other.trim()} is another name of ${label}`, () => {
      assert.equal(labelOf(other), label);
    });
  }

  test("the line of a bad byte is counted in the decoded text", () => {
    const bad = Buffer.concat([utf16le("\ufeffa\r\nb\rc\nd"), hex("00d8"), utf16le("\n")]);
    const { field, actual } = refusalOf(bad);
    assert.deepEqual([field, actual], ["line 4", "the bytes 00d80a00 at byte 18"]);
  });

  test("UTF-16 that ends inside a character is refused", () => {
    assert.match(refusalOf(hex("fffe6100d8")).actual ?? "", /at byte 4$/);
    assert.match(refusalOf(hex("fffe00d8")).actual ?? "", /at byte 2$/);
    assert.match(refusalOf(hex("fffe00dc6100")).actual ?? "", /at byte 2$/);
  });
});

describe("how the encoding of a text is chosen", () => {
  const page = (attributes: string, text = "é") =>
    latin1(`<!DOCTYPE html>\n<html><head><meta ${attributes}></head><p>${text}</p></html>`);
  const xml = (encoding: string, text = "é") =>
    `<?xml version="1.0" encoding="${encoding}"?>\n<a>${text}</a>`;

  for (const [how, bytes, encoding] of [
    ["a byte order mark of UTF-8", Buffer.from("\ufeffé"), "utf-8"],
    ["one of UTF-16, little end first", utf16le("\ufeffé"), "utf-16le"],
    ["one of UTF-16, big end first", utf16be("\ufeffé"), "utf-16be"],
    ["one of GB 18030", hex("84319533b5da"), "gb18030"],
    ["an XML declaration", latin1(xml("ISO-8859-1")), "windows-1252"],
    [
      "an XML declaration in single quotes",
      latin1("<?xml version='1.0' encoding = 'koi8-r' ?><a>\xc1</a>"),
      "koi8-r",
    ],
    ["an XML declaration in UTF-16", utf16be(`\ufeff${xml("UTF-16")}`), "utf-16be"],
    ["a charset of HTML", page('charset="windows-1252"'), "windows-1252"],
    ["a charset without quotes", page("charset=shift_jis", "\x91\xe6"), "shift_jis"],
    [
      "a content type of HTML",
      page(`http-equiv="Content-Type" content='text/html; charset=iso-8859-2'`),
      "iso-8859-2",
    ],
    [
      "a charset behind a comment with another",
      latin1('<!-- <meta charset="big5"> --><html><meta charset="latin1"><p>\xe9'),
      "windows-1252",
    ],
    ["nothing, and is UTF-8", Buffer.from("é"), "utf-8"],
  ] as const) {
    test(`a text that has ${how} is read so`, () => {
      const decoded = read(bytes);
      assert.equal(decoded.encoding, encoding);
      assert.equal(decoded.text.includes("\ufffd"), false);
    });
  }

  test("a byte order mark stays the first character of the text", () => {
    const { text, originalByte } = read(utf16le("\ufeffa"));
    assert.equal(text.toString(), "\ufeffa");
    assert.deepEqual([0, 2, 3, 4].map(originalByte), [0, 0, 2, 4]);
  });

  test("a charset in the text of Markdown is no mark", () => {
    assert.equal(read(Buffer.from('# é\n\n`<meta charset="big5">`\n')).encoding, "utf-8");
  });

  test("a charset behind the first 1024 bytes of a page is no mark", () => {
    const late = Buffer.from(`<html>${" ".repeat(1024)}<meta charset="big5"><p>é`);
    assert.equal(read(late).encoding, "utf-8");
  });

  for (const [what, bytes, named, actual] of [
    ["an unknown name", latin1("\xe9"), "windows-9999", /^windows-9999$/],
    ["UTF-7", latin1("a"), "utf-7", /^utf-7$/],
    ["UTF-32", latin1("a"), "utf-32", /^utf-32$/],
    ["ISO-2022-JP", latin1("a"), "iso-2022-jp", /^iso-2022-jp$/],
    ["a mark of UTF-32, little end first", hex("fffe000061000000"), null, /^utf-32$/],
    ["a mark of UTF-32, big end first", hex("0000feff00000061"), null, /^utf-32$/],
    ["an unknown name in an XML declaration", latin1(xml("x-none")), null, /^x-none$/],
  ] as const) {
    test(`${what} is refused with the list of those that are read`, () => {
      const refused = refusalOf(bytes, named);
      assert.equal(refused.reason, "STOP_ENCODING_UNKNOWN");
      assert.equal(refused.expected, ENCODING_NAMES.join(", "));
      assert.match(refused.actual ?? "", actual);
      const way = named === null ? "`iconv -f \\S+ -t UTF-8 FILE`" : "listed with `--encoding`";
      assert.match(refused.wayOut, new RegExp(way));
    });
  }

  const BOTH: readonly (readonly [what: string, bytes: Buffer, named: string | null, actual: RegExp])[] = [
    [
      "a name against the mark",
      Buffer.from("\ufeffa"),
      "latin1",
      /^latin1 by `--encoding`, utf-8 by its byte order mark$/,
    ],
    [
      "a name against the declaration",
      latin1(xml("ISO-8859-1")),
      "koi8-r",
      /^koi8-r by .*, ISO-8859-1 by its XML declaration$/,
    ],
    [
      "a declaration against the mark",
      Buffer.from(`\ufeff${xml("ISO-8859-1")}`),
      null,
      /utf-8 .* ISO-8859-1/,
    ],
    ["UTF-16 that is declared UTF-8", utf16le(`\ufeff${xml("utf-8")}`), null, /utf-16le .* utf-8/],
    ["the other UTF-16", utf16le(`\ufeff${xml("utf-16be")}`), null, /utf-16le .* utf-16be/],
    [
      "a charset against the XML declaration",
      latin1(`${xml("latin1").split("\n")[0]}<html><meta charset=utf-8>`),
      null,
      /latin1 .* utf-8 by its `meta`/,
    ],
    ["two charsets", page('charset="utf-8"><meta charset="latin1"'), null, /utf-8 .* latin1/],
    [
      "UTF-16 by a declaration of one byte a character",
      latin1(xml("utf-16le")),
      null,
      /one byte a character/,
    ],
    ["an old encoding of UTF-8", Buffer.from(xml("ISO-8859-1")), null, /ISO-8859-1 .* utf-8 by its bytes/],
    ["UTF-16 of ASCII", latin1("abcd"), "utf-16le", /utf-16le .* utf-8 by its bytes/],
  ];
  for (const [what, bytes, named, actual] of BOTH) {
    test(`${what} is refused with both`, () => {
      const refused = refusalOf(bytes, named);
      assert.deepEqual([refused.reason, refused.expected], ["STOP_ENCODING_UNKNOWN", "one encoding"]);
      assert.match(refused.actual ?? "", actual);
      if (named !== null) assert.match(refused.wayOut, /Leave `--encoding` out/);
    });
  }

  test("UTF-16 by name needs a byte order mark, or the exact name", () => {
    assert.match(refusalOf(utf16le("é"), "utf-16").expected ?? "", /utf-16le or utf-16be/);
    assert.equal(read(utf16be("\ufeffé"), "utf-16").encoding, "utf-16be");
    assert.equal(read(utf16le(xml("utf-16")), "utf-16le").encoding, "utf-16le");
  });

  test("GBK and GB 18030 do not contradict each other: the larger one is taken", () => {
    assert.equal(read(latin1(xml("gb2312", "\xb5\xda")), "gb18030").encoding, "gb18030");
    assert.equal(read(latin1(xml("gb18030", "\xb5\xda")), "gbk").encoding, "gb18030");
  });

  test("a file that declares UTF-8 and is not is refused with the byte and what fits, not with a way that contradicts it (E-08)", () => {
    const law = "<p>Für die Fähre gilt die Gebührenordnung. Änderungen müssen schriftlich erfolgen.</p>";
    const refused = refusalOf(latin1(xml("UTF-8", law)));
    assert.deepEqual(
      [refused.reason, refused.field, refused.expected, refused.details],
      [
        "STOP_SOURCE_ENCODING",
        "line 2",
        "utf-8, by its XML declaration",
        ["It reads well as windows-1252.", "It reads well as windows-1257."],
      ],
    );
    assert.match(refused.actual ?? "", /^the bytes fc72 ?2064 at byte 46$/);
    assert.doesNotMatch(refused.wayOut, /--encoding/);
  });

  for (const begin of ["<html>", '<?xml version="1.0"?>', '<act xmlns="urn:x">'])
    test(`markup that says nothing, ${begin}, is in UTF-8 or refused with the encoding to name`, () => {
      const refused = refusalOf(latin1(`${begin}<p>Gebühr für die Überfahrt</p>`));
      assert.equal(refused.reason, "STOP_SOURCE_ENCODING");
      assert.match(refused.wayOut, /`--encoding windows-1252`/);
    });

  test("ASCII that is not is refused at its byte", () => {
    assert.match(refusalOf(Buffer.from(xml("US-ASCII"))).actual ?? "", /^the bytes c3a9/);
  });

  test("a text in an old encoding that nobody names stays refused, with the name to give", () => {
    const refused = refusalOf(latin1("§ 1 Gebühren\n\nDie Fähre fährt täglich, außer samstags.\n"));
    assert.equal(refused.reason, "STOP_NOT_A_TEXT");
    assert.match(refused.wayOut, /^Name the encoding: `--encoding windows-1252`/);
  });

  test("what no encoding explains is refused without a guess", () => {
    const refused = refusalOf(Buffer.concat([Buffer.from("Phà đò".repeat(9)), hex("ff0a")]));
    assert.deepEqual([refused.reason, refused.details], ["STOP_SOURCE_ENCODING", undefined]);
  });
});

/** Characters of one to four bytes in each encoding, as hex, with what they are. */
const SIGNS: Readonly<Record<string, readonly (readonly [bytes: string, sign: string])[]>> = {
  "windows-1252": [
    ["61", "a"],
    ["e9", "é"],
    ["80", "€"],
    ["0a", "\n"],
  ],
  gb18030: [
    ["61", "a"],
    ["b5da", "第"],
    ["8139ee39", "㐀"],
    ["95328236", "𠀀"],
    ["0d0a", "\r\n"],
  ],
  "euc-jp": [
    ["61", "a"],
    ["c2e8", "第"],
    ["8eb1", "ｱ"],
    ["8fb0a1", "丂"],
  ],
  "utf-16le": [
    ["6100", "a"],
    ["e900", "é"],
    ["40d800dc", "𠀀"],
    ["0a00", "\n"],
  ],
};

describe("where a character of the text stands in the original", () => {
  for (const [name, signs] of Object.entries(SIGNS))
    test(`${name}: every byte of the text leads to the character that it is part of`, () => {
      const part = fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 900 });
      fc.assert(
        fc.property(part, (parts) => {
          // Without it a text of ASCII alone would be taken for UTF-8.
          const all = [...parts, ...signs];
          const { text, originalByte } = read(hex(all.map(([bytes]) => bytes).join("")), name);
          assert.equal(text.toString(), all.map(([, sign]) => sign).join(""));
          let [from, to] = [0, 0];
          for (const [bytes, sign] of all) {
            const chars = sign.length > 1 && sign.startsWith("\r") ? [...sign] : [sign];
            for (const char of chars) {
              for (let at = 0; at < Buffer.byteLength(char); at++) assert.equal(originalByte(to + at), from);
              to += Buffer.byteLength(char);
              from += bytes.length / 2 / chars.length;
            }
          }
          assert.equal(originalByte(to), from);
        }),
        { numRuns: 60 },
      );
    });

  test("any bytes are read whole or refused: what comes back has as many places as the text", () => {
    const named = fc.constantFrom(...ENCODING_NAMES);
    fc.assert(
      fc.property(named, fc.uint8Array({ maxLength: 40 }), (name, bytes) => {
        const decoded = decodeSource(Buffer.from(bytes), name);
        if (!decoded.ok) return;
        const { text, originalByte } = decoded.value;
        assert.ok(!text.toString().includes("\ufffd"));
        assert.equal(Buffer.from(text.toString()).compare(text), 0);
        const places = Array.from({ length: text.length + 1 }, (_, at) => originalByte(at));
        assert.deepEqual(
          places,
          [...places].sort((one, other) => one - other),
        );
        assert.deepEqual([places[0], places.at(-1)], [0, bytes.length]);
      }),
      { numRuns: 2000 },
    );
  });

  test("every place of a large text is known", () => {
    const large = latin1("Die Gebühr für jede Überfahrt.\n".repeat(300_000));
    const { text, originalByte } = read(large, "windows-1252");
    for (let at = 0; at < text.length; at += 100) assert.ok(originalByte(at) <= at);
    assert.equal(originalByte(text.length), large.length);
  });
});
