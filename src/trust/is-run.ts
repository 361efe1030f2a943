import type { Command } from "./read-mentions.ts";

/** What may stand before the program of a command. */
const BEFORE =
  /^(?:\s|[!{}]|(?:function\s+)?[\w-]+\s*\(\)|function\s+[\w-]+|(?:if|then|elif|else|while|until|do|time|command|builtin|exec|env|sudo|doas|nohup|nice|setsid|coproc|timeout\s+\w+|xargs)(?=\s)(?:\s+-(?:[ugkC]\s+\S+|n\s+-?\d+|\S+))*|\w+=\S*\s)*/;
/** Commands that run every argument, read it as the name of a variable, or as the end of a command of another machine. */
const RUNNERS =
  /^(?:eval|source|\.|let|trap|alias|unset|bind|complete|compgen|enable|hash|fc|su|ssh|sqlite3|watch|parallel|make|iex|invoke-expression)$/i;
const DECLARING = /^(?:export|declare|typeset|local|readonly)$/;
const READING = /^(?:read|mapfile|readarray|getopts)$/;
/** Programs that run their first text, or the text behind one of their options. */
const INTERPRETER =
  /(?:^|[\s/])(?:(?:ba|da|k|z|fi|a)?sh|busybox|pwsh|powershell|cmd|node|deno|bun|tsx|python[\d.]*|perl|ruby|php|lua|osascript|[gm]?awk|g?sed|dc|bc|ed|npx|bunx|uvx|pipx|expect)(?:\.exe)?(?=[\s<])/g;
const PROGRAM_OPTION =
  /^(?:-\w*[cepr]|--(?:eval|print|command|execute|expression)|-(?:encoded)?command|\/c)$/i;
const CLIENT_OPTION =
  /(?:^|[\s/])(?:psql|mysql|mariadb|flock|script|runuser)\s(?:.*\s)?(?:-\w*[ce]|--command|--execute|<<<?)\s*$/;
const OTHER_OPTION =
  /(?:^|\s)(?:git\s(?:.*\s)?-c|-exec(?:dir)?|-ok(?:dir)?|xargs\s(?:.*\s)?[\w./]*sh\s.*|printf\s+-v|mapfile\s.*-C|-v\s+\S*\[)\s*$/;
const PIPED =
  /\|&?\s*(?:(?:sudo|env|nohup|nice|exec|command|doas|timeout\s+\w+|xargs)\s+(?:-\S+\s+)*)*(?:[\w./-]*\/)?(?:\w*sh|node|deno|bun|tsx|python[\d.]*|perl|ruby|php|lua|psql|mysql|sqlite3|dc|bc)(?![\w.-])|\|.*(?:^|[\s/])\w*sh\s+-\w*c\b|>\(\s*(?:[\w./-]*\/)?(?:\w*sh|node|python[\d.]*|perl|ruby|php)\b/;
const SUM_TEST = /\s-(?:eq|ne|lt|le|gt|ge)\s/;

/** Whether a text in this place of a command would be run as a program, or name a variable or a file that is written. */
export function isRunBy({ head, word, isArray }: Command, after: string): boolean {
  if (isArray) return false;
  const plain = head.replace(/["'\\]/g, "");
  const args = plain.replace(BEFORE, "").trim().split(/\s+/);
  const begins = /^["']?$/.test(word);
  const [program = "", ...rest] = args;
  if (program === "") return !/^(?:\(|\w+(?:\[.*\])?\+?=)/.test(word) && !/[<>]/.test(head + word);
  if (RUNNERS.test(program)) return true;
  if (DECLARING.test(program))
    return begins || /\[[^\]]*$/.test(word) || rest.some((arg) => /^-\w*[in]/.test(arg));
  if (READING.test(program) && begins && !head.includes("<")) return true;
  if (/^(?:\[|\[\[|test)$/.test(program) && rest.at(-1) === "-v") return true;
  if (program === "[[" && (SUM_TEST.test(head) || SUM_TEST.test(after))) return true;
  if (/>\|?\s*$/.test(head) && begins) return true;
  if (/^[\d&]*>[>|]?["']?$/.test(word)) return true;
  return OTHER_OPTION.test(head) || CLIENT_OPTION.test(head) || isProgramText(plain, word);
}

/** Whether the rest of a line hands what stands before it to something that runs it. */
export function isPiped(after: string): boolean {
  return PIPED.test(after);
}

function isProgramText(head: string, word: string): boolean {
  const found = [...head.matchAll(INTERPRETER)].at(-1);
  if (found === undefined) return false;
  const [name] = found;
  const args = head.slice(found.index + name.length).trim();
  const given = args === "" ? [] : args.split(/\s+/);
  const last = given.at(-1) ?? "";
  if (PROGRAM_OPTION.test(last) || /^(?:--(?:eval|print|command|expression)=|-\w*[ce]["'])/.test(word))
    return true;
  if (/awk$/.test(name) && /^-[vF]$/.test(last)) return false;
  return !given.some(
    (arg) => !/^(?:-|[<>]|\/dev\/stdin$)/.test(arg) || (arg === "-s" && !last.includes("<")),
  );
}
