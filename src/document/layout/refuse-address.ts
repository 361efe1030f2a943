import { type Refusal, refusal } from "../../domain/refusal.ts";

const FORBIDDEN = /[\p{Cf}\p{Cc}\p{Z}]|^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/u;
/** The knowledge base takes 1024 characters, of which a prefix with its slash takes up to 33. */
const MAX_CHARACTERS = 1024 - 33;
/** An index row of the knowledge base holds no longer key. */
const MAX_BYTES = 2000;

/** Refuses an address below the prefix that holds what cannot be seen, white space or an empty or relative part, is not NFC, or is too long. */
export function refuseAddress(address: string, line: number): Refusal | null {
  const isSound = address !== "" && isShort(address) && !FORBIDDEN.test(address);
  if (isSound && address === address.normalize("NFC")) return null;
  return refusal("STOP_ADDRESS_INVALID", {
    field: `line ${line}`,
    expected: `visible characters in NFC, at most ${MAX_CHARACTERS} of them in ${MAX_BYTES} bytes, no empty part`,
    actual: `${JSON.stringify(address.slice(0, 120))} (${countCharacters(address)} characters)`,
  });
}

function isShort(address: string): boolean {
  const fits = address.length <= MAX_CHARACTERS || countCharacters(address) <= MAX_CHARACTERS;
  return fits && Buffer.byteLength(address) <= MAX_BYTES;
}

/** As `length` of SQL counts: by code points. */
function countCharacters(text: string): number {
  return [...text].length;
}
