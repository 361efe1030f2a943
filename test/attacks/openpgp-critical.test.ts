import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import test from "node:test";
import { createOpenPgpVerifier } from "../../src/adapters/openpgp/verify.ts";
import { armourKey, covers, fingerprintOf, keyIdOf, makeRawKey, signRaw, time } from "../oracle/build-key.ts";
import { openGpgHome } from "../support/gpg-home.ts";
import { CRITICAL, packet, subpacket } from "../support/openpgp-packets.ts";
import { BORN, DAY, ID, SIGN, USER } from "../support/raw-key-file.ts";

const BODIES = [Buffer.alloc(0), Buffer.from([1]), Buffer.from([0, 0, 0, 1]), Buffer.alloc(22, 0x80)];

/** One key for each type of subpacket and body, whose only certification holds it as a critical one. */
const KEYS = Array.from({ length: 128 }, (_, type) => type).flatMap((type) =>
  BODIES.map((body) => {
    const seed = createHash("sha256").update(`${type} ${body.length}`).digest();
    const key = makeRawKey("ed25519", seed, BORN);
    const hashed = [time(2, BORN + DAY), fingerprintOf(key), SIGN, subpacket(type | CRITICAL, body)];
    const plan = { type: 0x13, hash: "sha256", hashed, unhashed: [keyIdOf(key)], isBroken: false } as const;
    const certification = packet(2, signRaw(key, covers.user(key, ID), plan));
    return { type, key, packets: [packet(6, key.body), USER, certification] };
  }),
);

test("G-127: a critical subpacket that GnuPG does not know, whatever its type, is none that we know", async () => {
  await using home = await openGpgHome();
  const all = Buffer.concat(KEYS.flatMap(({ packets }) => packets));
  // Its exit code says that some keys were passed over, which is what is asked.
  const gpg = (args: readonly string[], input: Buffer) =>
    spawnSync("gpg", ["--homedir", home.path, "--batch", "--no-tty", ...args], { input, encoding: "utf8" });
  gpg(["--import"], all);
  const listed = gpg(["--with-colons", "--list-keys"], Buffer.alloc(0)).stdout;
  const verifier = createOpenPgpVerifier();
  let both = 0;
  for (const { type, key, packets } of KEYS) {
    const facts = await verifier.readKey(Buffer.from(armourKey(packets)));
    if (facts.signers.length === 0) continue;
    both += 1;
    assert.ok(listed.includes(key.fingerprint), `type ${type} counts here, and not for GnuPG`);
  }
  assert.ok(both > 10, `${both} keys count for both`);
});
