import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readRecipientKey } from "../../src/compose/read-recipient-key.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

test("the first line of the file unlocks the key, whatever follows, as gpg takes it", async () => {
  await using temp = await makeTempFolder();
  const [key, file] = [join(temp.path, "key"), join(temp.path, "passphrase")];
  await writeFile(key, "armoured");
  for (const [text, passphrase] of [
    ["two words", "two words"],
    ["two words\n", "two words"],
    ["two words\r\nof another key\n", "two words"],
    [" of spaces \n\n", " of spaces "],
    ["", ""],
  ] as const) {
    await writeFile(file, text);
    assert.deepEqual(await readRecipientKey(key, file), {
      ok: true,
      value: { armoredKey: "armoured", passphrase },
    });
  }
  assert.deepEqual(await readRecipientKey(key, null), {
    ok: true,
    value: { armoredKey: "armoured", passphrase: null },
  });
  for (const [one, other] of [
    [join(temp.path, "none"), file],
    [key, temp.path],
  ] as const) {
    const read = await readRecipientKey(one, other);
    assert.equal(read.ok ? "read" : read.refusal.reason, "STOP_BAD_INPUT");
  }
});
