import { createHash } from "node:crypto";

/** Two numbers from 0 to below 1 that come from the seed and the index alone. */
export function chances(seed: number, index: number): readonly [number, number] {
  const bytes = createHash("sha256").update(`${seed} ${index}`).digest();
  const at = (offset: number) => bytes.readUInt32BE(offset) / 2 ** 32;
  return [at(0), at(4)];
}
