import { drop, LOWERED, RAISED, type RuleTable, table } from "./rules.ts";

/** XHTML inside of another format: tables, and little else. */
const XHTML: RuleTable = table(
  ["row", "tr"],
  ["cell", "td th"],
  ["break", "br"],
  ["pre", "pre"],
  ["wrap", "thead tbody tfoot"],
  ["block", "table caption p div ul ol li dl dt dd blockquote center h1 h2 h3 h4 h5 h6 hr"],
  [drop("object"), "img"],
  [RAISED, "sup"],
  [LOWERED, "sub"],
  ["inline", "a abbr b big cite code col colgroup del em font i ins q s small span strike strong tt u"],
);

/** Formulas, whose elements stand apart. */
const MATHML: RuleTable = table(["any", "math"]);

/** Rules for what other formats hold of XHTML and MathML. */
export const COMMON_FOREIGN: readonly (readonly [string, RuleTable])[] = [
  ["http://www.w3.org/1999/xhtml", XHTML],
  ["http://www.w3.org/1998/Math/MathML", MATHML],
];
