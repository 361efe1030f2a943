import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { policySchema } from "../domain/policy.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { POLICY_PATH } from "../domain/run-paths.ts";
import { verifierFor } from "../engine/approvals/verify-commit.ts";
import { makeFolder } from "../files/make-folder.ts";
import { CONTROL_WORKFLOWS, type ControlPlan, renderControlFiles } from "../reports/control-files.ts";
import { findFaultsOfFile } from "../trust/policy/safety.ts";
import { carriedFolder } from "./code-root.ts";
import { readInputFile } from "./read-input-file.ts";
import { makeVerifiers } from "./verifiers.ts";

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

export interface InitReport {
  /** Paths that were written. */
  readonly files: readonly string[];
  /** What a person should know of the keys although nothing refuses them. */
  readonly notices: readonly string[];
}

/** Writes a working control repository into an empty or new folder. */
export async function initControlRepository(order: InitOrder): Promise<Result<InitReport>> {
  const standing = await readdir(order.folder).catch(() => []);
  if (standing.some((name) => name !== ".git"))
    return refusedInput("folder", "an empty folder", order.folder);
  const key = await readPublicKey(order.sovereign.keyFile);
  if (!key.ok) return key;
  const root = await readPublicKey(order.rootKeyFile);
  if (!root.ok) return root;
  const workflows = await Promise.all(
    CONTROL_WORKFLOWS.map(
      async (name) => [name, await readFile(join(carriedFolder("workflows"), name), "utf8")] as const,
    ),
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
    await makeFolder(dirname(target));
    await writeFile(target, text, { flag: "wx" });
  }
  return accepted({
    files: Object.keys(files).sort(),
    notices: [...key.value.notices, ...root.value.notices],
  });
}

type PublicKey = ControlPlan["sovereign"]["key"] & Pick<InitReport, "notices">;

async function readPublicKey(file: string): Promise<Result<PublicKey>> {
  const read = await readInputFile(file);
  if (!read.ok) return read;
  const bytes = read.value;
  const system = file.endsWith(".pub") ? "ssh" : "openpgp";
  const text = bytes.toString("utf8");
  if (/PRIVATE KEY/.test(text)) return refusedInput(file, "a public key", "a private key");
  const facts = await verifierFor(makeVerifiers(), system).readKey(bytes);
  const details = findFaultsOfFile(facts);
  const [actual] = details;
  if (actual !== undefined)
    return refused(refusal("STOP_BAD_INPUT", { field: file, expected: "one public key", actual, details }));
  const { fingerprint, notices } = facts;
  return accepted({ system, fingerprint, text, notices: notices.map((notice) => `${file}: ${notice}`) });
}

function refusedInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
