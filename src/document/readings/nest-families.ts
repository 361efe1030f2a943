import type { Rows } from "../../collections/rows.ts";
import { mayContain } from "./collect-marks.ts";
import { isFirst } from "./number-order.ts";
import type { OwnText } from "./own-text.ts";
import type { UnitHeading } from "./unit-heading.ts";

/**
 * How one family of unit headings stands to another: `text` where its units hold the others as parts of their own text (an article and its
 * `§ 1º`), `units` where they hold nothing but the others (an article of an amending act and its `§ 1`), `beside` in every other case.
 */
export type Nesting = "text" | "units" | "beside";

/** Share of the outer units whose first inner number must begin the count. */
const RESTART_SHARE = 0.6;
/** Share of the inner headings that may stand before the first outer one. */
const MAX_BEFORE = 0.1;

interface Count {
  before: number;
  holders: number;
  restarts: number;
  withText: number;
}

/** How the family `outer` stands to the family `inner`; both in the order of the document. */
export function judgeNesting(outer: Rows<UnitHeading>, inner: Rows<UnitHeading>, ownText: OwnText): Nesting {
  const count = countHolders(outer, inner, ownText);
  if (count.holders === 0 || count.before > inner.length * MAX_BEFORE) return "beside";
  const counts = count.holders === 1 ? count.restarts === 1 : count.restarts >= count.holders * RESTART_SHARE;
  const hasText = count.withText > count.holders / 2;
  if (!counts) return hasText || count.holders < outer.length / 2 ? "beside" : "units";
  if (!hasText) return "units";
  const [first] = outer.slice(0, 1);
  return first !== undefined && mayContain(first.heading) ? "beside" : "text";
}

function countHolders(outer: Rows<UnitHeading>, inner: Rows<UnitHeading>, ownText: OwnText): Count {
  const count: Count = { before: 0, holders: 0, restarts: 0, withText: 0 };
  let next = 0;
  let holder: UnitHeading | undefined;
  let counted = false;
  for (const head of inner) {
    for (
      let at = outer.at(next);
      at !== undefined && at.heading.line < head.heading.line;
      at = outer.at(++next)
    ) {
      holder = at;
      counted = false;
    }
    if (holder === undefined) count.before++;
    else if (!counted) {
      counted = true;
      count.holders++;
      if (isFirst(head.value.slice(0, 1))) count.restarts++;
      if (ownText.isBetween(holder, head.heading.line)) count.withText++;
    }
  }
  return count;
}
