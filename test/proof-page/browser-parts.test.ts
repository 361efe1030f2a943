import assert from "node:assert/strict";
import * as node from "node:crypto";
import test from "node:test";
import fc from "fast-check";
import { openVerifyingKey as openByNode } from "../../src/adapters/ssh/verifying-key.ts";
import { Buffer as Bytes } from "../../src/proof-page/browser/buffer.ts";
import { createHash, hash } from "../../src/proof-page/browser/node-crypto.ts";
import { openVerifyingKey } from "../../src/proof-page/browser/verifying-key.ts";

const bytes = fc.uint8Array({ maxLength: 70 });
const ASCII: readonly string[] = ["hex", "base64", "base64url"];
const ENCODINGS = ["utf8", "latin1", "hex", "base64", "base64url"] as const;

for (const encoding of ENCODINGS) {
  test(`bytes are written as ${encoding} as Node writes them, whole and in part`, () => {
    fc.assert(
      fc.property(bytes, fc.nat(80), fc.nat(80), (content, start, end) => {
        const [own, theirs] = [Bytes.from(content), Buffer.from(content)];
        assert.equal(own.toString(encoding), theirs.toString(encoding));
        assert.equal(own.toString(encoding, start, end), theirs.toString(encoding, start, end));
      }),
    );
  });

  test(`text is read as ${encoding} as Node reads it, be it right or not`, () => {
    const written = bytes.map((content) => Buffer.from(content).toString(encoding));
    // Node reads hex and base64 by the low byte of each unit; whoever decodes them has seen before that they are ASCII.
    const any = fc.string({ unit: ASCII.includes(encoding) ? "binary-ascii" : "binary" });
    const nearly = fc.string({ unit: fc.constantFrom(..."aF09+/-_= \n") });
    const text = fc.oneof(written, any, nearly);
    fc.assert(
      fc.property(text, (read) => {
        assert.deepEqual([...Bytes.from(read, encoding)], [...Buffer.from(read, encoding)]);
      }),
    );
  });
}

test("bytes are found, compared and joined as Node does it", () => {
  const few = fc.uint8Array({ maxLength: 12, max: 2 });
  fc.assert(
    fc.property(few, few, fc.nat(14), (one, other, from) => {
      const [own, theirs] = [Bytes.from(one), Buffer.from(one)];
      const latin1 = Buffer.from(other).toString("latin1");
      for (const sought of [Buffer.from(other), latin1, other[0] ?? 1]) {
        if (typeof sought !== "number" && sought.length === 0) continue;
        assert.equal(own.indexOf(sought, from), theirs.indexOf(sought, from));
        assert.equal(own.includes(sought), theirs.includes(sought));
      }
      assert.equal(Bytes.compare(one, other), Buffer.compare(one, other));
      assert.equal(own.equals(other), theirs.equals(other));
      assert.deepEqual([...Bytes.concat([one, other])], [...Buffer.concat([one, other])]);
    }),
  );
});

test("numbers are read and written as Node does it, and none beyond the end", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(255), (large, small) => {
      const [own, theirs] = [Bytes.alloc(5), Buffer.alloc(5)];
      for (const made of [own, theirs]) {
        made.writeUInt8(small, 0);
        made.writeUInt32BE(large, 1);
      }
      assert.deepEqual([...own], [...theirs]);
      const within = Bytes.from(theirs.buffer, theirs.byteOffset, theirs.length).subarray(1);
      assert.equal(Bytes.from(within).readUInt32BE(0), large);
      assert.equal(own.readUInt8(0), small);
    }),
  );
  assert.throws(() => Bytes.alloc(3).readUInt32BE(0), RangeError);
});

test("hashes are those of Node", () => {
  fc.assert(
    fc.property(fc.constantFrom("sha1", "sha256", "sha512"), bytes, fc.string(), (name, content, text) => {
      const expected = node.createHash(name).update(content).update(text);
      const found = createHash(name).update(content).update(text);
      assert.equal(found.digest("base64"), expected.copy().digest("base64"));
      assert.equal(hash(name, content), node.createHash(name).update(content).digest("hex"));
      assert.equal(hash(name, text), node.createHash(name).update(text).digest("hex"));
    }),
  );
});

const RSA = { modulusLength: 2048 };
const KINDS = [
  ["Ed25519", () => node.generateKeyPairSync("ed25519"), [null]],
  ["ECDSA over P-256", () => node.generateKeyPairSync("ec", { namedCurve: "P-256" }), ["sha256"]],
  ["ECDSA over P-384", () => node.generateKeyPairSync("ec", { namedCurve: "P-384" }), ["sha384"]],
  ["ECDSA over P-521", () => node.generateKeyPairSync("ec", { namedCurve: "P-521" }), ["sha512"]],
  ["RSA", () => node.generateKeyPairSync("rsa", RSA), ["sha1", "sha256", "sha512"]],
] as const;

for (const [name, generate, hashes] of KINDS) {
  test(`a signature by ${name} holds in a browser's cryptography where it holds in Node's`, async () => {
    const { publicKey, privateKey } = generate();
    const jwk = publicKey.export({ format: "jwk" }) as Parameters<typeof openVerifyingKey>[0];
    const data = Buffer.from("signed");
    for (const open of [openByNode, openVerifyingKey]) {
      const key = await open(jwk);
      for (const hashName of hashes) {
        const signature = node.sign(hashName, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
        const question = { data, signature, hash: hashName };
        assert.equal(await key.holds(question), true);
        assert.equal(await key.holds({ ...question, data: Buffer.from("Signed") }), false);
        assert.equal(await key.holds({ ...question, signature: signature.subarray(1) }), false);
      }
    }
  });
}

test("a point that is on no curve is no key, in Node and in a browser", async () => {
  const zero = Buffer.alloc(32, 1).toString("base64url");
  for (const open of [openByNode, openVerifyingKey])
    await assert.rejects(open({ kty: "EC", crv: "P-256", x: zero, y: zero }));
});
