import { findOpenPath } from "../../bin/open-path.js";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { refuseRootKey } from "../engine/approvals/refuse-root-key.ts";
import { type KeyFile, verifierFor } from "../engine/approvals/verify-commit.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { makeVerifiers } from "./verifiers.ts";

/** Reads the root keys that the runner's own configuration pins; `.pub` files are SSH keys, all others OpenPGP. */
export async function readRootKeys(paths: readonly string[]): Promise<Result<readonly KeyFile[]>> {
  const read = await readKeyFiles(paths, "rootKeys");
  if (!read.ok) return read;
  for (const [at, key] of read.value.entries()) {
    const unfit = await refuseRootKey(makeVerifiers(), key, `rootKeys ${paths[at]}`);
    if (unfit !== null) return refused(unfit);
  }
  return read;
}

/** Reads public keys of which nothing is asked but that they are some: one that was revoked is read as well. */
export async function readPublicKeys(
  paths: readonly string[],
  option: string,
): Promise<Result<readonly KeyFile[]>> {
  const read = await readKeyFiles(paths, option);
  if (!read.ok) return read;
  for (const [at, { system, content }] of read.value.entries()) {
    const { fingerprint, problems } = await verifierFor(makeVerifiers(), system).readKey(content);
    if (fingerprint !== "") continue;
    return refused(unreadable(`${option} ${paths[at]}`, problems[0] ?? "no public key"));
  }
  return read;
}

async function readKeyFiles(paths: readonly string[], named: string): Promise<Result<readonly KeyFile[]>> {
  const keys: KeyFile[] = [];
  for (const path of paths) {
    try {
      keys.push({ system: systemOf(path), content: await readNamedFile(path) });
    } catch (cause) {
      return refused(unreadable(`${named} ${path}`, cause instanceof Error ? cause.message : String(cause)));
    }
  }
  return accepted(keys);
}

function unreadable(field: string, actual: string): Refusal {
  return refusal("STOP_CONFIG_INVALID", { field, expected: "a readable public key", actual });
}

/** `STOP_CONFIG_INVALID` where somebody else could put another key in the place of one that the configuration pins. */
export function refuseOpenKeys(paths: readonly string[]): Refusal | null {
  for (const path of paths) {
    const open = findOpenPath(path);
    if (open !== null) {
      const expected = "a file that root and this account alone can change";
      return refusal("STOP_CONFIG_INVALID", { field: `rootKeys ${path}`, expected, actual: open });
    }
  }
  return null;
}

/** The system of a key file by its name, as everywhere in a policy. */
export function systemOf(path: string): KeyFile["system"] {
  return path.endsWith(".pub") ? "ssh" : "openpgp";
}
