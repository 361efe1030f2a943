import type { HeadingClass } from "../names/classify-heading.ts";
import { isBareContainer, isContainerInside, isContainerText } from "../names/container-line.ts";
import type { Heading } from "./heading.ts";

/** Longest line without a number that opens an annex, in UTF-16 units. */
const MAX_SCOPE = 60;

/** A plain or bold line names a container only where something new may begin, and only if it does not read as a sentence. */
export function isContainerLine({ shape, text }: Heading, named: HeadingClass): boolean {
  if (!shape.opens || shape.quoted) return false;
  if (!shape.startsBlock) return isContainerInside(text, named);
  if (named.kind === "preamble" || named.kind === "closing" || named.kind === "contents") return shape.alone;
  if (!isContainerText(text, named)) return false;
  // The name of an annex may stand below its number, without a blank line.
  if (named.rank > 0 || shape.form === "bold" || isBareContainer(text, named)) return true;
  // The name of a form may go on in the next line.
  if (named.number !== "") return shape.alone || isContainerInside(text, named);
  return shape.alone && text.length <= MAX_SCOPE;
}
