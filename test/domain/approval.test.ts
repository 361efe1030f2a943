import assert from "node:assert/strict";
import test from "node:test";
import { parseUtc } from "../../src/domain/approval.ts";

test("a moment is read to the second, in UTC", () => {
  assert.deepEqual(parseUtc("2028-02-29T23:59:59Z"), new Date(Date.UTC(2028, 1, 29, 23, 59, 59)));
});

for (const text of [
  "2026-06-30T23:59:60Z",
  "2026-06-01T24:00:00Z",
  "2026-06-31T09:30:00Z",
  "2027-02-29T09:30:00Z",
  "2026-06-01T09:30:00+00:00",
  "2026-06-01T11:30:00+02:00",
  "2026-06-01T09:30:00",
  "2026-06-01T09:30:00z",
  "2026-06-01t09:30:00Z",
  "2026-06-01 09:30:00Z",
  "2026-06-01T09:30:00.000Z",
  "2026-06-01T09:30Z",
  "+002026-06-01T09:30:00Z",
  "-02026-06-01T09:30:00Z",
  "1780306200",
  "\uff12026-06-01T09:30:00Z",
  "2026-06-01T09:30:00Z\n",
  "",
])
  test(`${JSON.stringify(text)} is not a moment`, () => assert.equal(parseUtc(text), null));
