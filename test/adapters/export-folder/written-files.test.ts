import assert from "node:assert/strict";
import test from "node:test";
import { WrittenFiles } from "../../../src/adapters/export-folder/written-files.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import { liveBytes } from "../../support/live-bytes.ts";

const fileOf = (path: string, staged: string | null) => ({
  path,
  sha256: sha256Hex(path),
  bytes: path.length,
  staged,
});

test("files that were written are there in the order of their paths", () => {
  const written = new WrittenFiles();
  const files = Array.from({ length: 1000 }, (_, at) =>
    fileOf(`法/${at}.html`, at % 3 === 0 ? `${at}` : null),
  );
  for (const file of files) written.push(file);
  const sorted = written.sort();
  assert.deepEqual(
    [...sorted.files()],
    files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  );
  assert.deepEqual([sorted.length, sorted.staged], [1000, 334]);
  assert.deepEqual([sorted.has("法/77.html"), sorted.has("法/77")], [true, false]);
});

test("a path that was written twice is a fault", () => {
  const written = new WrittenFiles();
  for (const path of ["b", "a", "b"]) written.push(fileOf(path, null));
  assert.throws(() => written.sort(), /no new path of an export: b/);
});

test("a file that was written takes little more than its path and its digest", async () => {
  const bytes = await liveBytes(() => {
    const written = new WrittenFiles();
    for (let at = 0; at < 20_000; at++)
      written.push(fileOf(`long/article-${at}/v1-0123456789ab.html`, String(at)));
    return written;
  });
  assert.ok(bytes / 20_000 < 200, `${Math.round(bytes / 20_000)} bytes a file`);
});
