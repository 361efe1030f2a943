import type { Findings } from "./findings.ts";
import type { Likeness } from "./likeness.ts";
import type { Pairs } from "./pairs.ts";

/** Texts that are less like have hardly a word in common. */
const HARDLY_LIKE = 0.3;
/** Share of one of two texts that stands in the other, from which on it is that one, shortened or extended. */
const KEPT = 0.6;
/** Shorter texts have little in common after any change. */
const LEAST_TEXT = 12;
/** Titles that share fewer of their words name different things. */
const LIKE_TITLES = 0.5;

/** Asks about each pair that likeness alone has found: under another address, or of texts with hardly a word in common. */
export function askAboutPairs(
  pairs: Pairs,
  likeness: Likeness,
  { changed, findings }: { readonly changed: readonly number[]; readonly findings: Findings },
): void {
  for (const fresh of changed) {
    const old = pairs.oldOf(fresh);
    if (old === null || findings.asksAboutNew(fresh)) continue;
    const [was, is] = [pairs.before.at(old), pairs.after.at(fresh)];
    if (was.address !== is.address) {
      const why = whyAsked(pairs, { old, fresh, like: likeness.ofBoth(old, fresh) });
      findings.ask({ before: [old], after: [fresh], relation: "continues", why });
    } else if (isReplaced(likeness, old, fresh)) {
      const relation = haveLikeTitles(pairs, old, fresh) ? "continues" : "apart";
      const why = "text-replaced: the address is kept, the two texts have hardly a word in common";
      findings.ask({ before: [old], after: [fresh], relation, why });
    }
  }
}

function whyAsked(
  pairs: Pairs,
  { old, fresh, like }: { readonly old: number; readonly fresh: number; readonly like: number },
): string {
  if (pairs.before.textOf(old).text === pairs.after.textOf(fresh).text)
    return "several units have this text, and nothing tells them apart";
  return `address and text changed in one step: ${Math.round(like * 100)} % of the text is the same`;
}

function isReplaced(likeness: Likeness, old: number, fresh: number): boolean {
  if (Math.min(likeness.sizeOfOld(old), likeness.sizeOfNew(fresh)) < LEAST_TEXT) return false;
  if (likeness.ofBoth(old, fresh) >= HARDLY_LIKE) return false;
  return Math.max(likeness.inOld(old, fresh), likeness.inNew(old, fresh)) < KEPT;
}

function haveLikeTitles(pairs: Pairs, old: number, fresh: number): boolean {
  const [was, is] = [pairs.before.textOf(old).title, pairs.after.textOf(fresh).title].map(
    (title) => new Set(title.toLowerCase().split(" ")),
  );
  if (was === undefined || is === undefined) return true;
  if (was.has("") || is.has("")) return true;
  const shared = [...was].filter((word) => is.has(word)).length;
  return shared >= LIKE_TITLES * Math.min(was.size, is.size);
}
