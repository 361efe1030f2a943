import type { Refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { refuseFileKind } from "../file-kinds/refuse-file-kind.ts";
import { firstBadByte } from "./bad-bytes.ts";
import { type ChosenEncoding, chooseEncoding } from "./choose-encoding.ts";
import { isMarkup } from "./declared-encoding.ts";
import { ASCII } from "./encoding-names.ts";
import { refuseMisfit } from "./refuse-misfit.ts";
import { stepOf } from "./steps.ts";
import { transcode } from "./transcode.ts";

/** A text that was read in its encoding. */
export interface Decoded {
  /** UTF-8; a byte order mark stays its first character. */
  readonly text: Buffer;
  /** The label by the WHATWG's Encoding Standard; `utf-8` where nothing was decoded. */
  readonly encoding: string;
  /**
   * The byte of the original at which the character begins of which a byte of the text is part; the length of the original where the text
   * ends. For UTF-8 it is the byte itself.
   */
  readonly originalByte: (utf8Byte: number) => number;
}

/**
 * Reads a text in the encoding that it is marked with, that it declares or that a person names; they have to agree. Without any, it is UTF-8 or
 * refused. No character is ever replaced: bytes that are none are `STOP_SOURCE_ENCODING`.
 */
export function decodeSource(bytes: Buffer, named: string | null): Result<Decoded> {
  const chosen = chooseEncoding(bytes, named);
  if (!chosen.ok) return chosen;
  if (chosen.value === null) return keepUtf8(bytes);
  const { label } = chosen.value;
  if (label === "utf-8" || label === ASCII) return keep(bytes, chosen.value);
  const made = transcode(bytes, stepOf(label));
  if ("badByte" in made) return refused(refuseMisfit(bytes, made, chosen.value));
  return accepted({ ...made, encoding: label });
}

function keep(bytes: Buffer, chosen: ChosenEncoding): Result<Decoded> {
  const badByte = chosen.label === ASCII ? bytes.findIndex((byte) => byte > 0x7f) : firstBadByte(bytes);
  return badByte < 0 ? accepted(unchanged(bytes)) : refused(refuseMisfit(bytes, { badByte }, chosen));
}

/** Markup is in UTF-8 unless it says otherwise; what else is not, is told by its kind. */
function keepUtf8(bytes: Buffer): Result<Decoded> {
  const badByte = firstBadByte(bytes);
  if (badByte < 0) return accepted(unchanged(bytes));
  const kind: Refusal | null = isMarkup(bytes)
    ? null
    : refuseFileKind(bytes, { badByte, nul: bytes.indexOf(0) });
  return refused(kind ?? refuseMisfit(bytes, { badByte }, null));
}

function unchanged(bytes: Buffer): Decoded {
  return { text: bytes, encoding: "utf-8", originalByte: (utf8Byte) => utf8Byte };
}
