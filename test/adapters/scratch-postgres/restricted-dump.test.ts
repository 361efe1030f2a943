import assert from "node:assert/strict";
import { test } from "node:test";
import { restrictedDump } from "../../../src/adapters/scratch-postgres/restricted-dump.ts";

const BODY = `--\n${"select 'é';\n".repeat(60)}\\restrict aB1\n\\unrestrict aB1\nselect 2;`;
const LOCKED = `\\restrict aB1\n${BODY}\n\\unrestrict aB1\n\n`;

async function restricted(dump: string, size: number): Promise<string> {
  const bytes = Buffer.from(dump);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const all: Uint8Array[] = [];
  for await (const chunk of restrictedDump(chunks(), "ours")) all.push(chunk);
  return Buffer.concat(all).toString();
}

for (const size of [1, 7, 300, 100_000]) {
  test(`our lock replaces the dump's own, whose words elsewhere stay for psql to refuse (chunks of ${size})`, async () => {
    assert.equal(await restricted(LOCKED, size), `\\restrict ours\n\n${BODY}\n`);
  });

  test(`a dump without a lock gets ours (chunks of ${size})`, async () => {
    assert.equal(await restricted(BODY, size), `\\restrict ours\n${BODY}`);
  });

  test(`a short dump and an empty one get our lock (chunks of ${size})`, async () => {
    assert.equal(
      await restricted("\\restrict x\nselect 1;\n\\unrestrict x\n", size),
      "\\restrict ours\n\nselect 1;\n",
    );
    assert.equal(await restricted("", size), "\\restrict ours\n");
  });
}
