import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { policySchema } from "../domain/policy.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { POLICY_PATH } from "../domain/run-paths.ts";
import { CONTROL_WORKFLOWS, type ControlPlan, renderControlFiles } from "../reports/control-files.ts";
import { CODE_ROOT } from "./code-root.ts";
import { makeVerifiers } from "./verifiers.ts";

const WORKFLOWS = join(CODE_ROOT, ".github/workflows");

export interface InitOrder {
  readonly folder: string;
  readonly repository: string;
  readonly source: ControlPlan["source"];
  readonly rootKeyFile: string;
  readonly sovereign: {
    readonly id: string;
    readonly name: string;
    readonly keyFile: string;
    readonly github: { readonly id: number; readonly login: string } | null;
  };
}

/** Writes a working control repository into an empty or new folder; returns the paths that were written. */
export async function initControlRepository(order: InitOrder): Promise<Result<readonly string[]>> {
  const standing = await readdir(order.folder).catch(() => []);
  if (standing.some((name) => name !== ".git"))
    return refusedInput("folder", "an empty folder", order.folder);
  const key = await readPublicKey(order.sovereign.keyFile);
  if (!key.ok) return key;
  const root = await readPublicKey(order.rootKeyFile);
  if (!root.ok) return root;
  const workflows = await Promise.all(
    CONTROL_WORKFLOWS.map(async (name) => [name, await readFile(join(WORKFLOWS, name), "utf8")] as const),
  );
  const files = renderControlFiles({
    repository: order.repository,
    source: order.source,
    sovereign: { ...order.sovereign, key: key.value },
    rootKey: {
      file: `root${basename(order.rootKeyFile).endsWith(".pub") ? ".pub" : ".asc"}`,
      text: root.value.text,
    },
    workflows: Object.fromEntries(workflows),
  });
  const policy = policySchema.safeParse(JSON.parse(files[POLICY_PATH] ?? ""));
  if (!policy.success) {
    const details = policy.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return refused(
      refusal("STOP_BAD_INPUT", { field: "policy", expected: "a valid policy", actual: "errors", details }),
    );
  }
  for (const [path, text] of Object.entries(files)) {
    const target = join(order.folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: "wx" });
  }
  return accepted(Object.keys(files).sort());
}

type PublicKey = ControlPlan["sovereign"]["key"];

async function readPublicKey(file: string): Promise<Result<PublicKey>> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return refusedInput(file, "a public key file (.asc or .pub)", "no such file");
  const system = file.endsWith(".pub") ? "ssh" : "openpgp";
  const text = bytes.toString("utf8");
  if (/PRIVATE KEY/.test(text)) return refusedInput(file, "a public key", "a private key");
  const verifier = makeVerifiers().find((one) => one.system === system);
  const facts = await verifier?.readKey(bytes);
  const problem = facts === undefined || facts.fingerprint === "" ? "no key" : facts.problems[0];
  if (facts === undefined || problem !== undefined)
    return refusedInput(file, "one public key", problem ?? "no key");
  return accepted({ system, fingerprint: facts.fingerprint, text });
}

function refusedInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
