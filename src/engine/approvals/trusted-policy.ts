import { sha256Hex } from "../../domain/canonical-json.ts";
import type { Policy, PolicyKey } from "../../domain/policy.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { KeyFacts } from "../../domain/signature.ts";
import { type Folder, isFolder, REGULAR_FILE, type TreeEntry } from "../../trust/git/parse-tree.ts";
import { parsePolicy } from "../../trust/policy/parse-policy.ts";
import {
  type PolicyChange,
  type PolicyVersion,
  refusePolicyRollback,
  refuseUntrustedPolicy,
} from "../../trust/policy/policy-trust.ts";
import { type PinnedKey, refuseUnsafePolicy } from "../../trust/policy/safety.ts";
import { isSame } from "../../trust/provenance.ts";
import { refuseDeadKey } from "../../trust/signature.ts";
import { checkCommit, type KeyFile, type Verifiers, verifierFor } from "./check-commit.ts";
import type { History, HistoryReader } from "./history.ts";

export const MAX_KEY_FILE_BYTES = 65_536;

/** A policy that the root key vouches for, with its keys. */
export interface TrustedPolicy {
  readonly policy: Policy;
  readonly version: number;
  readonly sha256: string;
  readonly keys: readonly PinnedKey[];
  readonly keyFiles: readonly KeyFile[];
  /** When a later policy version first pinned a key, by fingerprint; keys of the first version are not in it. */
  readonly pinnedSince: ReadonlyMap<string, Date>;
}

export interface PolicyReading {
  readonly reader: HistoryReader;
  readonly history: History;
  /** The folder `approvals/` at the tip. */
  readonly approvals: Folder;
  readonly rootKeys: readonly KeyFile[];
  readonly verifiers: Verifiers;
  readonly now: Date;
  readonly floor: number;
}

/** Reads the policy at the tip and judges whether the root key vouches for it, in its present form and at this time. */
export async function readTrustedPolicy(reading: PolicyReading): Promise<Result<TrustedPolicy>> {
  const entry = reading.approvals.get("policy.json");
  if (entry === undefined) return refused(refusal("STOP_POLICY_MISSING"));
  const bytes = entry.mode === REGULAR_FILE ? await reading.reader.blob(entry.id) : null;
  if (bytes === null) {
    return refused(
      refusal("STOP_POLICY_INVALID", { field: "approvals/policy.json", actual: `mode ${entry.mode}` }),
    );
  }
  const untrusted = refuseUntrustedPolicy(await readPolicyChanges(reading));
  if (untrusted !== null) return refused(untrusted);
  const parsed = parsePolicy(bytes);
  if (!parsed.ok) return parsed;
  const present = { version: parsed.value.version, sha256: sha256Hex(bytes) };
  const signed = await readSignedVersions(reading);
  const rollback = refusePolicyRollback(present, { signedBefore: signed, floor: reading.floor });
  if (rollback !== null) return refused(rollback);
  const pinned = await readPinnedKeys(reading, parsed.value);
  const unsafe = refuseUnsafePolicy(parsed.value, pinned);
  if (unsafe !== null) return refused(unsafe);
  return accepted({
    policy: parsed.value,
    ...present,
    keys: pinned,
    keyFiles: pinned.flatMap(({ pin, content }) =>
      content === null ? [] : [{ system: pin.system, content }],
    ),
    pinnedSince: keysPinnedLater(parsed.value, signed),
  });
}

/** The commits that brought in `policy.json` and `keys/` as they are now, each checked against the root keys. */
async function readPolicyChanges(reading: PolicyReading): Promise<readonly PolicyChange[]> {
  const changes: PolicyChange[] = [];
  for (const name of ["policy.json", "keys"]) {
    const now = reading.approvals.get(name);
    if (now === undefined) continue;
    for (const commit of introducersOf(reading.history, name, now)) {
      changes.push({ path: `approvals/${name}`, commit, fault: (await checkRoot(reading, commit)).fault });
    }
  }
  return changes;
}

function introducersOf(history: History, name: string, now: TreeEntry): readonly string[] {
  return history
    .changesOf(name)
    .filter(
      (change) => isSame(change.entry, now) && !change.parents.some((parent) => isSame(parent.entry, now)),
    )
    .map((change) => change.commit);
}

async function checkRoot(
  reading: PolicyReading,
  id: string,
): Promise<{ readonly fault: Refusal | null; readonly signedAt: Date | null }> {
  const commit = await reading.reader.commit(id);
  if (!commit.ok) return { fault: commit.refusal, signedAt: null };
  const checked = await checkCommit(reading.verifiers, id, commit.value, reading.rootKeys);
  if (!checked.ok) return { fault: checked.refusal, signedAt: null };
  const { signature } = checked.value;
  const fault = refuseDeadKey(signature, { firstSeen: reading.now, now: reading.now });
  return { fault, signedAt: signature.createdAt ?? commit.value.committer.at };
}

interface SignedVersion extends PolicyVersion {
  readonly signedAt: Date;
  readonly fingerprints: ReadonlySet<string>;
}

/** Every policy that the root key ever signed in this history, oldest version first. */
async function readSignedVersions(reading: PolicyReading): Promise<readonly SignedVersion[]> {
  const versions = new Map<string, SignedVersion>();
  for (const change of reading.history.changesOf("policy.json")) {
    const { entry } = change;
    if (entry === null || change.parents.some((parent) => isSame(parent.entry, entry))) continue;
    const bytes = await reading.reader.blob(entry.id);
    const parsed = bytes === null ? null : parsePolicy(bytes);
    if (bytes === null || !parsed?.ok) continue;
    const { fault, signedAt } = await checkRoot(reading, change.commit);
    if (fault !== null || signedAt === null) continue;
    const fingerprints = new Set(
      parsed.value.persons.flatMap(({ keys }) => keys.map((key) => key.fingerprint)),
    );
    versions.set(entry.id, {
      version: parsed.value.version,
      sha256: sha256Hex(bytes),
      signedAt,
      fingerprints,
    });
  }
  return [...versions.values()].sort((a, b) => a.version - b.version);
}

/** A key counts from the policy version that pinned it and did not let it go since; those of the first version always did. */
function keysPinnedLater(policy: Policy, signed: readonly SignedVersion[]): ReadonlyMap<string, Date> {
  const since = new Map<string, Date>();
  for (const { keys } of policy.persons) {
    for (const { fingerprint } of keys) {
      const lacking = signed.findLastIndex((version) => !version.fingerprints.has(fingerprint));
      const first = signed[lacking + 1];
      if (lacking >= 0 && first !== undefined) since.set(fingerprint, first.signedAt);
    }
  }
  return since;
}

interface ReadPin extends PinnedKey {
  readonly content: Uint8Array | null;
}

async function readPinnedKeys(reading: PolicyReading, policy: Policy): Promise<readonly ReadPin[]> {
  const entry = reading.approvals.get("keys");
  const folder = entry !== undefined && isFolder(entry) ? await reading.reader.folder(entry.id) : new Map();
  const pins = policy.persons.flatMap((person) => person.keys.map((pin) => ({ person, pin })));
  return await Promise.all(
    pins.map(async ({ person, pin }) => {
      const content = await readKeyFile(reading.reader, folder, pin);
      const facts: KeyFacts | null =
        content === null ? null : await verifierFor(reading.verifiers, pin.system).readKey(content);
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
