import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../../../json/canonical-json.ts";

/** Collects what an effect writes, row by row, into one sha256. */
export interface EffectDigest {
  add(row: Json): void;
  end(): string;
}

export function startEffectDigest(): EffectDigest {
  const hash = createHash("sha256");
  return {
    add(row) {
      hash.update(`${canonicalJson(row)}\n`);
    },
    end: () => hash.digest("hex"),
  };
}
