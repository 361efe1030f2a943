import { type Refusal, refusal } from "../../domain/refusal.ts";

const FORBIDDEN = /[\p{Cf}\p{Cc}\p{Z}]|^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/u;
/** An index row of the knowledge base holds no longer key. */
const MAX_ADDRESS_BYTES = 2000;

/** Refuses an address that holds what cannot be seen, white space or an empty or relative part, is not NFC, or is too long. */
export function refuseAddress(address: string, line: number): Refusal | null {
  const bytes = Buffer.byteLength(address);
  const isSound = address !== "" && bytes <= MAX_ADDRESS_BYTES && !FORBIDDEN.test(address);
  if (isSound && address === address.normalize("NFC")) return null;
  return refusal("STOP_ADDRESS_INVALID", {
    field: `line ${line}`,
    expected: `visible characters in NFC, at most ${MAX_ADDRESS_BYTES} bytes, no empty part`,
    actual: `${JSON.stringify(address.slice(0, 120))} (${bytes} bytes)`,
  });
}
