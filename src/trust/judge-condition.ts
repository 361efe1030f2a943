/** Functions that look for a part of a text; a list that is written out holds whole names. */
const PART = /\b(?:contains|startsWith|endsWith)\s*\((?!\s*fromJSON\s*\(\s*'[^']*'\s*\))/gi;
/** Contexts whose values others may choose; what jobs ended with, and names of secrets, they may not. */
const CHOSEN =
  /\b(?:github|env|inputs|matrix)\b(?!\s*\.\s*token\b)|\b(?:needs|steps|jobs)\b(?!\s*\.\s*[\w*-]+\s*\.\s*(?:result|outcome|conclusion)\b)/i;
/** True at every event, or whatever the jobs before ended with. */
const MET = String.raw`(?:always|success|true|!\s*(?:cancelled|failure))\b`;
const FIXED = String.raw`(?:'[^']+'|[1-9]\d*)`;
const ALTERNATIVES = [
  new RegExp(String.raw`(?<!\w)${MET}[\s()]*\|\|`, "i"),
  new RegExp(String.raw`\|\|[\s(]*${MET}`, "i"),
  new RegExp(String.raw`(?:^|\|\||\{\{|")[\s(]*${FIXED}[\s)]*\|\|`),
  new RegExp(String.raw`\|\|[\s(]*${FIXED}[\s)]*(?:$|\|\||\}\}|")`),
];
/** The same on both sides. */
const SAME = /(?<![\w.'-])([\w.-]+|'[^']*')\s*(?:==|<=|>=)\s*\1(?![\w.'[-])/i;

/** Whether a condition holds for every name that has a part in common with the one it names. */
export function comparesPart(condition: string): boolean {
  return [...condition.matchAll(PART)].some(({ index, 0: call }) =>
    CHOSEN.test(argumentsFrom(condition, index + call.length)),
  );
}

/** Whether a condition has an alternative that every event meets. */
export function isAlwaysMet(condition: string): boolean {
  return ALTERNATIVES.some((met) => met.test(condition)) || SAME.test(condition);
}

/** The text up to the parenthesis that closes the call. */
function argumentsFrom(condition: string, start: number): string {
  let depth = 1;
  for (let at = start; at < condition.length; at++) {
    if (condition[at] === "(") depth++;
    if (condition[at] === ")") depth--;
    if (depth === 0) return condition.slice(start, at);
  }
  return condition.slice(start);
}
