import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import test, { after, before } from "node:test";
import { type Copy, joinPlace } from "../../../src/domain/backup-copies.ts";
import { isIncrement, type PgDumpEnvelope } from "../../../src/domain/backup-envelope.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { CopyPlace } from "../../../src/ports/copy-place.ts";
import { startDav } from "../../support/dav-server.ts";
import { type IncrementScene, makeIncrementScene, nextRunId } from "../../support/increment-scene.ts";
import { makeRcloneScene, type RcloneScene } from "../../support/rclone.ts";
import { must } from "../../support/test-setup.ts";

let made: IncrementScene;
let far: RcloneScene;
let nas: string;
before(async () => {
  made = await makeIncrementScene();
  await made.write("ALPHA", 40);
  await made.write("BETA", 40);
  far = await makeRcloneScene();
  nas = await far.folder("nas");
});
after(async () => {
  await far[Symbol.asyncDispose]();
  await made[Symbol.asyncDispose]();
});

async function take(
  order: { readonly folder: string; readonly places: readonly CopyPlace[]; readonly runId?: string },
  more: { readonly isTrial?: true; readonly staysHere?: true } = {},
): Promise<Result<PgDumpEnvelope>> {
  const { folder, places, runId = nextRunId() } = order;
  const taken = await made.scene
    .backup({ places, folder })
    .take({ runId, live: made.scene.live, folder, documents: [], ...more });
  if (!taken.ok) return taken;
  await taken.value.restored[Symbol.asyncDispose]();
  return { ok: true, value: taken.value.envelope };
}

function reasonOf(result: Result<unknown>): string {
  return result.ok ? "accepted" : result.refusal.reason;
}

const readCopy = ({ place, object }: Copy) => readFile(joinPlace(place, object));

async function recheck(envelope: PgDumpEnvelope, folder: string, places: readonly CopyPlace[]) {
  const { systemIdentifier } = envelope.database;
  return made.scene.backup({ places, folder }).recheck(envelope, { runId: envelope.runId, systemIdentifier });
}

test("a backup is put to each place under a name that no other content has, and its envelope says what came back", async () => {
  await using dav = await startDav();
  await far.add("dav", { type: "webdav", url: dav.url, vendor: "other" });
  const folder = await made.folder();
  const places = [far.place(nas), far.place("dav:law")];
  const runId = nextRunId();
  const first = must(await take({ folder, places, runId }));
  const { sha256, sizeBytes, file } = first;
  const object = `backups/${sha256}/${basename(file)}`;
  assert.deepEqual(first.copies, [
    { place: nas, object, sizeBytes, sha256 },
    { place: "dav:law", object, sizeBytes, sha256 },
  ]);
  assert.deepEqual(await readFile(join(nas, object)), await readFile(file));
  assert.deepEqual(dav.files.get(`/law/${object}`), await readFile(file));
  const again = must(await take({ folder, places, runId }));
  assert.equal(again.file, file, "it has the name of the first one on this machine");
  assert.deepEqual(
    await readFile(join(nas, object)),
    dav.files.get(`/law/${object}`),
    "the first copy stays",
  );
  assert.equal(again.copies?.length, 2);
});

test("a trial and a backup on which nothing rests are put nowhere", async () => {
  const place = far.place(await far.folder("unused"));
  const folder = await made.folder();
  for (const more of [{ isTrial: true }, { staysHere: true }] as const) {
    const envelope = must(await take({ folder, places: [place] }, more));
    assert.equal(envelope.copies, undefined);
  }
  assert.deepEqual(await readdir(place.place), []);
});

test("a place that does not take the backup leaves nothing that could be taken for a proved one (B-26)", async () => {
  await using dav = await startDav();
  dav.answer = ({ method }, response) => {
    if (method === "PUT") response.writeHead(507).end();
    return method === "PUT";
  };
  await far.add("full", { type: "webdav", url: dav.url, vendor: "other" });
  const folder = await made.folder();
  assert.equal(
    reasonOf(await take({ folder, places: [far.place(nas), far.place("full:")] })),
    "STOP_COPY_FULL",
  );
  assert.deepEqual(await readdir(folder), []);
});

