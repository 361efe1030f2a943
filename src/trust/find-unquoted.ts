/** A call that runs its argument, up to the place where the argument stands. */
const INTERPRETER =
  /\b(?:eval|iex|invoke-expression)\b|\b(?:\w*sh|node|deno|bun|python[\d.]*|perl|ruby|php|lua|awk|sed)\s+(?:-\S+\s+)*?(?:-\w*[cepr]|--eval|--print|-command)\s[^|;&]*$|\bsh\s*<<<[^|;&]*$|\w+sh\s*<<<[^|;&]*$/i;
const PIPED = /\|\s*(?:sudo\s+)?(?:\w*sh|node|python[\d.]*|perl|ruby|php)\b/;
/** Texts inside a script, and quotes with escapes: what stands in quotes after them would take a whole shell to say. */
const OTHER_QUOTES = /(?:^|[^<])<<(?!<)|\$'/;
const MENTION = /\$\{?[!#]?(\w+)|%(\w+)%/y;
const LONGEST_LINE = 2_000;

/**
 * The lines of a shell script, from 0, on which one of the named variables is split into words, read as a program, or put in as text by `cmd`:
 * every mention but a plain one in double quotes.
 */
export function findUnquoted(script: string, names: ReadonlySet<string>): readonly number[] {
  const isOdd = OTHER_QUOTES.test(script);
  const lines = script.split("\n");
  const found = new Set<number>();
  /** What is open at this character: quotes, and commands inside parentheses or backquotes. */
  const open: string[] = [];
  for (const [number, line] of lines.entries())
    for (let at = 0; at < line.length; at++) {
      const sign = line[at] ?? "";
      const inner = open.at(-1);
      if (sign === "$" || sign === "%") {
        MENTION.lastIndex = at;
        const [mention, plain, ofCmd = ""] = MENTION.exec(line) ?? [];
        if (mention === undefined || !names.has(plain ?? ofCmd)) continue;
        const isLong = line.length > LONGEST_LINE;
        const isRun = isLong || INTERPRETER.test(line.slice(0, at)) || PIPED.test(line.slice(at));
        const isText = inner === "'" && !isRun;
        if (isOdd || isRun || sign === "%" || (inner !== '"' && !isText)) found.add(number);
      } else if (inner === "'") {
        if (sign === "'") open.pop();
      } else if (sign === "\\") at++;
      else if (sign === inner || (sign === ")" && inner === "(")) open.pop();
      else if (sign === '"' || sign === "`" || (sign === "'" && inner !== '"')) open.push(sign);
      else if (sign === "(" && (inner !== '"' || line[at - 1] === "$")) open.push(sign);
      else if (sign === "#" && inner !== '"' && /^$|\s/.test(line[at - 1] ?? "")) break;
    }
  return [...found];
}
