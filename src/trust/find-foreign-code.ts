import type { Finding } from "./find-acting-texts.ts";
import { isOwnAction } from "./is-own-action.ts";
import { MOST_CHARACTERS } from "./read-mentions.ts";
import { indexByPath, type WorkflowEntry } from "./read-workflow.ts";
import { scriptLines } from "./script-lines.ts";

/** Expressions and names whose commit is one of a pull request, or of what another workflow ran for. */
const OF_PULL =
  /\bgithub\s*\.\s*(?:head_ref\b|event\s*\.\s*(?:pull_request\s*\.\s*(?:head|merge_commit_sha)\b|workflow_run\s*\.\s*(?:head_|pull_requests)|check_(?:suite|run)\s*\.|deployment\s*\.\s*(?:sha|ref)\b))|\brefs\/(?:remotes\/)?pull\//i;
/** Inputs by which actions are told which commit to take. */
const REFERENCE = /^(?:ref|branch|revision|rev|commit|commit-ish|tag|version|source-ref|git-ref)$/i;
/** A folder of its own that is named as data, beside the code of the base. */
const DATA_FOLDER =
  /^["']?(?:\.\/)?((?:control|data|documents?|input|head|pull|pr|candidate|untrusted)(?:-[\w-]+)?)\/?["']?$/;
/** Options before a command, each with its own text or without. */
const OPTIONS = String.raw`\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*`;
const GIT_TAKES = new RegExp(
  String.raw`\bgit${OPTIONS}(?:fetch|checkout|switch|pull|clone|worktree|merge|cherry-pick|reset|restore|read-tree|rebase|am|apply|archive|submodule|remote)(?![\w-])`,
);
const PULL_REF = /\bpull\/[^\s/]+\/(?:head|merge)\b|\brefs\/(?:remotes\/)?pull\//;
const GH_TAKES = new RegExp(
  String.raw`\bgh${OPTIONS}(?:co(?![\w-])|pr${OPTIONS}(?:checkout|co|diff\b[^|]*\|\s*(?:git|patch))(?![\w-]))`,
);
const ARCHIVE = /\/(?:zip|tar)ball\b/;
/** Actions and commands that take the artifact of another run. */
const OTHERS_ARTIFACTS = /^(?!actions\/)[^@]*(?:download[\w-]*artifacts?|artifacts?[\w-]*download)[^@]*@/i;
const GH_ARTIFACTS = new RegExp(
  String.raw`\bgh${OPTIONS}run${OPTIONS}download\b|\/actions\/(?:runs\/[^\s"'/]+\/)?artifacts\b`,
);
/** The run and the repository that the job belongs to. */
const OWN_RUN = /^["']?\$\{\{ *github\.(?:run_id|repository) *\}\}["']?$/;
/** Ways to the caches of GitHub that are no action. */
const CACHE =
  /\btype=["']?gha\b|\bACTIONS_(?:CACHE|RESULTS)_URL\b|\bACTIONS_CACHE_SERVICE_V2\b|\bSCCACHE_GHA_\w+|@actions\/cache\b|\bartifactcache\b/;

/**
 * What a job with rights takes from those who have none: the code of a pull request, artifacts of other runs, caches by another way than an
 * action; and all secrets lent to a workflow of others (docs/threats.md A-163, A-164, A-165, A-168).
 */
export function findForeignCode(job: readonly WorkflowEntry[], actions: string | null): readonly Finding[] {
  const index = indexByPath(job);
  const inputs = job.filter(({ path }) => path.at(-2) === "with");
  const codes = inputs
    .filter(({ path, value }) => REFERENCE.test(path.at(-1) ?? "") && OF_PULL.test(value))
    .filter(({ path }) => !isData(path, { job, index, actions }))
    .map(({ line }): Finding => [line, PULL]);
  const lends = job
    .filter(({ path, value }) => path.length === 3 && path[2] === "secrets" && /^["']?inherit\b/.test(value))
    .filter(({ path }) => !isOwnWorkflow(index.get([...path.slice(0, 2), "uses"].join("/"))?.value, actions))
    .map(({ line }): Finding => [line, "all secrets for a workflow of others: name those that it needs"]);
  const texts = job.flatMap(({ line, path, value, block }) => [
    { line, text: `${path.at(-1)} ${value}` },
    ...block,
  ]);
  const caches = texts
    .filter(({ text }) => CACHE.test(text))
    .map(({ line }): Finding => [line, "a cache in a job with rights: a job of lesser rights can fill it"]);
  return [...codes, ...lends, ...caches, ...findArtifacts(job, index), ...findInScripts(job)];
}

/** Said too of a line that is too long to be read. */
const PULL = "the code of a pull request in a job with rights: whoever opened it acts with them";
const ARTIFACT = "an artifact of another run in a job with rights: a job of lesser rights can make it";

/** Whether a checkout goes to a folder that nothing but the bot's own actions is told of. */
function isData(
  input: readonly string[],
  asked: {
    readonly job: readonly WorkflowEntry[];
    readonly index: ReadonlyMap<string, WorkflowEntry>;
    readonly actions: string | null;
  },
): boolean {
  const path = [...input.slice(0, -1), "path"].join("/");
  const [, folder] = DATA_FOLDER.exec(asked.index.get(path)?.value ?? "") ?? [];
  if (folder === undefined) return false;
  return !asked.job.some(
    (entry) =>
      entry.path.join("/") !== path &&
      entry.path.at(-1) !== "name" &&
      !OF_PULL.test(entry.value) &&
      [entry.value, ...entry.block.map(({ text }) => text)].some((text) => hasWord(text, folder)) &&
      !(entry.path.at(-2) === "with" && isOwnAction(entry.path, asked)),
  );
}

function hasWord(text: string, word: string): boolean {
  return text.split(/[^\w-]+/).includes(word);
}

function isOwnWorkflow(used = "", actions: string | null): boolean {
  const name = used.replace(/^["']/, "").toLowerCase();
  return name.startsWith("./") || (actions !== null && name.startsWith(`${actions.toLowerCase()}/`));
}

function findArtifacts(
  job: readonly WorkflowEntry[],
  index: ReadonlyMap<string, WorkflowEntry>,
): readonly Finding[] {
  return job.flatMap(({ path, value, line }): readonly Finding[] => {
    if (path.at(-1) !== "uses") return [];
    if (OTHERS_ARTIFACTS.test(value)) return [[line, ARTIFACT]];
    if (!/^actions\/download-artifact@/i.test(value)) return [];
    const input = (name: string) => index.get([...path.slice(0, -1), "with", name].join("/"))?.value;
    const [run, repository] = [input("run-id"), input("repository")];
    const isOwn = run !== undefined && OWN_RUN.test(run);
    const isElsewhere = repository !== undefined && !OWN_RUN.test(repository);
    const isAsked = run !== undefined || input("github-token") !== undefined;
    return isElsewhere || (isAsked && !isOwn) ? [[line, ARTIFACT]] : [];
  });
}

function findInScripts(job: readonly WorkflowEntry[]): readonly Finding[] {
  const variables = job.filter(({ path, value }) => path.at(-2) === "env" && OF_PULL.test(value));
  const names = new Set(["GITHUB_HEAD_REF", ...variables.map(({ path }) => path.at(-1) ?? "")]);
  return scriptLines(job).flatMap(({ line, text }): readonly Finding[] => {
    if (text.length > MOST_CHARACTERS) return /\b(?:git|gh|curl)\b/.test(text) ? [[line, PULL]] : [];
    if (GH_ARTIFACTS.test(text)) return [[line, ARTIFACT]];
    const isNamed = [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = ""]) => names.has(name));
    const takes = GIT_TAKES.test(text) && (isNamed || PULL_REF.test(text));
    return takes || GH_TAKES.test(text) || ARCHIVE.test(text) ? [[line, PULL]] : [];
  });
}
