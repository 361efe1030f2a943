import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");

/** Rows of the two tables, and the function and the evidence that every phase has. */
const CHANGES: readonly { readonly file: string; readonly before: string; readonly insert: string }[] = [
  {
    file: "src/domain/gates.ts",
    before: "} as const satisfies Readonly<Record<string, GateRow>>;",
    insert: `  SG_4_toy_authz: {
    allows: "close the toy run",
    asks: (title) => \`to let the toy run of \${title} be closed (SG_4)\`,
    onApproval: () => "The toy run is closed.",
    goesOn: (runId) => \`cutter orchestrate resume \${runId}\`,
    unanswered: { says: "The toy run waits.", command: (runId) => \`cutter orchestrate renew \${runId}\` },
    waitingState: "awaiting_toy_authorization",
    effects: [],
    lifetimeHours: 7,
    reversible: false,
    beforeFirstWrite: false,
    recordsDecision: false,
  },
`,
  },
  {
    file: "src/domain/phases.ts",
    before: `  {
    name: "lifecycle_enact",`,
    insert: `  {
    name: "toy_check",
    stateAfter: "toy_checked",
    gate: "SG_1_cut_authz",
    lane: null,
    changes: "nothing",
    undo: "nothing to undo",
    timeLimitSeconds: null,
  },
`,
  },
  {
    file: "src/domain/evidence.ts",
    before: "  lifecycle_enact:",
    insert: "  toy_check: z.strictObject({}).readonly(),\n",
  },
  {
    file: "src/phases/registry.ts",
    before: "  lifecycle_enact: lifecycleEnact,",
    insert: '  toy_check: async () => ({ ok: true, value: { evidence: {}, summary: "Toy.", facts: [] } }),\n',
  },
];

/** The gate that covers the last phase in the toy house. */
const COVER = {
  file: "src/domain/phases.ts",
  from: `name: "closeout",
    stateAfter: "closeout_reported",
    gate: "SG_2_lifecycle_authz"`,
  to: `name: "closeout",
    stateAfter: "closeout_reported",
    gate: "SG_4_toy_authz"`,
};

/**
 * A copy of the product in `folder` with one more gate, before `closeout`, and one more phase, right before SG_2. Only rows of the
 * tables are added; nothing else of the copy knows of them.
 */
export async function buildToyHouse(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ["src", "bin", "test/support", "docs", "README.md", "package.json", "package-lock.json"])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const { file, before, insert } of CHANGES) {
    await replace(join(folder, file), before, `${insert}${before}`);
  }
  await replace(join(folder, COVER.file), COVER.from, COVER.to);
}

async function replace(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold ${JSON.stringify(from)} once`);
  await writeFile(
    file,
    text.replace(from, () => to),
  );
}
