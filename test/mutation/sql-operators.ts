import type { Mutant } from "./operators.ts";
import { type Token, tokensOf } from "./sql-tokens.ts";

interface Change {
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/** Words and signs at which one condition ends and the next begins. */
const BOUNDARIES = new Set(
  "( ) [ ] , ; := $$ and or where when then else end if elsif on from join left order group limit union select begin return loop".split(
    " ",
  ),
);
const BEFORE_A_CONDITION = new Set(["and", "or", "where", "when", "if", "elsif"]);
const BEHIND_A_CONDITION = new Set(["and", "or", "then"]);

/** Every mutant of one migration: conditions fixed, comparisons moved, refusals, triggers, constraints and rights dropped, lists shortened. */
export function sqlMutantsOf(file: string, source: string): readonly Mutant[] {
  const tokens = tokensOf(source);
  const changes = [
    ...conditionChanges(tokens),
    ...comparisonChanges(tokens),
    ...anchorChanges(tokens),
    ...raiseChanges(tokens),
    ...statementChanges(source, tokens),
    ...constraintChanges(tokens),
    ...listChanges(tokens),
  ];
  return changes
    .sort((a, b) => a.start - b.start)
    .map((change) => ({
      ...change,
      file,
      line: source.slice(0, change.start).split("\n").length,
      before: source.slice(change.start, change.end),
    }));
}

/** Each operand of `and` and `or`, and each whole condition, once as true and once as false; a whole constraint as true alone. */
function conditionChanges(tokens: readonly Token[]): readonly Change[] {
  const changes: Change[] = [];
  for (let first = 0; first < tokens.length; first += 1) {
    const before = tokens[first - 1];
    if (before === undefined || !isBoundary(tokens, first - 1) || /^[\])]$/.test(before.text)) continue;
    const last = endOfOperand(tokens, first);
    const [begin, end, behind] = [tokens[first], tokens[last], tokens[last + 1]];
    if (begin === undefined || end === undefined || behind === undefined || last < first) continue;
    const isWhole = before.text === "(" && /^(?:check|when)$/.test(tokens[first - 2]?.text ?? "");
    const isCondition = isWhole || BEFORE_A_CONDITION.has(before.text) || BEHIND_A_CONDITION.has(behind.text);
    const isTriggerCondition = before.text === "when" && begin.text === "(" && behind.text !== "then";
    const isTriggerEvent = begin.text === "create";
    const isValue = first === last;
    if (!isCondition || isTriggerCondition || isTriggerEvent || isValue) continue;
    // A constraint that lets nothing in is noticed by whoever writes.
    const isConstraint = isWhole && tokens[first - 2]?.text === "check" && behind.text === ")";
    for (const after of isConstraint ? ["true"] : ["true", "false"])
      changes.push({ start: begin.start, end: end.end, after });
  }
  return changes;
}

/** Index of the last token before the next boundary at the same depth; a `case` is a depth of its own. */
function endOfOperand(tokens: readonly Token[], first: number): number {
  let depth = 0;
  for (let at = first; at < tokens.length; at += 1) {
    const { text } = tokens[at] ?? { text: ";" };
    const opens = /^(?:[[(]|case)$/.test(text);
    if (depth === 0 && !opens && isBoundary(tokens, at)) return at - 1;
    if (opens) depth += 1;
    if (/^(?:[\])]|end)$/.test(text)) depth -= 1;
  }
  return tokens.length - 1;
}

/** `is distinct from` is one comparison. */
function isBoundary(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at] ?? { text: "" };
  return BOUNDARIES.has(text) && !(text === "from" && tokens[at - 1]?.text === "distinct");
}

const MOVED: Readonly<Record<string, string>> = { ">": ">=", ">=": ">", "<": "<=", "<=": "<" };

function comparisonChanges(tokens: readonly Token[]): readonly Change[] {
  return tokens.flatMap(({ text, start, end }) => {
    const after = MOVED[text];
    return after === undefined ? [] : [{ start, end, after }];
  });
}

/** `^` and `$` of a pattern, one at a time. */
function anchorChanges(tokens: readonly Token[]): readonly Change[] {
  return tokens.flatMap(({ text, start, end }, index) => {
    if (!/^!?~$/.test(tokens[index - 1]?.text ?? "")) return [];
    const places = [text.startsWith("'^") ? start + 1 : -1, text.endsWith("$'") ? end - 2 : -1];
    return places.filter((at) => at >= 0).map((at) => ({ start: at, end: at + 1, after: "" }));
  });
}

