import type { Policy, PolicyKey } from "../../domain/policy.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { POLICY_PATH } from "../../domain/run-paths.ts";
import type { GoodSignature } from "../../domain/signature.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { type Folder, isFolder, REGULAR_FILE, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { parsePolicy } from "../../trust/policy/parse-policy.ts";
import type { PinnedKey } from "../../trust/policy/safety.ts";
import { type EntryChange, introduces, isSame } from "../../trust/provenance.ts";
import type { History, HistoryReader } from "./history.ts";
import { refuseOtherParents } from "./own-parents.ts";
import { type KeyFile, type Verifiers, verifierFor, verifyCommit } from "./verify-commit.ts";

const MAX_KEY_FILE_BYTES = 65_536;

/** The facts about the policy at one tip that do not depend on the time: they are read once and may be judged many times. */
export interface PolicyFacts {
  readonly policy: Result<Policy>;
  readonly sha256: string;
  /** The commits that brought in the present `policy.json` and `keys/`. */
  readonly changes: readonly RootedChange[];
  /** The commits that changed the present state of one of the two into another, and that are not ancestors of its `changes`. */
  readonly replacements: readonly RootedChange[];
  /** Every policy in this history that parses, with the commits that introduced it. */
  readonly versions: readonly RootedVersion[];
  readonly keys: readonly ReadPin[];
}

export interface RootedChange {
  readonly path: string;
  readonly commit: string;
  /** The root key's signature on the commit, or why there is none. */
  readonly signature: Result<GoodSignature>;
  readonly signedAt: Date;
}

export interface RootedVersion extends Omit<RootedChange, "path"> {
  readonly version: number;
  readonly sha256: string;
  readonly fingerprints: ReadonlySet<string>;
}

interface ReadPin extends PinnedKey {
  readonly content: Uint8Array | null;
}

export interface PolicySource {
  readonly reader: HistoryReader;
  readonly history: History;
  /** The folder `approvals/` at the tip. */
  readonly approvals: Folder;
  readonly rootKeys: readonly KeyFile[];
  readonly verifiers: Verifiers;
}

export async function readPolicyFacts(source: PolicySource): Promise<Result<PolicyFacts>> {
  const entry = source.approvals.get("policy.json");
  if (entry === undefined) return refused(refusal("STOP_POLICY_MISSING"));
  const bytes = entry.mode === REGULAR_FILE ? await source.reader.blob(entry.id) : null;
  if (bytes === null) {
    return refused(refusal("STOP_POLICY_INVALID", { field: POLICY_PATH, actual: `mode ${entry.mode}` }));
  }
  const policy = parsePolicy(bytes);
  const { changes, replacements } = await readChanges(source);
  // A policy that no root key signed is refused as it is; reading its keys would be work that anybody can ask for.
  const isSigned = changes.every(({ signature }) => signature.ok);
  return accepted({
    policy,
    sha256: sha256Hex(bytes),
    changes,
    replacements,
    versions: await readVersions(source),
    keys: policy.ok && isSigned ? await readPins(source, policy.value) : [],
  });
}

async function readChanges(source: PolicySource): Promise<Pick<PolicyFacts, "changes" | "replacements">> {
  const { history } = source;
  const changes: RootedChange[] = [];
  const replacements: RootedChange[] = [];
  for (const name of ["policy.json", "keys"]) {
    const now = source.approvals.get(name);
    if (now === undefined) continue;
    const rooted = async (commit: string): Promise<RootedChange> => ({
      path: `approvals/${name}`,
      commit,
      ...(await verifyRoot(source, commit)),
    });
    const known = await history.changesOf(name);
    const introducers = introducersOf(known, now);
    for (const commit of introducers) changes.push(await rooted(commit));
    for (const { commit, entry, parents } of known) {
      // Where changes are left out, what the root signed may have been replaced by somebody else, and that taken back.
      const mayReplace = history.whole !== null || parents.some((parent) => isSame(parent.entry, now));
      const isReplaced = mayReplace && !isSame(entry, now);
      if (isReplaced && !introducers.some((introducer) => history.isBefore(commit, introducer)))
        replacements.push(await rooted(commit));
    }
  }
  return { changes, replacements };
}

async function readVersions(source: PolicySource): Promise<readonly RootedVersion[]> {
  const versions: RootedVersion[] = [];
  for (const { commit, entry, parents } of await source.history.changesOf("policy.json")) {
    if (entry === null || parents.some((parent) => isSame(parent.entry, entry))) continue;
    const bytes = await source.reader.blob(entry.id);
    const parsed = bytes === null ? null : parsePolicy(bytes);
    if (bytes === null || !parsed?.ok) continue;
    versions.push({
      commit,
      ...(await verifyRoot(source, commit)),
      version: parsed.value.version,
      sha256: sha256Hex(bytes),
      fingerprints: new Set(parsed.value.persons.flatMap(({ keys }) => keys.map((key) => key.fingerprint))),
    });
  }
  return versions;
}

function introducersOf(changes: readonly EntryChange[], now: TreeEntry): readonly string[] {
  return changes.filter((change) => introduces(change, now)).map(({ commit }) => commit);
}

async function verifyRoot(
  { reader, history, verifiers, rootKeys }: PolicySource,
  id: string,
): Promise<{ readonly signature: Result<GoodSignature>; readonly signedAt: Date }> {
  const commit = await reader.commit(id);
  if (!commit.ok) return { signature: commit, signedAt: new Date(0) };
  const { at } = commit.value.committer;
  const joined = refuseOtherParents(history, id, commit.value);
  if (joined !== null) return { signature: refused(joined), signedAt: at };
  const checked = await verifyCommit(verifiers, id, commit.value, rootKeys);
  if (!checked.ok) return { signature: checked, signedAt: at };
  const { signature } = checked.value;
  return { signature: accepted(signature), signedAt: signature.createdAt ?? at };
}

/** The keys that the policy pins, as `approvals/keys/` holds them. */
export async function readPins(
  { reader, approvals, verifiers }: Pick<PolicySource, "reader" | "approvals" | "verifiers">,
  policy: Policy,
): Promise<readonly ReadPin[]> {
  const entry = approvals.get("keys");
  const folder: Folder = entry !== undefined && isFolder(entry) ? await reader.folder(entry.id) : new Map();
  const pins = policy.persons.flatMap((person) => person.keys.map((pin) => ({ person, pin })));
  return await Promise.all(
    pins.map(async ({ person, pin }) => {
      const content = await readKeyFile(reader, folder, pin);
      const facts = content === null ? null : await verifierFor(verifiers, pin.system).readKey(content);
      return { person, pin, content, facts };
    }),
  );
}

async function readKeyFile(reader: HistoryReader, keys: Folder, pin: PolicyKey): Promise<Uint8Array | null> {
  const entry = keys.get(pin.file.slice("keys/".length));
  if (entry?.mode !== REGULAR_FILE) return null;
  const content = await reader.blob(entry.id);
  return content !== null && content.length <= MAX_KEY_FILE_BYTES ? content : null;
}
