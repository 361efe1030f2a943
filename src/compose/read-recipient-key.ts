import type { RecipientKey } from "../adapters/openpgp/decrypt.ts";
import { accepted, type Result } from "../domain/result.ts";
import { readInputFile } from "./read-input-file.ts";

/** The recipient's private key, and the passphrase that unlocks it: the first line of its file, as gpg takes it. */
export async function readRecipientKey(
  keyFile: string,
  passphraseFile: string | null,
): Promise<Result<RecipientKey>> {
  const key = await readInputFile(keyFile);
  if (!key.ok) return key;
  const armoredKey = key.value.toString("utf8");
  if (passphraseFile === null) return accepted({ armoredKey, passphrase: null });
  const text = await readInputFile(passphraseFile);
  if (!text.ok) return text;
  const [passphrase = ""] = text.value.toString("utf8").split(/\r?\n/, 1);
  return accepted({ armoredKey, passphrase });
}
