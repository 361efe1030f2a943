import { type Refusal, refusal } from "../../domain/refusal.ts";
import { UNSEEN } from "../../domain/unseen.ts";

const FORBIDDEN = new RegExp(String.raw`[\p{Z}${UNSEEN}]|^/|/$|//|(?:^|/)\.{1,2}(?:/|$)`, "u");
/** The knowledge base accepts 1024 characters; a prefix and its slash take up to 33 of them. */
const MAX_CHARACTERS = 1024 - 33;
/** A longer address does not fit into an index row of the knowledge base. */
const MAX_BYTES = 2000;

/** Refuses an address below the prefix that is not NFC, is too long, or holds an invisible character, white space, or an empty or relative part. */
export function refuseAddress(address: string, line: number): Refusal | null {
  if (isSoundAddress(address)) return null;
  return refusal("STOP_ADDRESS_INVALID", {
    field: `line ${line}`,
    expected: `visible characters in NFC, at most ${MAX_CHARACTERS} of them in ${MAX_BYTES} bytes, no empty part`,
    actual: `${JSON.stringify(address.slice(0, 120))} (${countCharacters(address)} characters)`,
  });
}

/** True for an address that {@link refuseAddress} lets pass. */
export function isSoundAddress(address: string): boolean {
  const isSound = address !== "" && isShort(address) && !FORBIDDEN.test(address);
  return isSound && address === address.normalize("NFC");
}

function isShort(address: string): boolean {
  return Buffer.byteLength(address) <= MAX_BYTES && countCharacters(address) <= MAX_CHARACTERS;
}

/** Counts code points, as `length` in SQL does. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