test("with an increment its full backup is put too where it is not there, and both are named", async () => {
  const options = { increments: { most: 3, maxAgeDays: 7 } };
  const folder = await made.folder();
  const full = (await made.take(folder, { options: { ...options, places: [], folder } })).envelope;
  assert.equal(full.copies, undefined, "there was no place yet");
  await made.write("GAMMA", 3);
  const place = far.place(await far.folder("late"));
  const { envelope } = await made.take(folder, { options: { ...options, places: [place], folder } });
  assert.ok(isIncrement(envelope));
  const objects = [full, envelope].map(({ sha256, file }) => `backups/${sha256}/${basename(file)}`);
  assert.deepEqual(
    envelope.copies?.map(({ object, sha256 }) => [object, sha256]),
    objects.map((object) => [object, object.split("/")[1]]),
  );
  for (const copy of envelope.copies ?? []) await readCopy(copy);
  // Gone from this machine with its disk: both come back from the place, into the folder of backups that there is now.
  const other = await made.folder();
  await rm(folder, { recursive: true });
  assert.equal(reasonOf(await recheck(envelope, other, [place])), "accepted");
  assert.deepEqual((await readdir(other)).sort(), [basename(envelope.file), basename(full.file)].sort());
  assert.equal(reasonOf(await recheck(envelope, other, [])), "accepted", "they need not be fetched twice");
});

test("a full backup whose copy was altered at the place stops the increment (B-26)", async () => {
  const options = { increments: { most: 3, maxAgeDays: 7 } };
  const folder = await made.folder();
  const place = far.place(await far.folder("altered"));
  const { envelope } = await made.take(folder, { options: { ...options, places: [place], folder } });
  const [copy] = envelope.copies ?? [];
  assert.ok(copy);
  await writeFile(joinPlace(copy.place, copy.object), Buffer.alloc(copy.sizeBytes, "x"));
  await made.write("DELTA", 3);
  const order = { runId: nextRunId(), live: made.scene.live, folder, documents: [] };
  const taken = await made.scene
    .backup({ ...options, recordsOf: async () => [envelope], places: [place], folder })
    .take(order);
  assert.equal(reasonOf(taken), "STOP_COPY_NAME_TAKEN");
});

test("a file that is gone is fetched back only with the sha256 of its envelope; what lies there in its place is never replaced (B-27)", async () => {
  const folder = await made.folder();
  const [one, two] = [far.place(await far.folder("one")), far.place(await far.folder("two"))];
  const places = [one, two];
  const envelope = must(await take({ folder, places }));
  const kept = join(await far.folder("kept"), "kept");
  await copyFile(envelope.file, kept);
  const copies = envelope.copies ?? [];
  const spoil = async (at: number, content: Buffer | null) => {
    const { place, object } = copies[at] ?? { place: "", object: "" };
    await (content === null ? rm(joinPlace(place, object)) : writeFile(joinPlace(place, object), content));
  };
  await writeFile(envelope.file, "altered");
  assert.equal(reasonOf(await recheck(envelope, folder, places)), "STOP_BACKUP_UNVERIFIED");
  assert.equal(await readFile(envelope.file, "utf8"), "altered");
  await rm(envelope.file);
  assert.equal(reasonOf(await recheck(envelope, folder, [])), "STOP_BACKUP_UNVERIFIED", "no place");
  // The first has other bytes, the second has it.
  await spoil(0, Buffer.alloc(envelope.sizeBytes, "x"));
  assert.equal(reasonOf(await recheck(envelope, folder, places)), "accepted");
  assert.deepEqual(await readFile(envelope.file), await readFile(kept));
  await rm(envelope.file);
  await spoil(0, Buffer.alloc(envelope.sizeBytes * 3, "y"));
  await spoil(1, null);
  const lost = await recheck(envelope, folder, places);
  assert.equal(reasonOf(lost), "STOP_BACKUP_UNVERIFIED");
  assert.match(JSON.stringify(lost), /one: STOP_COPY_DIFFERS.*two: STOP_COPY_MISSING/);
  assert.deepEqual(await readdir(folder), [], "nothing half is left");
});

test("the same file under the folder of another machine is found without being fetched", async () => {
  const folder = await made.folder();
  const envelope = must(await take({ folder, places: [] }));
  const moved = join(await made.folder(), "moved");
  await mkdir(moved);
  await rename(envelope.file, join(moved, basename(envelope.file)));
  assert.equal(reasonOf(await recheck(envelope, moved, [])), "accepted");
});
