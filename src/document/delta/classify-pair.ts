import type { Change } from "../../domain/delta.ts";
import { canonicalText } from "./canonical-words.ts";
import type { Pairs } from "./pairs.ts";
import { NAMED_BY_TITLE } from "./sides.ts";

/** What became of a unit that both versions have; null where nothing did. `isMoved`: it stands elsewhere among the others. */
export function classifyPair(
  pairs: Pairs,
  { old, fresh, isMoved }: { readonly old: number; readonly fresh: number; readonly isMoved: boolean },
): Change | null {
  const { before, after } = pairs;
  const [was, is] = [before.at(old), after.at(fresh)];
  const isSameAddress = was.address === is.address;
  if (isSameAddress && (was.kind !== is.kind || was.sectionType !== is.sectionType)) return "amended";
  if (isSameAddress && was.contentHash === is.contentHash) {
    if (was.title !== is.title || was.label !== is.label) return "titleOnly";
    return isMoved ? "renumbered" : null;
  }
  const [oldText, newText] = [before.textOf(old), after.textOf(fresh)];
  if (oldText.text !== newText.text) return "amended";
  if (!isSameAddress) {
    const isTitle = was.kind === NAMED_BY_TITLE && is.kind === NAMED_BY_TITLE;
    return isTitle && oldText.title !== newText.title && pairs.haveOneParent(old, fresh)
      ? "titleOnly"
      : "renumbered";
  }
  const isHeaded = oldText.title === newText.title && oldText.head === newText.head;
  if (!isHeaded || canonicalText(was.label) !== canonicalText(is.label)) return "titleOnly";
  return isMoved ? "renumbered" : "typographyOnly";
}
