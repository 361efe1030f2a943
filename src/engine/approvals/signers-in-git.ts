import { type Policy, type RuleName, ruleOf } from "../../domain/policy.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isFolder } from "../../trust/git/parse-tree.ts";
import { parsePolicy } from "../../trust/policy/parse-policy.ts";
import { once, type StatementInGit } from "./approval-in-git.ts";
import type { History } from "./history.ts";
import type { JudgeTools } from "./judge-tools.ts";
import { type KeyFile, namesSigner } from "./verify-commit.ts";

/** Every policy that the default branch has had, whoever brought it there. */
export function policiesOf(
  { reader }: Pick<JudgeTools, "reader">,
  history: History,
): Promise<readonly { readonly sha256: string; readonly policy: Policy }[]> {
  return once(history, "policies", async () => {
    const found = new Map<string, { readonly sha256: string; readonly policy: Policy }>();
    for (const { entry } of await history.changesOf("policy.json")) {
      const bytes = entry === null ? null : await reader.blob(entry.id);
      const policy = bytes === null ? null : parsePolicy(bytes);
      if (bytes !== null && policy?.ok)
        found.set(sha256Hex(bytes), { sha256: sha256Hex(bytes), policy: policy.value });
    }
    return [...found.values()];
  });
}

export interface Signers {
  /** The persons, by key. */
  readonly signers: ReadonlyMap<string, string>;
  /** Whether a commit names the key of every statement. */
  readonly isWhole: boolean;
}

/**
 * By which keys the statements of a gate can have been made, each with its person: those that the signature of a commit names which brought one in, and
 * the account of a merge where the policy lets one count. The original of a squash may be gone from git; then every key of these persons can have
 * made it. No signature is checked: that was done at the gate, and who writes into the database alone can't put a commit here.
 */
export async function signersOf(
  tools: Pick<JudgeTools, "reader" | "repository" | "verifiers">,
  history: History,
  {
    policy,
    name,
    statements,
    offered,
  }: {
    readonly policy: Policy;
    readonly name: RuleName;
    readonly statements: readonly StatementInGit[];
    /** The commit that the ledger names, where it has brought one of them in. */
    readonly offered: string | null;
  },
): Promise<Signers> {
  const rule = ruleOf(policy, name);
  const persons = policy.persons.filter(({ id }) => rule.persons.includes(id));
  const pins = persons.flatMap(({ id, keys }) => keys.map((pin) => ({ person: id, pin })));
  const signers = new Map<string, string>();
  let isWhole = true;
  for (const { commits } of statements) {
    let isNamed = false;
    for (const commit of offered === null ? commits : [...commits, offered])
      for (const { person, pin } of pins) {
        if (!(await isNamedBy(tools, history, { commit, pin }))) continue;
        signers.set(pin.fingerprint, person);
        isNamed = true;
      }
    isWhole &&= isNamed;
  }
  if (!isWhole) for (const { person, pin } of pins) signers.set(pin.fingerprint, person);
  if (rule.accepted.includes("merged_pr"))
    for (const { id, github } of persons) if (github !== undefined) signers.set(`github:${github.id}`, id);
  return { signers, isWhole };
}

function isNamedBy(
  tools: Pick<JudgeTools, "reader" | "repository" | "verifiers">,
  history: History,
  { commit, pin }: { readonly commit: string; readonly pin: Policy["persons"][number]["keys"][number] },
): Promise<boolean> {
  return once(history, `signer ${commit} ${pin.fingerprint} ${pin.file}`, async () => {
    const object = await tools.repository.readObject(commit);
    if (object?.type !== "commit") return false;
    const files = (await keyFilesOf(tools, history)).get(pin.file) ?? [];
    return await namesSigner(
      tools.verifiers,
      object.content,
      files.map((content): KeyFile => ({ system: pin.system, content })),
    );
  });
}

/** Every form that a key file has ever had: a key gets new subkeys, and a person is taken off. */
function keyFilesOf(
  { reader }: Pick<JudgeTools, "reader">,
  history: History,
): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  return once(history, "key files", async () => {
    const files = new Map<string, Uint8Array[]>();
    const seen = new Set<string>();
    for (const { entry } of await history.changesOf("keys")) {
      if (entry === null || !isFolder(entry)) continue;
      for (const { name, id } of (await reader.folder(entry.id)).values()) {
        if (seen.has(`${name} ${id}`)) continue;
        seen.add(`${name} ${id}`);
        const content = await reader.blob(id);
        const path = `keys/${name}`;
        if (content !== null) files.set(path, [...(files.get(path) ?? []), content]);
      }
    }
    return files;
  });
}
