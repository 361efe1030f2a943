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
const READ = /(?:^|\s)(?:read|mapfile|readarray)((?:\s+[\w-]+)+)/;
/** Words of a line that the shell computes: a sum, a comparison of numbers, the place in an array. */
const SUMS = [/\blet\s+(.*)/, /\[\[(.*\s-(?:eq|ne|lt|le|gt|ge)\s.*)\]\]/, /(?:^|\s)\w+\[([^\]]*)\]\+?=/];

/**
 * The lines of a script of sh or bash, from 0, on which one of the named variables is split into words, or read as a program, a sum or a
 * name: every mention but a plain one in double quotes. What a script makes of such a text is as foreign as the text.
 */
export function findUnquoted(script: string, names: ReadonlySet<string>): readonly number[] {
  const isOdd = OTHER_QUOTES.test(script);
  const foreign = new Set(names);
  const found = new Set<number>();
  // A loop may use at its top what it made at its end: so it is read twice.
  for (let round = 0; round < 2; round++)
    for (const mention of readMentions(script)) {
      if (!foreign.has(mention.name)) continue;
      for (const name of namesMadeOf(mention)) foreign.add(name);
      if (isOdd || isUnsafe(mention)) found.add(mention.line);
    }
  for (const [number, line] of script.split("\n").entries())
    for (const sum of line.length > MOST_CHARACTERS ? [] : SUMS)
      if ((sum.exec(line)?.[1]?.match(/\w+/g) ?? []).some((name) => foreign.has(name))) found.add(number);
  return [...found].sort((a, b) => a - b);
}

function isUnsafe({ form, quote, commands, after }: Mention): boolean {
  if (form !== "plain" || commands.length > MOST_LEVELS || after.length > MOST_CHARACTERS) return true;
  if (commands.some(({ head, word }) => head.length + word.length > MOST_CHARACTERS)) return true;
  const isRun = commands.some((command) => isRunBy(command, after)) || isPiped(after);
  return isRun || (quote !== '"' && quote !== "'") || commands.some(isTakenByProgram);
}

/** A variable that the shell or another program goes by. */
function isTakenByProgram({ head, word }: Mention["commands"][number]): boolean {
  const [, name] = ASSIGNMENT.exec(word) ?? [];
  if (name === undefined) return false;
  return OF_SHELL.test(name) || isReadByPrograms(name) || (GIVEN_AWAY.test(head) && !isHarmlessName(name));
}

function namesMadeOf({ commands, after }: Mention): readonly string[] {
  const piped = READ.exec(after.includes("|") ? after.slice(after.indexOf("|")) : "");
  return commands.flatMap(({ head, word }) => {
    const assigned = ASSIGNMENT.exec(word)?.[1];
    const loop = /(?:^|\s)for\s+(\w+)\s+in\s/.exec(head)?.[1];
    const read = [piped, head.includes("<") ? READ.exec(head) : null].flatMap(
      (words) => words?.[1]?.match(/\b[A-Za-z_]\w*/g) ?? [],
    );
    const own = /(?:^|\s)set\s+--/.test(head) ? ["@", "*", ..."123456789"] : [];
    return [assigned, loop, ...read, ...own].filter((name) => name !== undefined);
  });
}
