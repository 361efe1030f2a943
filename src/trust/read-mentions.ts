/** A place where a script uses a variable. */
export interface Mention {
  /** From 0. */
  readonly line: number;
  readonly name: string;
  /** `plain`: the text itself; `bare`: a part of a sum, which the shell computes; `indirect`: the text names a variable, or is a prompt. */
  readonly form: "plain" | "bare" | "indirect";
  /** `"`, `'`, or none of them. */
  readonly quote: string;
  /** The commands that the mention stands in, the outermost first. */
  readonly commands: readonly Command[];
  /** What follows on the line. */
  readonly after: string;
}

export interface Command {
  /** The words before the one with the mention. */
  readonly head: string;
  /** The word with the mention, up to it. */
  readonly word: string;
  /** A list of an array is no command. */
  readonly isArray: boolean;
}

interface Level {
  readonly sign: string;
  readonly isArray: boolean;
  readonly isSum: boolean;
  readonly open: number;
  start: number;
  word: number;
}

/** Longer commands and deeper ones are not read: nobody reviews them. */
export const MOST_CHARACTERS = 2_000;
export const MOST_LEVELS = 8;
const MENTION = /\$\{?[!#]?(\w+|[@*])/y;
const NAME = /[A-Za-z_]\w*/y;
/** The subscript or the offset in `${A[…]}` and `${A:…}`, which is computed. */
const COMPUTED = /^\$\{\w+(?:\[([^\]]*)\]|:(?![-=?+])([^}]*))/;

/** Lists every mention of a variable in a shell script, in order. */
export function* readMentions(script: string): Generator<Mention> {
  const top: Level = { sign: "", isArray: false, isSum: false, open: 0, start: 0, word: 0 };
  /** Commands that are open here: the script, and those inside parentheses and backquotes; quotes lie between them. */
  const levels: Level[] = [top];
  const open: string[] = [];
  let line = 0;
  const last = (): Level => levels.at(-1) ?? top;
  const begin = (at: number): void => {
    Object.assign(last(), { start: at, word: at });
  };
  const mention = (at: number, name: string, form: Mention["form"]): Mention => ({
    line,
    name,
    form,
    quote: open.at(-1) ?? "",
    commands: levels.slice(-MOST_LEVELS - 1).map(({ start, word, isArray }) => ({
      head: joined(script.slice(Math.max(start, word - MOST_CHARACTERS - 1), word)),
      word: script.slice(Math.max(word, at - MOST_CHARACTERS - 1), at),
      isArray,
    })),
    after: lineFrom(script, at),
  });

  const textOf = (from: number, to: number): string => script.slice(Math.max(from, to - MOST_CHARACTERS), to);

  for (let at = 0; at < script.length; at++) {
    const sign = script[at] ?? "";
    const inner = open.at(-1) ?? "";
    const before = script[at - 1] ?? "";
    if (sign === "\n") line += 1;
    if (sign === "$") {
      MENTION.lastIndex = at;
      const [text, name] = MENTION.exec(script) ?? [];
      if (text === undefined || name === undefined) continue;
      yield mention(at, name, last().isSum ? "bare" : formOf(script, at, text));
      if (text.startsWith("${")) for (const name of computedIn(script, at)) yield mention(at, name, "bare");
    } else if (inner === "'") {
      if (sign === "'") open.pop();
    } else if (sign === "\\") {
      if (script[at + 1] === "\n") line += 1;
      at++;
    } else if (
      (sign === inner && sign !== "(") ||
      (sign === ")" && inner === "(" && !isCase(textOf(last().open, at)))
    ) {
      open.pop();
      if (sign !== '"' && levels.length > 1) levels.pop();
    } else if (sign === '"' || (sign === "'" && inner !== '"')) open.push(sign);
    else if (sign === "`" || (sign === "(" && (inner !== '"' || before === "$"))) {
      open.push(sign);
      const isSum = sign === "(" && before === "(" && last().start === at;
      levels.push({
        sign,
        isArray: sign === "(" && before === "=",
        isSum,
        open: at,
        start: at + 1,
        word: at + 1,
      });
    } else if (inner === '"') {
      // Nothing else means anything here.
    } else if (sign === "#" && /^$|\s/.test(before)) {
      at = lineEnd(script, at) - 1;
    } else if (last().isSum) {
      NAME.lastIndex = at;
      const [name] = /\w/.test(before) ? [] : (NAME.exec(script) ?? []);
      if (name !== undefined) yield mention(at, name, "bare");
    } else if (/[;\n]/.test(sign) || sign === ")" || (/[|&]/.test(sign) && !isRedirect(script, at))) {
      if (!last().isArray && !isTest(textOf(last().start, at))) begin(at + 1);
      else last().word = at + 1;
    } else if (/\s/.test(sign)) last().word = at + 1;
  }
}

function formOf(script: string, at: number, text: string): Mention["form"] {
  if (text.startsWith("${!")) return "indirect";
  return text.startsWith("${") && script.startsWith("@P", at + text.length) ? "indirect" : "plain";
}

function computedIn(script: string, at: number): readonly string[] {
  const [, subscript = "", offset = ""] = COMPUTED.exec(script.slice(at, at + MOST_CHARACTERS)) ?? [];
  return `${subscript} ${offset}`.match(/[A-Za-z_]\w*/g) ?? [];
}

/** `2>&1`, `&>` and `>|` end no command. */
function isRedirect(script: string, at: number): boolean {
  return script[at - 1] === ">" || (script[at] === "&" && script[at + 1] === ">");
}

/** Inside of `[[ … ]]`, `&&` and `||` join conditions. */
function isTest(command: string): boolean {
  const opened = command.lastIndexOf("[[ ");
  return opened >= 0 && !command.includes(" ]]", opened);
}

/** Inside of `case`, a parenthesis ends a pattern. */
function isCase(text: string): boolean {
  return text.lastIndexOf("case ") > text.lastIndexOf("esac");
}

function lineEnd(script: string, at: number): number {
  const end = script.indexOf("\n", at);
  return end < 0 ? script.length : end;
}

/** The rest of the line, with what a backslash or a pipe at its end continues. */
function lineFrom(script: string, at: number): string {
  const [text = ""] = /^(?:\\\n|\|\s*\n|[^\n])*/.exec(script.slice(at, at + MOST_CHARACTERS + 1)) ?? [];
  return joined(text);
}

function joined(text: string): string {
  return text.length > MOST_CHARACTERS ? text : text.replaceAll("\\\n", " ");
}
