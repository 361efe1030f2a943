import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { canonicalJson, digestOf, type Json } from "../../src/json/canonical-json.ts";

const CASES: readonly { readonly title: string; readonly value: Json; readonly text: string }[] = [
  {
    title: "keys are sorted by UTF-16 code unit (RFC 8785 section 3.2.3)",
    value: { "€": 1, "\r": 2, \ufb33: 3, "1": 4, "😀": 5, "\u0080": 6, ö: 7 },
    text: '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  },
  {
    title: "numbers are written as ECMAScript writes them",
    value: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
    text: "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]",
  },
  {
    title: "strings are escaped as little as JSON allows",
    value: '€$\u000f\nA\'B"\\\\"/',
    text: '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
  },
  {
    title: "literals, empty lists and empty objects",
    value: [null, true, false, [], {}],
    text: "[null,true,false,[],{}]",
  },
];

for (const { title, value, text } of CASES) {
  test(title, () => assert.equal(canonicalJson(value), text));
}

test("what JSON cannot carry is a TypeError, never a silent null", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { a: undefined } as unknown as Json]) {
    assert.throws(() => canonicalJson(value), TypeError);
  }
});

test("the order in which keys were set does not change the digest", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.integer()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      assert.equal(digestOf(reversed), digestOf(object));
      assert.deepEqual(JSON.parse(canonicalJson(object)), { ...object });
    }),
  );
});
