import type { Comparison } from "./compare.ts";

/** Whether we are laxer than GnuPG, refuse a key as GnuPG itself makes them, or refuse without a cause. */
export function isWrong({ laxer, isPlain, gpg, refusedFor }: Comparison): boolean {
  return laxer !== null || refusedFor === "" || (isPlain && gpg === "GOODSIG" && refusedFor !== null);
}
