/** Where a control repository takes the actions from: a release of iu-cutter, pinned by its commit. */
export interface ActionSource {
  /** `owner/name` */
  readonly repository: string;
  /** Full commit id of a released tag, which carries the bundles. */
  readonly commit: string;
  /** The version of that release, where it is known. */
  readonly version: string | null;
}

/** Steps that build the actions from source; a control repository uses built ones. */
const BUILDS = [/uses: actions\/setup-node@/, /^ *- run: npm /];
/** A control repository does not hold the bot's code; only the check needs the repository's own files. */
const OWN_CODE = /uses: actions\/checkout@/;

/**
 * Renders a workflow of this repository for a control repository: the same triggers, rights and order, but with the actions of a pinned
 * release instead of built ones.
 */
export function renderControlWorkflow(name: string, text: string, source: ActionSource): string {
  const keepsCheckout = name === "approval.yml";
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === "steps:") + 1;
  const steps = splitSteps(lines.slice(start));
  const kept = steps.filter(
    (step) =>
      !BUILDS.some((pattern) => step.some((line) => pattern.test(line))) &&
      (keepsCheckout || !step.some((line) => OWN_CODE.test(line))),
  );
  const version = source.version === null ? "" : ` # v${source.version}`;
  return [...lines.slice(0, start), ...kept.flat()]
    .join("\n")
    .replace(
      /uses: \.\/actions\/([a-z-]+)/g,
      `uses: ${source.repository}/actions/$1@${source.commit}${version}`,
    );
}

function splitSteps(lines: readonly string[]): readonly (readonly string[])[] {
  const steps: string[][] = [];
  for (const line of lines) {
    if (/^ {6}- /.test(line)) steps.push([line]);
    else steps.at(-1)?.push(line);
  }
  return steps;
}
