import type { Finding } from "./find-acting-texts.ts";
import { MOST_CHARACTERS } from "./read-mentions.ts";
import type { WorkflowEntry } from "./read-workflow.ts";
import { type ScriptLine, scriptLines } from "./script-lines.ts";

/** Commands whose output holds what others wrote: the event, the history, GitHub's answers, the network. */
const FETCH =
  /\b(?:curl|wget|gh|jq|yq|GITHUB_EVENT_PATH|nc|aria2c|git\s+(?:-[cC]\s+\S+\s+|--\S+\s+)*(?:log|show|tag|branch|for-each-ref|cat-file|diff|notes|ls-remote|shortlog|describe|rev-list|name-rev|config|blame|format-patch|grep))(?![\w-])/;
const SHELL = String.raw`(?:(?:ba|da|z|k|a)?sh|node|deno|bun|tsx|python[\d.]*|perl|ruby|php|pwsh)`;
const BEGIN = String.raw`(?:^|[;&|(!{\s/])`;
/** Programs whose output is made to be evaluated. */
const MADE_TO_BE_RUN =
  /(?:\$\(|`|<\()\s*"?(?:[\w./-]*\/)?(?:ssh-agent|keychain|getopt|dircolors|gpg-agent|brew|opam|direnv|pyenv|rbenv|nodenv|fnm|mise|conda|mamba|micromamba|luarocks|minikube|docker-machine|zoxide|kubectl\s+completion|gh\s+completion|starship|resize|lesspipe|perl\s+-I\S*\s+-Mlocal::lib\S*|vcvarsall)(?![\w-])/;
const EVALUATED = new RegExp(String.raw`${BEGIN}eval\b.*(?:\$\(|\`)`);
const SUBSTITUTED = new RegExp(String.raw`${BEGIN}(?:source|\.|${SHELL})\s+(?:-\S+\s+)*<\(`);
const AS_PROGRAM = new RegExp(
  String.raw`${BEGIN}${SHELL}\s+(?:-\S+\s+)*(?:-\w*[ce]|--eval)\s+"?.*(?:\$\(|\`)`,
);
const PIPED = new RegExp(
  String.raw`\|&?\s*(?:(?:sudo|env|exec|command|nohup)\s+(?:-\S+\s+)*)*(?:(?:\S*\/)?${SHELL}(?=\s*(?:$|[;&|)"'\`]|-))|xargs\b.*\b${SHELL}(?![\w.-])|while\b.*\beval\b|source\s+\/dev\/stdin)`,
);
const HERE = new RegExp(String.raw`${BEGIN}(?:source\s+\/dev\/stdin|${SHELL}(?:\s+-\S*)*)\s*<<<`);
/** What runs a text that a variable holds; the variable has to stand behind it. */
const RUNS_VARIABLE = new RegExp(
  String.raw`${BEGIN}(?:eval\b|${SHELL}\s+(?:-\S+\s+)*(?:-\w*[ce]|--eval)\s|xargs\s.*\b${SHELL}\s+-\w*c)`,
);
const ASSIGNED = /\b([A-Za-z_]\w*)\+?=["']?(?:\$\(|`)/g;
const READ = /\b(?:read|mapfile|readarray)\s+(?:-\S+\s+(?:''\s+)?)*([A-Za-z_][\w ]*)/g;
/** Files that a command writes. */
const WRITTEN = /(?:>\|?|\btee\s+(?:-a\s+)?|\s-o\s*|--output[= ]\s*|-O\s*)\s*["']?([\w./${}-]+)/g;
const VERIFIED =
  /\bsha(?:256|384|512)sum\s+(?:.*\s)?(?:-\w*c|--check)\b|\bshasum\s.*-c\b|\bgpg\s.*--verify\b|\bcosign\s+verify|\bgh\s+attestation\s+verify\b/;
const RUN_FILE = new RegExp(
  String.raw`(?:${BEGIN}(?:source|\.|${SHELL})\s+(?:-\S+\s+)*|(?:^|[;&|(!{]|\b(?:then|do|else|exec|sudo|\+x)\s)\s*)["']?(\.?\.?[\w./$\{\}-]+)`,
  "g",
);
/** In JavaScript of an action, or in a script of another language. */
const OF_PAYLOAD = /\bcontext\s*\.\s*payload\b|\bGITHUB_EVENT_PATH\b/;
const RUN_BY_PROGRAM =
  /(?<![\w.])eval\s*\(|(?<![\w.])Function\s*\(|\bchild_process\b|(?<![\w.])exec(?:Sync|File|FileSync)?\s*\(|\bexec\s*\.\s*(?:exec|getExecOutput)\s*\(|\b(?:execSync|execFile|execFileSync|spawn|spawnSync)\s*\(|\bvm\s*\.\s*run|\bos\s*\.\s*(?:system|popen)\b|\bsubprocess\b|(?<![\w.])exec\s*\(/;
const FINDING = "a script runs a text that it fetched: others may have written it";

/**
 * Texts that a script of a job with rights fetches by itself and runs: what a substitution prints, a pipe, a variable or a file
 * that was filled with such a text; and programs inside the workflow that run a part of the event (docs/threats.md A-166, A-167).
 */
export function findFetchedTexts(job: readonly WorkflowEntry[]): readonly Finding[] {
  const lines = scriptLines(job);
  const fetching = lines.filter(({ text }) => text.length <= MOST_CHARACTERS && FETCH.test(text));
  const names = new Set(fetching.flatMap(({ text }) => namesFilledIn(text)));
  const isVerified = lines.some(({ text }) => VERIFIED.test(text.slice(0, MOST_CHARACTERS)));
  const files = new Set(isVerified ? [] : fetching.flatMap(({ text }) => filesWrittenIn(text)));
  return [
    ...lines.filter((line) => isRun(line, names, files)).map(({ line }): Finding => [line, FINDING]),
    ...job.flatMap(findInProgram),
  ];
}

function isRun({ text }: ScriptLine, names: ReadonlySet<string>, files: ReadonlySet<string>): boolean {
  if (text.length > MOST_CHARACTERS) return /\b(?:eval|source|\w*sh)\b/.test(text);
  if (MADE_TO_BE_RUN.test(text)) return false;
  if (SUBSTITUTED.test(text) || EVALUATED.test(text)) return true;
  if (FETCH.test(text) && (PIPED.test(text) || AS_PROGRAM.test(text) || HERE.test(text))) return true;
  return runsVariable(text, names) || runsFile(text, files);
}

function runsVariable(text: string, names: ReadonlySet<string>): boolean {
  const mentions = [...text.matchAll(/\$\{?(\w+)/g)].filter(([, name = ""]) => names.has(name));
  const [first] = mentions;
  const last = mentions.at(-1);
  if (first === undefined || last === undefined) return false;
  return (
    RUNS_VARIABLE.test(text.slice(0, last.index)) ||
    HERE.test(text.slice(0, last.index)) ||
    PIPED.test(text.slice(first.index)) ||
    /^\s*["']?$/.test(text.slice(0, first.index))
  );
}

function runsFile(text: string, files: ReadonlySet<string>): boolean {
  return files.size > 0 && [...text.matchAll(RUN_FILE)].some(([, file = ""]) => files.has(plainName(file)));
}

function namesFilledIn(text: string): readonly string[] {
  const assigned = [...text.matchAll(ASSIGNED)].map(([, name = ""]) => name);
  const read = [...text.matchAll(READ)].flatMap(([, words = ""]) => words.split(" "));
  return [...assigned, ...read].filter((name) => name !== "");
}

function filesWrittenIn(text: string): readonly string[] {
  return [...text.matchAll(WRITTEN)].map(([, file = ""]) => plainName(file)).filter((file) => file !== "");
}

function plainName(file: string): string {
  return file.replace(/^\.\//, "");
}

function findInProgram({ line, path, value, block }: WorkflowEntry): readonly Finding[] {
  if (path.at(-1) !== "run" && (path.at(-1) !== "script" || path.at(-2) !== "with")) return [];
  const text = [value, ...block.map((one) => one.text)].join("\n");
  return OF_PAYLOAD.test(text) && RUN_BY_PROGRAM.test(text)
    ? [[line, "a program that runs a part of the event, which others wrote"]]
    : [];
}
