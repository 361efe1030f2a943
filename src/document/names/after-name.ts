import { UNSEEN } from "../../domain/unseen.ts";

const NEVER_COUNTED = new RegExp(String.raw`[\s\p{M}${UNSEEN}]`, "gu");

/** Where in a printed text the name ends that its folded text begins with, although folding may have removed characters before. */
export function endInPrinted(printed: string, name: string): number {
  if (printed.startsWith(name)) return name.length;
  const wanted = countSigns(name);
  let seen = 0;
  let at = 0;
  for (const sign of printed) {
    if (seen >= wanted && countSigns(sign) > 0) break;
    if (seen >= wanted && !/\p{M}/u.test(sign)) break;
    seen += countSigns(sign);
    at += sign.length;
  }
  return at;
}

/** Counts the characters that folding never removes, in any normal form: not white space, marks, or invisible and control characters. */
function countSigns(text: string): number {
  return text.normalize("NFD").replace(NEVER_COUNTED, "").length;
}
