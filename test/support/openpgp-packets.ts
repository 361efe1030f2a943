import { createHash, createPrivateKey, sign } from "node:crypto";
import type { SecretKeyPacket } from "openpgp";
import type { OpenPgpKey } from "./signing-keys.ts";

/** What a signature packet is made of; everything that is left out is as gpg would make it. */
export interface PacketPlan {
  readonly version?: number;
  /** Signature type: 0x00 is over bytes. */
  readonly type?: number;
  /** Hash algorithm number, 8 is SHA-256. */
  readonly hash?: number;
  readonly hashed?: readonly Buffer[];
  readonly unhashed?: readonly Buffer[];
  /** Bytes behind the last number of the packet. */
  readonly tail?: Buffer;
  /** The first two octets of the digest, as the packet states them. */
  readonly digestStart?: Buffer;
}

/** Makes OpenPGP signature packets byte by byte with an Ed25519 key, so that any part can be odd and the mathematics still hold. */
export function signPacket(key: OpenPgpKey, payload: Uint8Array, at: Date, plan: PacketPlan = {}): Buffer {
  const version = plan.version ?? 4;
  const hashed = Buffer.concat(plan.hashed ?? [creationTime(at), issuerFingerprint(key)]);
  const head = Buffer.concat([
    Buffer.from([version, plan.type ?? 0, 22, plan.hash ?? 8]),
    twoOctets(hashed.length),
    hashed,
  ]);
  const trailer = Buffer.concat([Buffer.from([version, 0xff]), fourOctets(head.length)]);
  const digest = createHash("sha256").update(payload).update(head).update(trailer).digest();
  const signature = sign(null, digest, privateKeyOf(key));
  const unhashed = Buffer.concat(plan.unhashed ?? [issuerKeyId(key)]);
  return packet(
    2,
    Buffer.concat([
      head,
      twoOctets(unhashed.length),
      unhashed,
      plan.digestStart ?? digest.subarray(0, 2),
      multiPrecision(signature.subarray(0, 32)),
      multiPrecision(signature.subarray(32)),
      plan.tail ?? Buffer.alloc(0),
    ]),
  );
}

export function packet(tag: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), fourOctets(body.length), body]);
}

export function subpacket(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([body.length + 1, type]), body]);
}

export const CRITICAL = 0x80;
export const creationTime = (at: Date) => subpacket(2, fourOctets(at.getTime() / 1000));
export const issuerFingerprint = (key: OpenPgpKey) =>
  subpacket(33, Buffer.concat([Buffer.from([4]), Buffer.from(key.fingerprint, "hex")]));
export const issuerKeyId = (key: OpenPgpKey) => subpacket(16, Buffer.from(key.fingerprint.slice(-16), "hex"));

export function armour(packets: readonly Buffer[], headers: readonly string[] = []): string {
  const base64 = Buffer.concat(packets).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return ["-----BEGIN PGP SIGNATURE-----", ...headers, "", base64, "-----END PGP SIGNATURE-----", ""].join(
    "\n",
  );
}

function privateKeyOf({ privateKey }: OpenPgpKey) {
  const { seed } = (privateKey.keyPacket as SecretKeyPacket).privateParams as { seed: Uint8Array };
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
}

function multiPrecision(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const body = bytes.subarray(first);
  return Buffer.concat([twoOctets(body.length * 8 - Math.clz32(body[0] ?? 0) + 24), body]);
}

function twoOctets(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function fourOctets(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}
