import { enums } from "openpgp";

const NAMES: Readonly<Record<number, string>> = {
  [enums.hash.md5]: "md5",
  [enums.hash.sha1]: "sha1",
  [enums.hash.ripemd]: "ripemd160",
  [enums.hash.sha256]: "sha256",
  [enums.hash.sha384]: "sha384",
  [enums.hash.sha512]: "sha512",
  [enums.hash.sha224]: "sha224",
  [enums.hash.sha3_256]: "sha3-256",
  [enums.hash.sha3_512]: "sha3-512",
};

/** `sha256`, `sha1` …; `hash <number>` for one that is not known. */
export function hashName(hash: number | null): string {
  return NAMES[hash ?? 0] ?? `hash ${hash}`;
}

const BROKEN: ReadonlySet<number> = new Set([enums.hash.md5, enums.hash.sha1, enums.hash.ripemd]);

/** Self-signatures bind the parts of a key together, so one over a broken hash gives no right. */
export function isStrongHash(hash: number): boolean {
  return Object.hasOwn(NAMES, hash) && !BROKEN.has(hash);
}
