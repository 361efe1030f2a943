import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sweepPending } from "../../../src/adapters/backup/pending-file.ts";

const PLAIN = "Nobody shall change article";

/** Files under `folder` that hold the text. */
async function filesHolding(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)));
  return files.filter((_, index) => held[index]);
}

test("kill -9 in the middle of a backup leaves no plain text and no file under the final name (B-11)", async () => {
  const root = await mkdtemp(join(tmpdir(), "bk-"));
  await chmod(root, 0o711);
  const folder = (name: string) => JSON.stringify(join(import.meta.dirname, "../../", name));
  const script = `
    import { mkdir } from "node:fs/promises";
    import { join } from "node:path";
    import { makeBackupScene } from ${folder("support/backup-scene.ts")};
    import { realServerFactory } from ${folder("support/scratch-options.ts")};
    const root = ${JSON.stringify(root)};
    const folder = join(root, "backups");
    await mkdir(folder);
    const scene = await makeBackupScene(await realServerFactory({ tempFolder: root }));
    const real = await scene.options.dumpSource(15);
    const stalling = {
      engine: real.engine,
      readVersion: real.readVersion,
      async *dump(order) {
        const chunks = [];
        for await (const chunk of real.dump(order)) chunks.push(chunk);
        // All but the end goes through the legs, then the source waits.
        yield Buffer.concat(chunks).subarray(0, -200);
        setTimeout(() => process.stdout.write("stalled\\n"), 300);
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      },
    };
    await scene.backup({ dumpSource: async () => stalling }).take({ runId: "ictr-20260601T120000Z-0a0b0c0d", live: scene.live, folder, documents: [] });`;
  const taker = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(taker.stdout, "data");
  assert.notDeepEqual(
    await filesHolding(root, PLAIN),
    [],
    "the live and the throw-away server hold it while they live",
  );
  assert.deepEqual(await filesHolding(join(root, "backups"), PLAIN), []);
  taker.kill("SIGKILL");
  await once(taker, "close");
  for (let tries = 0; tries < 250 && (await readdir(root)).length > 1; tries += 1) await sleep(20);
  assert.deepEqual(await readdir(root), ["backups"]);
  const left = await readdir(join(root, "backups"));
  assert.deepEqual(
    left.filter((name) => !name.endsWith(".partial")),
    [],
  );
  await sweepPending(join(root, "backups"));
  assert.deepEqual(await readdir(join(root, "backups")), []);
});
