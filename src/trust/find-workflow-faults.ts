import { parseDocument } from "yaml";
import type { Finding } from "./find-acting-texts.ts";
import { findJobFaults, HOSTED } from "./find-job-faults.ts";
import { comparesPart, isAlwaysMet } from "./judge-condition.ts";
import { indexByPath, readWorkflow, type WorkflowEntry } from "./read-workflow.ts";

/** A workflow file as it stands in the repository. */
export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

/** Many times the size of a workflow that people read. */
const MAX_CHARACTERS = 131_072;

type Rule = (entries: readonly WorkflowEntry[]) => readonly Finding[];

/**
 * Everything in a workflow that others could misuse, as `file:line: what`; empty if it is safe. A line outside the plain part of YAML that
 * `readWorkflow` understands is a finding too: something could hide in it. `actions` is the repository (`owner/name`) that the bot's own actions are
 * taken from; null: those of the repository itself alone.
 */
export function findWorkflowFaults(file: WorkflowFile, actions: string | null = null): readonly string[] {
  if (file.text.length > MAX_CHARACTERS)
    return [`${file.name}:1: more than ${MAX_CHARACTERS} characters, which nobody can review: not read`];
  const { entries, unread } = readWorkflow(file.text);
  const hidden = unread.map((line): Finding => [line, "an unusual spelling hides what stands here"]);
  // What is unusual is not given to a parser of all of YAML: it may be made to keep one busy.
  const faults = unread.length === 0 ? [...findYamlFaults(file.text), ...findTwins(entries)] : hidden;
  return [...faults, ...RULES.flatMap((rule) => rule(entries)), ...findJobFaults(entries, actions)]
    .sort(([a], [b]) => a - b)
    .map(([line, finding]) => `${file.name}:${line}: ${finding}`);
}

/** What no YAML parser reads as the author meant it: broken indentation, two documents. */
function findYamlFaults(text: string): readonly Finding[] {
  const { errors, warnings } = parseDocument(text, { uniqueKeys: false, strict: true });
  return [...errors, ...warnings].map(({ linePos, message }) => [
    linePos?.[0].line ?? 1,
    `not plain YAML: ${message.split("\n")[0]?.replace(/ at line .*$/, "")}`,
  ]);
}

/** Keys that stand twice, of which a parser may take either. */
function findTwins(entries: readonly WorkflowEntry[]): readonly Finding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ line, path }): readonly Finding[] => {
    const whole = path.join("/");
    if (!seen.has(whole)) {
      seen.add(whole);
      return [];
    }
    return [[line, "not plain YAML: a key that stands twice"]];
  });
}

const DANGEROUS_TRIGGER =
  /\b(?:pull_request_target|workflow_run|issue_comment|repository_dispatch|issues|discussion|discussion_comment|fork|watch|gollum)\b/i;
/** Matches the triggers of reviews too: they also run the code of the pull request; and a pull request's workflow may call another. */
const PULL_TRIGGER = /\b(?:pull_request|workflow_call\b)/;
const PINNED = /^(?:\.\/[\w./-]+|[\w.-]+\/[\w./-]+@[0-9a-f]{40}|docker:\/\/[\w./:-]+@sha256:[0-9a-f]{64})$/;
/** Keys whose text, with its expressions filled in, goes to a shell or an interpreter; a job may have such a name too. */
const SCRIPTS =
  /^(?:run|args|entrypoint|options|exec|eval|code|cmd|commands?|shell|(?:[\w-]*[-_])?(?:script|command|cmd)s?|inlinescript)$/i;
