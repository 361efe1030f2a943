import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parseStrictJson } from "../../src/json/parse-strict-json.ts";

test("unambiguous JSON is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes('"__proto__":')) return;
      assert.deepEqual(parseStrictJson(text), { ok: true, value: JSON.parse(text) });
      assert.deepEqual(parseStrictJson(Buffer.from(text)), { ok: true, value: JSON.parse(text) });
    }),
  );
});

test("a key may occur again in another object, and a value may look like a key or like structure", () => {
  for (const text of [
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '["a","a",{"a":"{\\"a\\":"}]',
    '{"a":"__proto__"}',
  ]) {
    assert.equal(parseStrictJson(text).ok, true, text);
  }
});

for (const [what, unit] of [
  ["line ends", "\\n"],
  ["quotes", '\\"'],
  ["backslashes", "\\\\"],
] as const) {
  test(`A-173: a string of ten million ${what} is read as any other`, () => {
    assert.equal(parseStrictJson(`{"a":"${unit.repeat(10_000_000)}","b":1}`).ok, true);
  });
}

const REFUSED: readonly (readonly [what: string, content: string | Uint8Array, fault: RegExp])[] = [
  ["nothing", "", /end of JSON/],
  ["a text that is cut off", '{"a":', /end of JSON/],
  ["no JSON", "request", /JSON/],
  ["a second value after the first", "{}{}", /JSON/],
  ["a byte order mark", "\ufeff{}", /JSON/],
  ["a byte order mark in bytes", Buffer.from("\ufeff{}"), /JSON/],
  ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0x22]), /encoded data|utf-8/i],
  ["UTF-16", Buffer.from('{"a":1}', "utf16le"), /JSON/],
  ["a key that occurs twice", '{"a":1,"b":[{}],"a":1}', /"a" stands twice/],
  ["a key that occurs twice in two spellings", '{"a":1,"\\u0061":1}', /"a" stands twice/],
  ["a key that occurs twice in a nested object", '[{"b":[{"a":1,"c":"}","a":2}]}]', /"a" stands twice/],
  ["the key __proto__", '{"__proto__":{}}', /__proto__/],
  ["the key __proto__ in another spelling", '{"a":[{"\\u005f_proto__":1}]}', /__proto__/],
  ["a lone surrogate", '{"a":"\\ud800"}', /lone surrogate/],
  ["a lone surrogate as a key", '{"\\udc00":1}', /lone surrogate/],
  ["a number beyond a double", '{"a":[1,-1e999]}', /the number -1e999/],
  ["one level above the limit", "[".repeat(101) + "]".repeat(101), /levels/],
  ["nesting of 200 000 levels", "[".repeat(200_000) + "]".repeat(200_000), /levels|stack/],
];

for (const [what, content, fault] of REFUSED) {
  test(`${what} is refused, with what was found`, () => {
    const parsed = parseStrictJson(content);
    assert.match(parsed.ok ? "accepted" : parsed.fault, fault);
  });
}
