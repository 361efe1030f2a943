import {
  checkPrimeSync,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
} from "node:crypto";

/** A private key, and the numbers of its public part as OpenPGP writes them. */
interface LoadedKey {
  readonly privateKey: KeyObject;
  readonly numbers: readonly Buffer[];
}

const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function loadEd25519(seed: Buffer): LoadedKey {
  const key = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  const point = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  return { privateKey, numbers: [Buffer.concat([Buffer.from([0x40]), point])] };
}

export function loadP256(seed: Buffer): LoadedKey {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(seed);
  const point = pair.getPublicKey();
  const [x, y, d] = [text(point.subarray(1, 33)), text(point.subarray(33)), text(seed)];
  const privateKey = createPrivateKey({ key: { kty: "EC", crv: "P-256", x, y, d }, format: "jwk" });
  return { privateKey, numbers: [point] };
}

/** One of two RSA keys of 2048 bits: the search for primes is slow, and keys of one modulus and different times are different keys. */
export function loadRsa(seed: Buffer): LoadedKey {
  const which = (seed[0] ?? 0) % 2;
  const known = RSA_KEYS[which] ?? makeRsa(which);
  RSA_KEYS[which] = known;
  return known;
}

const RSA_KEYS: LoadedKey[] = [];
const E = 65_537n;

function makeRsa(which: number): LoadedKey {
  const [p, q] = [findPrime(`p ${which}`), findPrime(`q ${which}`)];
  const d = inverse(E, (p - 1n) * (q - 1n));
  const [n, e] = [bytes(p * q), bytes(E)];
  const key = {
    kty: "RSA",
    n: text(n),
    e: text(e),
    d: text(bytes(d)),
    p: text(bytes(p)),
    q: text(bytes(q)),
    dp: text(bytes(d % (p - 1n))),
    dq: text(bytes(d % (q - 1n))),
    qi: text(bytes(inverse(q, p))),
  };
  return { privateKey: createPrivateKey({ key, format: "jwk" }), numbers: [n, e] };
}

/** The first prime of 1024 bits from a start that depends on the name alone. */
function findPrime(name: string): bigint {
  const start = Buffer.concat([0, 1].map((part) => createHash("sha512").update(`${name} ${part}`).digest()));
  let candidate = BigInt(`0x${start.toString("hex")}`) | (3n << 1022n) | 1n;
  while (candidate % E === 1n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

function text(part: Uint8Array): string {
  return Buffer.from(part).toString("base64url");
}
