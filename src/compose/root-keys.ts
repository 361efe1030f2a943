import { findOpenPath } from "../../bin/open-path.js";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { refuseRootKey } from "../engine/approvals/refuse-root-key.ts";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { makeVerifiers } from "./verifiers.ts";

/** Reads the root keys that the runner's own configuration pins; `.pub` files are SSH keys, all others OpenPGP. */
export async function readRootKeys(paths: readonly string[]): Promise<Result<readonly KeyFile[]>> {
  const keys: KeyFile[] = [];
  for (const path of paths) {
    const content = await readNamedFile(path).catch(() => null);
    if (content === null) {
      return refused(
        refusal("STOP_CONFIG_INVALID", {
          field: `rootKeys ${path}`,
          expected: "a readable public key",
          actual: "no file that can be read",
        }),
      );
    }
    const key = { system: systemOf(path), content };
    const unfit = await refuseRootKey(makeVerifiers(), key, `rootKeys ${path}`);
    if (unfit !== null) return refused(unfit);
    keys.push(key);
  }
  return accepted(keys);
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
