import assert from "node:assert/strict";
import test from "node:test";
import { parseUtc, readUtc, utcText } from "../../src/domain/text-forms.ts";
import { NO_MOMENTS } from "../support/no-moments.ts";

for (const text of NO_MOMENTS) {
  test(`P-80: ${JSON.stringify(text)} is no moment`, () => {
    assert.equal(parseUtc(text), null);
    assert.equal(utcText.safeParse(text).success, false);
    assert.throws(() => readUtc(text), /not a moment/);
  });
}

test("a moment that exists is read to the second", () => {
  for (const text of ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"]) {
    assert.equal(parseUtc(text)?.toISOString(), text.replace("Z", ".000Z"));
    assert.equal(readUtc(utcText.parse(text)).toISOString(), text.replace("Z", ".000Z"));
  }
});