/** A refusal is left out: where it is the whole of a trigger's function, the row passes. */
function raiseChanges(tokens: readonly Token[]): readonly Change[] {
  return tokens.flatMap(({ text, start }, index) => {
    if (text !== "raise") return [];
    const last = tokens.findIndex((token, at) => at > index && token.text === ";");
    const isWhole = tokens[index - 1]?.text === "begin" && tokens[last + 1]?.text === "end";
    const after = isWhole ? "return coalesce(new, old)" : "null";
    return [{ start, end: tokens[last]?.start ?? start, after }];
  });
}

/** Triggers that are not made, by themselves or in a loop; rights that are not taken away; triggers that sleep in the replica role. */
function statementChanges(source: string, tokens: readonly Token[]): readonly Change[] {
  return tokens.flatMap(({ text, start, end }, index) => {
    const next = tokens[index + 1]?.text ?? "";
    const stop = tokens.find((token, at) => at > index && token.text === ";")?.start ?? end;
    if (text === "create" && next === "trigger") return [{ start, end: stop, after: "" }];
    if (text === "execute" && next === "format") {
      const command = source.slice(start, stop);
      const always = command.indexOf("enable always");
      if (/create trigger|revoke/.test(command)) return [{ start, end: stop, after: "null" }];
      if (always >= 0)
        return [{ start: start + always, end: start + always + "enable always".length, after: "enable" }];
    }
    if (text === "revoke") return [{ start, end: stop, after: "" }];
    if (text === "alter" && next === "default") return [{ start, end: stop, after: "" }];
    return [];
  });
}

/** Keys of a table and references; those of one column, and those that stand for themselves. */
function constraintChanges(tokens: readonly Token[]): readonly Change[] {
  return tokens.flatMap(({ text, start, end }, index) => {
    const next = tokens[index + 1];
    const isNamed = tokens[index - 2]?.text === "constraint";
    const isOfTable = next?.text === "(" && (isNamed || /^[,(]$/.test(tokens[index - 1]?.text ?? ""));
    if (text === "unique" && isOfTable)
      return [{ start, end: tokens[closing(tokens, index + 1)]?.end ?? end, after: "check (true)" }];
    if (text === "unique") return [{ start, end, after: "" }];
    if (/^(?:primary|foreign)$/.test(text) && next?.text === "key" && tokens[index + 2]?.text === "(") {
      const keyed = closing(tokens, index + 2);
      const isForeign = text === "foreign";
      const last = isForeign ? closing(tokens, keyed + 3) : keyed;
      return [{ start, end: tokens[last]?.end ?? end, after: "check (true)" }];
    }
    if (text === "references" && tokens[index - 1]?.text !== ")" && tokens[index + 2]?.text === "(")
      return [{ start, end: tokens[closing(tokens, index + 2)]?.end ?? end, after: "" }];
    return [];
  });
}

/** Elements of lists of names: `array['a', 'b']`, `in ('a', 'b')`, and rows of `values ('a', 'b'), ('c', 'd')`. */
function listChanges(tokens: readonly Token[]): readonly Change[] {
  const isElement = (index: number) => {
    const element = tokens[index];
    if (element?.text.startsWith("'")) return true;
    return element?.text === "(" && tokens[index + 1]?.text.startsWith("'") === true;
  };
  return tokens.flatMap((token, index) => {
    if (!isElement(index)) return [];
    const last = token.text === "(" ? closing(tokens, index) : index;
    const [before, behind] = [tokens[index - 1], tokens[last + 1]];
    const end = tokens[last]?.end ?? token.end;
    const isFirst =
      before?.text === "values" ||
      (/^[[(]$/.test(before?.text ?? "") && /^(?:array|in)$/.test(tokens[index - 2]?.text ?? ""));
    if (isFirst && behind?.text === ",") return [{ start: token.start, end: behind.end, after: "" }];
    if (before?.text === "," && isInList(tokens, index)) return [{ start: before.start, end, after: "" }];
    return [];
  });
}

/** True where the list that the element stands in holds names alone, or rows of them. */
function isInList(tokens: readonly Token[], index: number): boolean {
  let at = index - 1;
  while (at > 0 && (tokens[at]?.text === "," || tokens[at]?.text.startsWith("'") || tokens[at]?.text === ")"))
    at = tokens[at]?.text === ")" ? opening(tokens, at) - 1 : at - 1;
  const begin = tokens[at]?.text ?? "";
  if (begin === "values") return true;
  return /^[[(]$/.test(begin) && /^(?:array|in)$/.test(tokens[at - 1]?.text ?? "");
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (/^[[(]$/.test(tokens[at]?.text ?? "")) depth += 1;
    if (/^[\])]$/.test(tokens[at]?.text ?? "")) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}

function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let at = close; at > 0; at -= 1) {
    if (/^[\])]$/.test(tokens[at]?.text ?? "")) depth += 1;
    if (/^[[(]$/.test(tokens[at]?.text ?? "")) depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}
