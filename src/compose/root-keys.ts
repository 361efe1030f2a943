import { readFile } from "node:fs/promises";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";

/** Reads the root keys that the runner's own configuration pins; `.pub` files are SSH keys, all others OpenPGP. */
export async function readRootKeys(paths: readonly string[]): Promise<Result<readonly KeyFile[]>> {
  const keys: KeyFile[] = [];
  for (const path of paths) {
    const content = await readFile(path).catch(() => null);
    if (content === null) {
      return refused(
        refusal("STOP_CONFIG_INVALID", {
          field: `rootKeys ${path}`,
          expected: "a readable public key",
          actual: "no such file",
        }),
      );
    }
    keys.push({ system: systemOf(path), content });
  }
  return accepted(keys);
}

/** The system of a key file by its name, as everywhere in a policy. */
export function systemOf(path: string): KeyFile["system"] {
  return path.endsWith(".pub") ? "ssh" : "openpgp";
}
