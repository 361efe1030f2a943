import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { sha256Hex } from "../../../json/canonical-json.ts";

/** A text of a version as it is handed out, under the hash with which it is shown. */
interface HashedText {
  readonly address: string;
  readonly version: number;
  readonly sha256: string;
  readonly text: string;
}

/**
 * Throws `STOP_TEXT_ALTERED` where the text is not what its hash says: a view that somebody has replaced can hand out whatever it likes, null too,
 * while the rows and their guards are untouched.
 */
export function refuseAlteredText({ address, version, sha256, text }: HashedText): void {
  const found = typeof text === "string" ? sha256Hex(text) : "of no text";
  if (found === sha256) return;
  throw new RefusalError(
    refusal("STOP_TEXT_ALTERED", {
      field: `${address} version ${version}`,
      expected: `sha256 ${sha256}`,
      actual: `sha256 ${found}`,
    }),
  );
}
