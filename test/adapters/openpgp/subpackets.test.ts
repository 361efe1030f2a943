import assert from "node:assert/strict";
import test from "node:test";
import { readSignatureBody } from "../../../src/adapters/openpgp/verify-subpackets.ts";

/** A signature of version 4 whose hashed area holds so many subpackets: notations, of which there may be several. */
function signatureOf(count: number): Uint8Array {
  const notation = Buffer.from([9, 20, 0, 0, 0, 0, 0, 0, 0, 0]);
  const time = Buffer.from([5, 2, 0, 0, 0, 1]);
  const area = Buffer.concat([time, ...Array.from({ length: count - 1 }, () => notation)]);
  const head = Buffer.from([4, 0, 22, 8, area.length >> 8, area.length & 0xff]);
  return Buffer.concat([head, area, Buffer.alloc(10)]);
}

test("a signature of more than a thousand subpackets is not read", () => {
  assert.doesNotThrow(() => readSignatureBody(signatureOf(1000)));
  assert.throws(() => readSignatureBody(signatureOf(1001)), /more than 1000 subpackets/);
});
