import { findUnquoted } from "./find-unquoted.ts";
import { isHarmlessName } from "./is-harmless-name.ts";
import { isOwnAction } from "./is-own-action.ts";
import { othersTextIn, withoutFixed } from "./others-text.ts";
import { indexByPath, type WorkflowEntry } from "./read-workflow.ts";

export type Finding = readonly [line: number, finding: string];

/** Inputs of the bot's own actions that they judge before they use them; which folders and keys count, nobody else may say. */
const OWN_INPUTS: readonly string[] = [
  "command",
  "document-id",
  ...["documents", "batch-file", "halt", "canary", "wave"],
  "mode",
  "run-id",
  ...["from", "version", "units", "why"],
  "name",
  "pull-request",
  "comment",
];
/** Files and old commands by which a step sets variables and PATH of every later step. */
const LATER_STEPS =
  /GITHUB_(?:ENV|PATH)\b|GITHUB_(?!\w)|\$\{!GITHUB|\$\{?GITHUB(?!\w)|_runner_file_commands|::(?:set-env|add-path)\b|\bgithub\s*\.\s*(?:env|path)\b/i;
/** With it, whatever a script prints may set variables of later steps. */
const OLD_COMMANDS = "ACTIONS_ALLOW_UNSECURE_COMMANDS";
/** Shells whose quotes are read here, with nothing but flags: `bash -c 'eval {0}'` makes something else of a script. */
const READ_SHELL =
  /^["']?(?:ba|da)?sh(?:\s+(?:-[abefhkmnptuvx]+|-\w*o\s+\w+|--noprofile|--norc|--posix))*(?:\s+\{0\})?["']?$/;
/** Variables that the runner itself fills with a text of others, in every job. */
const OF_RUNNER: readonly string[] = [
  "GITHUB_HEAD_REF",
  "GITHUB_BASE_REF",
  "GITHUB_REF",
  "GITHUB_REF_NAME",
  "GITHUB_WORKFLOW_REF",
  "GITHUB_ACTOR",
  "GITHUB_TRIGGERING_ACTOR",
];

/** What the workflow says of every job. */
export interface EveryJob {
  /** The repository of the bot's own actions, `owner/name`, beside the job's own `./actions`. */
  readonly actions: string | null;
  /** The variables with a text of others. */
  readonly inherited: ReadonlySet<string>;
  /** The shell of scripts that name none. */
  readonly shell: string | null;
}

/**
 * Texts that others choose and that act in a job with something to lose. Such a text may stand in one place alone: a variable with a
 * harmless name, which scripts mention in double quotes. Inputs that the bot's own actions judge are as good; conditions, outputs and names
 * of steps only carry it on.
 */
export function findActingTexts(
  job: readonly WorkflowEntry[],
  { actions, inherited, shell }: EveryJob,
): readonly Finding[] {
  const isOthers = othersTextIn(job);
  const index = indexByPath(job);
  const texts = job.filter((entry) => isOthers(wholeText(entry)));
  const names = new Set([...OF_RUNNER, ...inherited, ...variablesOfOthers(job)]);
  const usual = shell ?? usualShell(job);
  return [
    ...texts.flatMap((entry) => judge(entry, { index, actions, isOthers })),
    ...job.filter(isScript).flatMap((entry) => judgeScript(entry, names, namedShell(entry, index) ?? usual)),
    ...job.filter(({ path }) => path.at(-1) === "shell").flatMap((entry) => judgeScript(entry, names, "")),
    ...job.flatMap(findLaterSteps),
  ];
}

/** The names of variables that hold a text of others. */
export function variablesOfOthers(entries: readonly WorkflowEntry[]): ReadonlySet<string> {
  const isOthers = othersTextIn(entries);
  const variables = entries.filter((entry) => isVariable(entry) && isOthers(wholeText(entry)));
  return new Set(variables.map(({ path }) => path.at(-1) ?? ""));
}

function wholeText({ value, block }: WorkflowEntry): string {
  return [value, ...block.map(({ text }) => text)].join("\n");
}

function judge(
  entry: WorkflowEntry,
  asked: {
    readonly index: ReadonlyMap<string, WorkflowEntry>;
    readonly actions: string | null;
    readonly isOthers: (text: string) => boolean;
  },
): readonly Finding[] {
  const { path, value, block } = entry;
  const key = path.at(-1) ?? "";
  const lines = [{ line: entry.line, text: value }, ...block].filter(({ text }) => asked.isOthers(text));
  // An expression over several lines may be foreign as a whole alone.
  const tell = (finding: string) =>
    (lines.length === 0 ? [entry] : lines).map(({ line }): Finding => [line, finding]);
  if (isVariable(entry))
    return isHarmlessName(key)
      ? []
      : tell(
          `a text of others under the name ${key}, which programs may read: name it after what it holds, as in PR_TITLE`,
        );
  if (carriesOn(path) || isScript(entry)) return [];
  if (path.at(-2) === "with")
    return OWN_INPUTS.includes(key) && isOwnAction(path, asked)
      ? []
      : tell("an expression with a text of others in an input of an action: pass it by `env`");
  if (key === "group" && path.at(-2) === "concurrency")
    return /^["']?\w/.test(withoutFixed(value, asked.isOthers)) && !cancels(asked.index, path)
      ? []
      : tell("others choose whose job is cancelled: begin the group with a word, and do not cancel");
  return tell(`an expression with a text of others in \`${key}\`: pass it by \`env\``);
}

/** Conditions, outputs, a step's name, and what other rules judge in every job. */
function carriesOn(path: readonly string[]): boolean {
  const [, , section, step, key] = path;
  if (section === "outputs" || (path.length === 3 && (section === "if" || section === "uses"))) return true;
  return (
    section === "steps" &&
    step !== undefined &&
    path.length === 5 &&
    ["if", "uses", "name"].includes(key ?? "")
  );
}

function isVariable({ path }: WorkflowEntry): boolean {
  return path.at(-2) === "env";
}

function isScript({ path }: WorkflowEntry): boolean {
  return path.at(-1) === "run";
}

function judgeScript(
  { line, value, block }: WorkflowEntry,
  names: ReadonlySet<string>,
  shell: string,
): readonly Finding[] {
  const lines = block.length === 0 ? [{ line, text: value.replace(/^(["'])(.*)\1$/, "$2") }] : block;
  const finding = 'a text of others outside of double quotes, or as a program: mention it as "$NAME" alone';
  // YAML makes one line of those of a folded text, except at some of their ends.
  const ends = value.startsWith(">") ? ["\n", "\\\n"] : ["\n"];
  if (READ_SHELL.test(shell)) {
    const found = ends.flatMap((end) => findUnquoted(lines.map(({ text }) => text).join(end), names));
    return [...new Set(found)].map((index): Finding => [lines[index]?.line ?? line, finding]);
  }
  return lines
    .filter(({ text }) => text.match(/\w+/g)?.some((word) => names.has(word)))
    .map((one): Finding => [one.line, `${finding}, in a script of sh or bash`]);
}

/** The shell that the script or its job names. */
function namedShell({ path }: WorkflowEntry, index: ReadonlyMap<string, WorkflowEntry>): string | undefined {
  const named =
    index.get([...path.slice(0, -1), "shell"].join("/")) ??
    index.get([...path.slice(0, 2), "defaults", "run", "shell"].join("/"));
  return named?.value;
}

/** The shell where none is named; Windows has one of its own. */
function usualShell(job: readonly WorkflowEntry[]): string {
  const isOnWindows = job.some(
    ({ path: [, , key], value }) => (key === "runs-on" || key === "strategy") && /windows/i.test(value),
  );
  return isOnWindows ? "pwsh" : "bash";
}

function findLaterSteps({ line, path, value, block }: WorkflowEntry): readonly Finding[] {
  const key = path.at(-1) ?? "";
  if (key === "name") return [];
  return [{ line, text: value }, ...block]
    .filter(({ text }) => key === OLD_COMMANDS || LATER_STEPS.test(text))
    .map((one): Finding => [one.line, "what a step sets for later ones acts there unseen: set it by `env`"]);
}

function cancels(index: ReadonlyMap<string, WorkflowEntry>, group: readonly string[]): boolean {
  const wanted = [...group.slice(0, -1), "cancel-in-progress"].join("/");
  return (index.get(wanted)?.value ?? "false") !== "false";
}
