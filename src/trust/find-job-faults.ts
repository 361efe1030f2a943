import type { WorkflowEntry } from "./read-workflow.ts";

export type Finding = readonly [line: number, finding: string];

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
];
/** An action that is a cache by its name. */
const CACHE_ACTION = /^[^@]*cache[^@]*@/i;

const EXPRESSION = /\$\{\{(.*?)(?:\}\}|$)/gs;
/**
 * What nobody outside can choose the text of: ids, numbers, digests, and what the repository itself holds. A dispatcher and a sender choose
 * the names in `inputs` and `client_payload` too.
 */
const FIXED =
  /^(?:github\.(?:sha|token|run_id|run_number|run_attempt|repository|repository_id|workspace|event\.(?!inputs\b|client_payload\b)(?:[\w.]+\.)?(?:sha|id|number))|(?:secrets|runner)\.[\w.-]+)$/;
/** Fixed where no expression fills the matrix. */
const OF_MATRIX = /^matrix\.[\w.-]+$/;
/** The bot's own actions judge their inputs before they use them. */
const OWN_ACTION =
  /^(?:\.\/|[\w.-]+\/[\w.-]+\/)actions\/(?:run-phases|post-report|verify-approval)(?:@[0-9a-f]{40})?$/;

/**
 * What is misused more easily in a job that has something to lose: one that runs on a machine of one's own, in an environment, with a right to
 * write, or with secrets. There nothing may come from a cache, which a job of lesser rights can fill, and no text of others may reach an
 * action's inputs (docs/threats.md ).
 */
export function findJobFaults(entries: readonly WorkflowEntry[]): readonly Finding[] {
  const lendsSecrets = entries.some(({ path, value }) => path[0] === "env" && /\bsecrets\b/.test(value));
  const jobs = new Map<string, WorkflowEntry[]>();
  for (const entry of entries) {
    const [top, job] = entry.path;
    if (top !== "jobs" || job === undefined) continue;
    jobs.set(job, [...(jobs.get(job) ?? []), entry]);
  }
  return [...jobs.values()]
    .filter((job) => lendsSecrets || isPrivileged(job))
    .flatMap((job) => [...findCaches(job), ...findOthersTexts(job)]);
}

function isPrivileged(job: readonly WorkflowEntry[]): boolean {
  return job.some(({ path, value, block }) => {
    const [, , key] = path;
    if (key === "environment" || key === "secrets") return true;
    if (key === "runs-on" && path.length === 3) return !HOSTED.test(value);
    if (key === "permissions") return /\bwrite/.test(value);
    return [value, ...block.map(({ text }) => text)].some((text) => /\bsecrets\b/.test(text));
  });
}

function findCaches(job: readonly WorkflowEntry[]): readonly Finding[] {
  const uses = job.filter(({ path }) => path.at(-1) === "uses");
  const actions = uses.flatMap(({ line, value, path }): readonly Finding[] => {
    if (CACHE_ACTION.test(value))
      return [[line, "a cache in a job with rights: a job of lesser rights can fill it"]];
    const row = CACHING.find(([action]) => action.test(value));
    if (row === undefined || inputOf(job, path, row[1]) === row[2]) return [];
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
function inputOf(job: readonly WorkflowEntry[], uses: readonly string[], name: string): string | null {
  const wanted = [...uses.slice(0, -1), "with", name].join("/");
  return job.find(({ path }) => path.join("/") === wanted)?.value ?? null;
}

function findOthersTexts(job: readonly WorkflowEntry[]): readonly Finding[] {
  const isFilled = job.some(
    ({ path, value, block }) =>
      path[2] === "strategy" &&
      [value, ...block.map(({ text }) => text)].some((text) => text.includes("${{")),
  );
  const isFixed = (text: string) => FIXED.test(text) || (!isFilled && OF_MATRIX.test(text));
  return job
    .filter(({ path }) => path.at(-2) === "with" && !isOwnAction(job, path))
    .flatMap(({ line, value, block }) => [{ line, text: value }, ...block])
    .filter(({ text }) => [...text.matchAll(EXPRESSION)].some(([, inside = ""]) => !isFixed(inside.trim())))
    .map(({ line }) => [
      line,
      "an expression with a text of others in an input of an action: pass it by `env`",
    ]);
}

function isOwnAction(job: readonly WorkflowEntry[], input: readonly string[]): boolean {
  const wanted = [...input.slice(0, -2), "uses"].join("/");
  return job.some(({ path, value }) => path.join("/") === wanted && OWN_ACTION.test(value));
}
