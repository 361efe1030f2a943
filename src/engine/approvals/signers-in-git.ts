import { type Policy, type RuleName, ruleOf } from "../../domain/policy.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { isFolder, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { parsePolicy } from "../../trust/policy/parse-policy.ts";
import { introduces } from "../../trust/provenance.ts";
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

export type GitTools = Pick<JudgeTools, "reader" | "aside" | "repository" | "verifiers">;

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
  tools: GitTools,
  history: History,
  {
    subject,
    policy,
    name,
    statements,
    offered,
  }: {
    readonly subject: string;
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
  const isSignedBy = async (commits: readonly string[]) => {
    let isNamed = false;
    for (const commit of commits)
      for (const { person, pin } of pins) {
        if (!(await isNamedBy(tools, history, { commit, pin }))) continue;
        signers.set(pin.fingerprint, person);
        isNamed = true;
      }
    return isNamed;
  };
  for (const { entry, commits } of statements) {
    const isNamed =
      (await isSignedBy(offered === null ? commits : [...commits, offered])) ||
      (await isSignedBy(await originalsOf(tools, history, { subject, entry })));
    isWhole &&= isNamed;
  }
  if (!isWhole) for (const { person, pin } of pins) signers.set(pin.fingerprint, person);
  if (rule.accepted.includes("merged_pr"))
    for (const { id, github } of persons) if (github !== undefined) signers.set(`github:${github.id}`, id);
  return { signers, isWhole };
}

/** The commits beside the default branch that have brought the same file in, where a forge or the bot keeps what was offered. */
async function originalsOf(
  { repository, aside }: GitTools,
  history: History,
  { subject, entry }: { readonly subject: string; readonly entry: TreeEntry },
): Promise<readonly string[]> {
  const side = await once(history, "beside", async () => {
    const refs = (await repository.listRefs()).filter(({ ref, id }) => KEPT.test(ref) && !history.has(id));
    return await aside.openBeside(history, [...new Set(refs.map(({ id }) => id))]);
  });
  const changes = await side.changesInRun(subject, entry.name);
  return changes.filter((change) => introduces(change, entry)).map(({ commit }) => commit);
}

const KEPT = /^refs\/(?:pull\/\d+\/head|heads\/cutter\/.+)$/;

function isNamedBy(
  tools: GitTools,
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
