import assert from "node:assert/strict";
import test from "node:test";
import { sealRequest } from "../../src/domain/request.ts";
import { parseRequest } from "../../src/engine/approvals/parse-request.ts";
import { makePolicy, makeRequest } from "../support/approval-story.ts";
import { NO_MOMENTS } from "../support/no-moments.ts";

const REQUEST = makeRequest(makePolicy([{ id: "alice", key: { fingerprint: "A".repeat(40) } }]));
const { text } = sealRequest(REQUEST);

test("a request is read from the bytes that the bot writes", () =>
  assert.deepEqual(parseRequest(text), REQUEST));

test("a request may have any layout, since the sha256 of its bytes counts", () =>
  assert.deepEqual(parseRequest(JSON.stringify(REQUEST, null, 2)), REQUEST));

/** Texts that another JSON parser might read as the same request, or as a different one. */
const TEXTS: readonly (readonly [string, string])[] = [
  ["a byte order mark", `\ufeff${text}`],
  ["a key that stands twice", text.replace('"mode":', '"mode":"DRYRUN","mode":')],
  ["a key that is spelled twice in two ways", text.replace('"mode":', '"\\u006dode":"DRYRUN","mode":')],
  ["the prototype of every object", text.replace("{", '{"__proto__":{},')],
  ["the prototype of every object among its tables", text.replace('"expected_change":{', '$&"__proto__":5,')],
  ["an unknown key", text.replace("{", '{"a":1,')],
  ...NO_MOMENTS.map((value): readonly [string, string] => [
    `P-80: the time ${JSON.stringify(value)}`,
    JSON.stringify({ ...REQUEST, issued_utc: value }),
  ]),
  ["another schema", text.replace("request/1", "request/2")],
  ["no JSON", "request"],
];

for (const [what, other] of TEXTS) {
  test(`a text with ${what} is no request`, () => {
    assert.notEqual(other, text);
    assert.equal(parseRequest(other), null);
  });
}
