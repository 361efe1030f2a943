import { isHarmlessName, isReadByPrograms } from "./is-harmless-name.ts";
import { isPiped, isRunBy } from "./is-run.ts";
import { type Mention, MOST_CHARACTERS, MOST_LEVELS, readMentions } from "./read-mentions.ts";

/** Texts inside a script, and quotes with escapes: what stands in quotes after them would take a whole shell to say. */
const OTHER_QUOTES = /(?:^|[^<])<<(?!<)|\$'/;
/** Variables that the shell itself reads. */
const OF_SHELL =
  /^(?:PATH|IFS|PS\d|ENV|HOME|CDPATH|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|TMPDIR|LD_\w+|BASH_\w+)$/;
const ASSIGNMENT = /^(\w+)(?:\[[^\]]*\])?\+?=/;
const GIVEN_AWAY = /^(?:.*\s)?(?:export|declare\s+-\w*x\w*|env)(?:\s|$)/;
/** `f() { … }` and `function f { … }` */
const FUNCTION = /(?:^|[\s;])(?:function\s+([\w-]+)|([\w-]+)\s*\(\))/g;
/** What a function or `set --` has its words under. */
const POSITIONS = ["@", "*", ..."123456789"];
const READ = /(?:^|\s)(?:read|mapfile|readarray)((?:\s+[\w-]+)+)/;
/** Words of a line that the shell computes: a sum, a comparison of numbers, the place in an array. */
const SUMS = [
  /\blet\s+(.*)/,
  /\[\[(.*\s-(?:eq|ne|lt|le|gt|ge)\s.*)\]\]/,
  /(?:^|\s)\w+\[([^\]]*)\]\+?=/,
  /\$\[([^\]]*)\]/,
];

/**
 * The lines of a script of sh or bash, from 0, on which one of the named variables is split into words, or read as a program, a sum or a
 * name: every mention but a plain one in double quotes. What a script makes of such a text is as foreign as the text.
 */
export function findUnquoted(script: string, names: ReadonlySet<string>): readonly number[] {
  const isOdd = OTHER_QUOTES.test(script);
  const made = new Set<string>();
  const isForeign = (name: string) => names.has(name) || made.has(name);
  const found = new Set<number>();
  const functions = new Set([...script.matchAll(FUNCTION)].map(([, keyed, plain]) => keyed ?? plain ?? ""));
  const reads = [...script.matchAll(new RegExp(READ, "g"))].flatMap(([, words]) => namesIn(words));
  // A loop may use at its top what it made at its end: so it is read twice.
  for (let round = 0; round < 2; round++)
    for (const mention of readMentions(script)) {
      if (!isForeign(mention.name)) continue;
      const isRead = !isOdd && isReviewed(mention);
      for (const name of isRead ? namesMadeOf(mention, { functions, reads }) : []) made.add(name);
      if (!isRead || isUnsafe(mention)) found.add(mention.line);
    }
  for (const [number, line] of script.split("\n").entries())
    for (const sum of line.length > MOST_CHARACTERS ? [] : SUMS)
      if ((sum.exec(line)?.[1]?.match(/\w+/g) ?? []).some(isForeign)) found.add(number);
  return [...found].sort((a, b) => a - b);
}

function isReviewed({ commands, after }: Mention): boolean {
  if (commands.length > MOST_LEVELS || after.length > MOST_CHARACTERS) return false;
  return commands.every(({ head, word }) => head.length + word.length <= MOST_CHARACTERS);
}

function isUnsafe({ form, quote, commands, after }: Mention): boolean {
  if (form !== "plain" || (quote !== '"' && quote !== "'") || isPiped(after)) return true;
  return commands.some((command) => isRunBy(command, after) || isTakenByProgram(command));
}

/** A variable that the shell or another program goes by. */
function isTakenByProgram({ head, word }: Mention["commands"][number]): boolean {
  const [, name] = ASSIGNMENT.exec(word) ?? [];
  if (name === undefined) return false;
  return OF_SHELL.test(name) || isReadByPrograms(name) || (GIVEN_AWAY.test(head) && !isHarmlessName(name));
}

function namesIn(words = ""): readonly string[] {
  return words.match(/\b[A-Za-z_]\w*/g) ?? [];
}

function namesMadeOf(
  { commands, after }: Mention,
  script: { readonly functions: ReadonlySet<string>; readonly reads: readonly string[] },
): readonly string[] {
  const piped = READ.exec(after.includes("|") ? after.slice(after.indexOf("|")) : "");
  return commands.flatMap(({ head, word }) => {
    const assigned = ASSIGNMENT.exec(word)?.[1];
    const loop = /(?:^|\s)(?:for|select)\s+(\w+)\s+in\s/.exec(head)?.[1];
    const read = [piped, head.includes("<") ? READ.exec(head) : null].flatMap((words) => namesIn(words?.[1]));
    const looped = /(?:^|\s)(?:done|\})\s*</.test(head) ? script.reads : [];
    const isPassed =
      /(?:^|\s)set\s+--/.test(head) || head.split(/\s+/).some((text) => script.functions.has(text));
    const own = isPassed ? POSITIONS : [];
    const printed = /(?:^|\s)printf\s+-v\s+(\w+)/.exec(head)?.[1];
    return [assigned, loop, printed, ...read, ...looped, ...own].filter((name) => name !== undefined);
  });
}
