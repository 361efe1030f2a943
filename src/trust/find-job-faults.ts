import { type Finding, findActingTexts, variablesOfOthers } from "./find-acting-texts.ts";
import { findFetchedTexts } from "./find-fetched-texts.ts";
import { findForeignCode } from "./find-foreign-code.ts";
import { indexByPath, type WorkflowEntry } from "./read-workflow.ts";

/** Machines that GitHub makes for one job and throws away. */
export const HOSTED =
  /^(?:ubuntu|windows|macos)-(?:latest|slim|\d[\d.]*)(?:-(?:arm|arm64|intel|large|xlarge|vs\d+))*$/;

/** Actions that keep a cache unless an input switches it off, with that input. */
const CACHING: readonly (readonly [action: RegExp, input: string, off: string])[] = [
  [/^actions\/setup-node@/i, "package-manager-cache", "false"],
  [/^actions\/setup-go@/i, "cache", "false"],
  [/^astral-sh\/setup-uv@/i, "enable-cache", "false"],
  [/^gradle\/(?:actions\/setup-gradle|gradle-build-action)@/i, "cache-disabled", "true"],
  [/^golangci\/golangci-lint-action@/i, "skip-cache", "true"],
  [/^oven-sh\/setup-bun@/i, "no-cache", "true"],
  [/^(?:actions-rust-lang\/setup-rust-toolchain|moonrepo\/setup-rust)@/i, "cache", "false"],
  [/^(?:jdx\/mise-action|prefix-dev\/setup-pixi|aquasecurity\/trivy-action)@/i, "cache", "false"],
  [/^docker\/setup-buildx-action@/i, "cache-binary", "false"],
  [/^docker\/setup-qemu-action@/i, "cache-image", "false"],
  [/^github\/codeql-action\/init@/i, "trap-caching", "false"],
  [/^r-lib\/actions\/setup-r-dependencies@/i, "cache", "false"],
  [/^lukka\/get-cmake@/i, "useCloudCache", "false"],
];
/** Sections at the top that act in each job. */
const OF_EVERY_JOB: readonly string[] = ["env", "defaults", "concurrency"];
/** An action that is a cache by its name, or keeps one that nothing switches off. */
const CACHE_ACTION =
  /^(?:[^@]*cach(?:e|ix)[^@]*|pre-commit\/action|ramsey\/composer-install|cypress-io\/github-action|bahmutov\/npm-install|ocaml\/setup-ocaml|lukka\/run-vcpkg)@/i;

/**
 * What is misused more easily in a job that has something to lose: one that runs on a machine of one's own, in an environment, with a right to
 * write, or with secrets. There nothing may come from a cache, which a job of lesser rights can fill, no code may come from a pull request, and no
 * text of others may act (docs/threats.md ).
 */
export function findJobFaults(entries: readonly WorkflowEntry[], actions: string | null): readonly Finding[] {
  const lendsSecrets = entries.some(({ path, value }) => path[0] === "env" && /\bsecrets\b/i.test(value));
  const forAll = entries.filter(({ path }) => OF_EVERY_JOB.includes(path[0] ?? ""));
  const jobs = new Map<string, WorkflowEntry[]>();
  for (const entry of entries) {
    const [top, job] = entry.path;
    if (top !== "jobs" || job === undefined) continue;
    const known = jobs.get(job);
    if (known === undefined) jobs.set(job, [entry]);
    else known.push(entry);
  }
  const judged = [...jobs.values()].filter((job) => lendsSecrets || isPrivileged(job));
  if (judged.length === 0) return [];
  const inherited = variablesOfOthers(forAll);
  const shell = indexByPath(forAll).get("defaults/run/shell")?.value ?? null;
  const ofAll = { actions, inherited, shell };
  return [
    ...findActingTexts(forAll, ofAll),
    ...entries
      .filter(startsForOthers)
      .map(
        ({ line }): Finding => [
          line,
          "a trigger of checks and deployments starts a job with rights for others",
        ],
      ),
    ...judged.flatMap((job) => [
      ...findCaches(job),
      ...findActingTexts(job, ofAll),
      ...findForeignCode(job, actions),
      ...findFetchedTexts(job),
    ]),
  ];
}

/** Checks and deployments are made for the commits of pull requests too, by whoever may run a job or an app. */
function startsForOthers({ path, value, block }: WorkflowEntry): boolean {
  const isTrigger = path[0] === "on" && path.length <= 2;
  const text = [...path, value, ...block.map((line) => line.text)].join(" ");
  return isTrigger && /\b(?:check_suite|check_run|deployment_status)\b/i.test(text);
}

function isPrivileged(job: readonly WorkflowEntry[]): boolean {
  return job.some(({ path, value, block }) => {
    const [, , key] = path;
    if (key === "environment" || key === "secrets") return true;
    if (key === "runs-on" && path.length === 3) return !HOSTED.test(value);
    if (key === "permissions") return /\bwrite/i.test(value);
    return [value, ...block.map(({ text }) => text)].some((text) => /\bsecrets\b/i.test(text));
  });
}

function findCaches(job: readonly WorkflowEntry[]): readonly Finding[] {
  const uses = job.filter(({ path }) => path.at(-1) === "uses");
  const index = indexByPath(job);
  const actions = uses.flatMap(({ line, value, path }): readonly Finding[] => {
    if (CACHE_ACTION.test(value))
      return [[line, "a cache in a job with rights: a job of lesser rights can fill it"]];
    const row = CACHING.find(([action]) => action.test(value));
    if (row === undefined || inputOf(index, path, row[1]) === row[2]) return [];
    return [
      [line, `${value.split("@")[0]} keeps a cache in a job with rights: set \`${row[1]}: ${row[2]}\``],
    ];
  });
  const inputs = job
    .filter(
      ({ path, value }) => path.at(-2) === "with" && /cache/i.test(path.at(-1) ?? "") && !isOff(path, value),
    )
    .map(({ line }): Finding => [line, "a cache in a job with rights: a job of lesser rights can fill it"]);
  return [...actions, ...inputs];
}

function isOff(path: readonly string[], value: string): boolean {
  const plain = value.replace(/^(["'])(.*)\1$/, "$2");
  return /-disabled$|^(?:no|skip)-/.test(path.at(-1) ?? "")
    ? plain === "true"
    : ["false", ""].includes(plain);
}

/** The value of an input of the step that the path of its `uses` names. */
function inputOf(
  index: ReadonlyMap<string, WorkflowEntry>,
  uses: readonly string[],
  name: string,
): string | null {
  return index.get([...uses.slice(0, -1), "with", name].join("/"))?.value ?? null;
}
