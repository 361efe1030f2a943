import assert from "node:assert/strict";
import test from "node:test";
import { derivedId } from "../../src/domain/derived-id.ts";

test("the same parts give the same id, of version 5 and the RFC 9562 variant", () => {
  assert.equal(derivedId("db", "version", "digest"), derivedId("db", "version", "digest"));
  assert.match(derivedId("db"), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("lists of parts that join to the same text have different ids", () => {
  const ids = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["2:ab1:c"]].map((parts) =>
    derivedId(...parts),
  );
  assert.equal(new Set(ids).size, ids.length);
});
