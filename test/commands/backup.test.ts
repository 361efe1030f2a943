import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBackupCommand } from "../../src/commands/backup.ts";
import type { BackupTools } from "../../src/compose/backup-tools.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { accepted, refused } from "../../src/domain/result.ts";

const TOOLS: BackupTools = {
  selftest: async () => accepted({ adapter: "pg_dump", recipient: "A".repeat(40), expires: null }),
  compare: async () => assert.fail("no database is asked"),
  proveDecryption: async () =>
    accepted({
      runId: "ictr-1",
      sha256: "0".repeat(64),
      tables: [{ table: "public.information_unit", rows: 12, digest: "0".repeat(64) }],
    }),
};

async function run(args: readonly string[], tools: Partial<BackupTools> = {}) {
  const said: string[] = [];
  const orders: unknown[] = [];
  let code: number | null = null;
  const say = (text: string) => void said.push(text);
  const command = makeBackupCommand(
    {
      openOutput: () => ({
        progress: { step: say, note: say },
        line: say,
        pages: async () => undefined,
        json: (value) => void orders.push(value),
        error: say,
        isTerminal: false,
      }),
      interrupted: new AbortController().signal,
      exit: (given) => {
        code = given;
      },
    },
    async ({ root }) => {
      orders.push(root);
      return { ...TOOLS, ...tools };
    },
    async () => assert.fail("no shelf is asked"),
  );
  await command.parseAsync(args, { from: "user" });
  return { code, text: said.join("\n"), orders };
}

test("a selftest that passes names the recipient and ends with 0", async () => {
  const { code, text, orders } = await run(["selftest", "--root", "/r"]);
  assert.equal(code, 0);
  assert.match(text, /A{40} \(never expires\)/);
  assert.equal(orders[0], "/r");
});

test("a selftest that fails tells the reason and ends with 3", async () => {
  const selftest = async () => refused(refusal("STOP_BACKUP_RECIPIENT_MISSING"));
  const { code, text } = await run(["selftest"], { selftest });
  assert.equal(code, 3);
  assert.match(text, /STOP_BACKUP_RECIPIENT_MISSING/);
});

test("a decryption proof is handed the files that were named", async () => {
  const orders: unknown[] = [];
  const proveDecryption: BackupTools["proveDecryption"] = async (order) => {
    orders.push(order);
    return TOOLS.proveDecryption(order);
  };
  const args = [
    "decrypt-proof",
    "backup.json",
    "--key",
    "k.asc",
    "--passphrase-file",
    "p",
    "--file",
    "b.pgp",
  ];
  const { code, text } = await run(args, { proveDecryption });
  assert.equal(code, 0);
  assert.match(text, /public\.information_unit: 12 rows/);
  assert.deepEqual(orders, [
    { envelopeFile: "backup.json", backupFile: "b.pgp", keyFile: "k.asc", passphraseFile: "p" },
  ]);
});

test("a decryption proof that finds a difference ends with 3", async () => {
  const proveDecryption = async () => refused(refusal("STOP_RESTORE_DIFFERS"));
  const { code, text } = await run(["decrypt-proof", "backup.json", "--key", "k.asc"], { proveDecryption });
  assert.equal(code, 3);
  assert.match(text, /STOP_RESTORE_DIFFERS/);
});
