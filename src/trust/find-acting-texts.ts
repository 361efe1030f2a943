import { findUnquoted } from "./find-unquoted.ts";
import { isHarmlessName } from "./is-harmless-name.ts";
import { othersTextIn, withoutFixed } from "./others-text.ts";
import { indexByPath, type WorkflowEntry } from "./read-workflow.ts";

export type Finding = readonly [line: number, finding: string];

/** Inputs of the bot's own actions that they judge before they use them; which folders and keys count, nobody else may say. */
const OWN_INPUTS: readonly string[] = [
  "command",
  "document-id",
  "mode",
  "run-id",
  "name",
  "pull-request",
  "comment",
];
const OWN_ACTION = /^(.*)\/actions\/(?:run-phases|post-report|verify-approval)(?:@[0-9a-f]{40})?$/;
/** Files and old commands by which a step sets variables and PATH of every later step. */
const LATER_STEPS = /GITHUB_(?:ENV|PATH)\b|::(?:set-env|add-path)\b|\bgithub\s*\.\s*(?:env|path)\b/i;

/**
 * Texts that others choose and that act in a job with something to lose. Such a text may stand in one place alone: a variable with a
 * harmless name, which scripts mention in double quotes. Inputs that the bot's own actions judge are as good; conditions, outputs and names
 * of steps only carry it on. `actions` is the repository of those actions, `owner/name`, beside the job's own `./actions`; `inherited` are the variables with such a text that
 * the workflow gives to every job.
 */
export function findActingTexts(
  job: readonly WorkflowEntry[],
  { actions, inherited }: { readonly actions: string | null; readonly inherited: ReadonlySet<string> },
): readonly Finding[] {
  const isOthers = othersTextIn(job);
  const index = indexByPath(job);
  const texts = job.filter((entry) => isOthers(wholeText(entry)));
  const names = new Set([...inherited, ...variablesOfOthers(job)]);
  return [
    ...texts.flatMap((entry) => judge(entry, { index, actions, isOthers })),
    ...job.filter(isScript).flatMap((entry) => judgeScript(entry, names)),
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
  const tell = (finding: string) => lines.map(({ line }): Finding => [line, finding]);
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
  const key = path.at(-1);
  if (key === "if" || key === "uses" || path[2] === "outputs") return true;
  return key === "name" && path[2] === "steps";
}

function isVariable({ path }: WorkflowEntry): boolean {
  return path.at(-2) === "env";
}

function isScript({ path }: WorkflowEntry): boolean {
  return path.at(-1) === "run";
}

function judgeScript({ line, value, block }: WorkflowEntry, names: ReadonlySet<string>): readonly Finding[] {
  const lines = block.length === 0 ? [{ line, text: value }] : block;
  return findUnquoted(lines.map(({ text }) => text).join("\n"), names).map(
    (index): Finding => [
      lines[index]?.line ?? line,
      'a text of others outside of double quotes, or as a program: mention it as "$NAME" alone',
    ],
  );
}

function findLaterSteps({ line, path, value, block }: WorkflowEntry): readonly Finding[] {
  if (path.at(-1) === "name") return [];
  return [{ line, text: value }, ...block]
    .filter(({ text }) => LATER_STEPS.test(text))
    .map((one): Finding => [one.line, "what a step sets for later ones acts there unseen: set it by `env`"]);
}

function isOwnAction(
  input: readonly string[],
  { index, actions }: { readonly index: ReadonlyMap<string, WorkflowEntry>; readonly actions: string | null },
): boolean {
  const wanted = [...input.slice(0, -2), "uses"].join("/");
  const used = index.get(wanted)?.value ?? "";
  const [, owner] = OWN_ACTION.exec(used) ?? [];
  return owner === "." || (owner !== undefined && owner.toLowerCase() === actions?.toLowerCase());
}

function cancels(index: ReadonlyMap<string, WorkflowEntry>, group: readonly string[]): boolean {
  const wanted = [...group.slice(0, -1), "cancel-in-progress"].join("/");
  return (index.get(wanted)?.value ?? "false") !== "false";
}
