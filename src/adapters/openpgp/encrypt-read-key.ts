import { readFile } from "node:fs/promises";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Decryption } from "../../ports/encryption.ts";
import { createDecryption } from "./decrypt.ts";

/** Reads the operator's armoured private key, and its passphrase (the first line of its file) where it is locked. */
export async function readDecryption(files: {
  readonly keyFile: string;
  readonly passphraseFile: string | null;
}): Promise<Result<Decryption>> {
  try {
    const armoredKey = await readFile(files.keyFile, "utf8");
    const passphrase =
      files.passphraseFile === null
        ? null
        : ((await readFile(files.passphraseFile, "utf8")).split(/\r?\n/)[0] ?? "");
    return accepted(createDecryption({ armoredKey, passphrase }));
  } catch (cause) {
    const actual = cause instanceof Error ? cause.message : String(cause);
    return refused(
      refusal("STOP_BAD_INPUT", { field: "private key", expected: "a file that can be read", actual }),
    );
  }
}