/** One expression and nothing beside it; GitHub takes any other text around an expression for a text, which is never empty and so true. */
const WHOLE = /^(["']?)\$\{\{(?:(?!\}\}).)*\}\}\1$/s;
const PINNED_IMAGE = /^["']?[\w./:-]+@sha256:[0-9a-f]{64}["']?$/;

const noDangerousTrigger: Rule = (entries) =>
  entries.flatMap((entry) => {
    const trigger = DANGEROUS_TRIGGER.exec(triggerText(entry))?.[0];
    return trigger === undefined
      ? []
      : [[entry.line, `the trigger ${trigger} runs with the rights of the base for others`]];
  });

const noSelfHostedForPullRequests: Rule = (entries) =>
  entries.some((entry) => PULL_TRIGGER.test(triggerText(entry)))
    ? keyed(entries, "runs-on")
        .filter(({ value }) => !HOSTED.test(value))
        .map(({ line }) => [line, "a pull request's job may run on hosted machines alone, named in plain"])
    : [];

const emptyTopPermissions: Rule = (entries) => {
  const [first, second] = keyed(entries, "permissions").filter(({ path }) => path.length === 1);
  if (first?.value === "{}" && second === undefined) return [];
  return [[first?.line ?? 1, "`permissions: {}` has to stand at the top, and each job names what it needs"]];
};

const noWideJobPermissions: Rule = (entries) =>
  keyed(entries, "permissions")
    .filter(({ path, value }) => path[0] === "jobs" && path.length === 3 && value !== "" && value !== "{}")
    .map(({ line }) => [line, "a job names each permission that it needs"]);

const pinnedUses: Rule = (entries) =>
  keyed(entries, "uses")
    .filter(({ value }) => !PINNED.test(value))
    .map(({ line, value }) => [line, `${value} is not pinned by a full commit id`]);

const noKeptCredentials: Rule = (entries) => {
  const index = indexByPath(entries);
  return keyed(entries, "uses")
    .filter(({ value }) => /^actions\/checkout@/i.test(value))
    .filter(({ path }) => {
      const wanted = [...path.slice(0, -1), "with", "persist-credentials"].join("/");
      return index.get(wanted)?.value !== "false";
    })
    .map(({ line }) => [
      line,
      "actions/checkout without `persist-credentials: false` leaves the token on the disk",
    ]);
};

const noExpressionInScripts: Rule = (entries) =>
  entries
    .filter(({ path }) => path.slice(2).some((key) => SCRIPTS.test(key)))
    .flatMap(({ line, value, block }) => [{ line, text: value }, ...block])
    .filter(({ text }) => text.includes("${{"))
    .map(({ line }) => [line, "an expression in a script: pass it by `env`"]);

/** `contains('refs/heads/main', github.ref)` holds for `refs/heads/ma` as well: only equality names one branch, account or event. */
const exactConditions: Rule = (entries) =>
  keyed(entries, "if")
    .filter(({ value, block }) => comparesPart([value, ...block.map(({ text }) => text)].join(" ")))
    .map(({ line }) => [line, "a condition that compares a part of a name: compare the whole of it by `==`"]);

/** A condition that guards nothing, because it can't be false. */
const soundConditions: Rule = (entries) =>
  keyed(entries, "if")
    .filter(({ value, block }) => {
      // A block text keeps the end of its last line, which stands beside the expression, unless `-` cuts it off.
      const text = block.length === 0 ? value : block.map((line) => line.text.trim()).join("\n");
      const isWhole = WHOLE.test(text) && (block.length === 0 || value.endsWith("-"));
      return (text.includes("${{") && !isWhole) || isAlwaysMet(text);
    })
    .map(({ line }) => [
      line,
      "a condition that has text beside its expression, or an alternative that is met, holds always",
    ]);

const pinnedImages: Rule = (entries) =>
  entries
    .filter(({ path, value }) => path[0] === "jobs" && isImage(path.slice(2)) && !PINNED_IMAGE.test(value))
    .filter(({ value }) => value !== "")
    .map(({ line, value }) => [line, `${value} is not pinned by a digest`]);

function isImage([key, ...rest]: readonly string[]): boolean {
  if (key === "container") return rest.length === 0 || rest.join() === "image";
  return key === "services" && rest.length === 2 && rest[1] === "image";
}

const RULES: readonly Rule[] = [
  soundConditions,
  pinnedImages,
  exactConditions,
  noDangerousTrigger,
  noSelfHostedForPullRequests,
  emptyTopPermissions,
  noWideJobPermissions,
  pinnedUses,
  noKeptCredentials,
  noExpressionInScripts,
];

function keyed(entries: readonly WorkflowEntry[], key: string): readonly WorkflowEntry[] {
  return entries.filter(({ path }) => path.at(-1) === key);
}

/** The names of triggers in an entry of the `on:` section; empty below one, where branches and types stand, and for every other entry. */
function triggerText({ path, value, block }: WorkflowEntry): string {
  return path[0] === "on" && path.length <= 2
    ? [...path, value, ...block.map(({ text }) => text)].join(" ")
    : "";
}
