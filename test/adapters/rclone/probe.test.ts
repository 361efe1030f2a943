import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { examinePlaces } from "../../../src/engine/examine-places.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { ProbeOrder } from "../../../src/ports/copy-place.ts";
import { type DavServer, startDav } from "../../support/dav-server.ts";
import { makeRcloneScene, obscure, type RcloneScene } from "../../support/rclone.ts";
import { must } from "../../support/test-setup.ts";

let scene: RcloneScene;
let order: ProbeOrder;
before(async () => {
  scene = await makeRcloneScene();
  const [content, other] = [Buffer.from("one probe\n"), Buffer.from("another probe\n")];
  order = { object: "probe/0123", content, other, besides: await scene.folder("sidecar") };
});
after(() => scene[Symbol.asyncDispose]());

async function startRemote(name: string): Promise<DavServer> {
  const dav = await startDav();
  await scene.add(name, { type: "webdav", url: dav.url, vendor: "other" });
  return dav;
}

/** A far end that takes what is new and keeps it for ever. */
function keepForEver(dav: DavServer): void {
  dav.answer = ({ method, url = "" }, response) => {
    const isThere = dav.files.has(decodeURIComponent(url));
    if (method !== "DELETE" && !(method === "PUT" && isThere)) return false;
    response.writeHead(403).end();
    return true;
  };
}

test("a folder lets the bot write over a probe and delete it, lies on the disk of the sidecar, and nothing stays", async () => {
  const folder = await scene.folder("local");
  const probed = must(await scene.place(folder).probe(order));
  assert.deepEqual(probed, { isPut: true, isOverwritten: true, isDeleted: true, isSameDisk: true });
  assert.deepEqual(await readdir(join(folder, "probe")).catch(() => []), []);
});

test("a folder behind an alias is known to be on the disk of the sidecar; one that is not there is refused, behind a cipher too, and not made", async () => {
  const mounts = await scene.folder("mounts");
  await scene.add("mounted", { type: "alias", remote: await scene.folder("mounts/here") });
  await scene.add("unmounted", { type: "alias", remote: join(mounts, "gone") });
  await scene.add("enciphered", { type: "crypt", remote: join(mounts, "gone"), password: obscure("hush") });
  assert.equal(must(await scene.place("mounted:law").probe(order)).isSameDisk, true);
  const file = join(mounts, "backup");
  await writeFile(file, "backup");
  for (const name of ["unmounted:law", "enciphered:"]) {
    const place = scene.place(name);
    const facts = { object: "backup", path: file, sizeBytes: 6, sha256: sha256Hex("backup") };
    const tried = [
      await place.probe(order),
      await place.put(facts),
      await place.putFolder("evidence", new Map([["evidence.json", order.content]])),
    ];
    for (const each of tried)
      assert.match(JSON.stringify(each), /STOP_COPY_UNREACHABLE.*a folder that is there/);
  }
  assert.deepEqual((await readdir(mounts)).sort(), ["backup", "here"]);
});

test("a place that keeps for ever is told so, and its one probe serves again", async () => {
  await using dav = await startRemote("forever");
  keepForEver(dav);
  const kept = { isOverwritten: false, isDeleted: false, isSameDisk: false };
  for (const isPut of [true, false, false])
    assert.deepEqual(must(await scene.place("forever:").probe(order)), { isPut, ...kept });
  assert.deepEqual([...dav.files], [["/probe/0123", Buffer.from("one probe\n")]]);
});

test("a place that lets nobody delete but anybody write over is told from both", async () => {
  await using dav = await startRemote("half");
  dav.answer = ({ method }, response) => {
    if (method === "DELETE") response.writeHead(403).end();
    return method === "DELETE";
  };
  for (const isPut of [true, false, false]) {
    const probed = must(await scene.place("half:").probe(order));
    assert.deepEqual(probed, { isPut, isOverwritten: true, isDeleted: false, isSameDisk: false });
  }
});

test("the doctor warns of an overwrite and a delete that succeed, and fails where the place does not take or give back", async () => {
  await using forever = await startRemote("keeper");
  keepForEver(forever);
  await using full = await startRemote("full");
  full.answer = ({ method }, response) => {
    if (method === "PUT") response.writeHead(507).end();
    return method === "PUT";
  };
  await using wrong = await startRemote("wrong");
  wrong.give = (content) => Buffer.alloc(content.length, "x");
  const folder = await scene.folder("nas");
  const places = ["keeper:law", folder, "full:", "wrong:", "nobody:"].map((place) => scene.place(place));
  const rows = await examinePlaces({ places, repositoryId: "github.com/a/b", root: order.besides });
  assert.deepEqual(
    rows.map(({ passed }) => passed),
    [true, true, false, false, false],
  );
  assert.equal(
    rows[0]?.found,
    "takes and gives back; overwrite and delete are refused; the probe stays, under one name",
  );
  assert.match(rows[1]?.found ?? "", /WARNING: an overwrite and a delete succeeded with the runner's rights/);
  assert.match(rows[1]?.found ?? "", /WARNING: on the disk of the sidecar/);
  for (const [at, reason] of ["STOP_COPY_FULL", "STOP_COPY_DIFFERS", "STOP_COPY_PLACE_UNKNOWN"].entries()) {
    assert.ok(rows[at + 2]?.found.startsWith(reason), rows[at + 2]?.found);
    assert.notEqual(rows[at + 2]?.wayOut, "");
  }
  const none = await examinePlaces({ places: [], repositoryId: "github.com/a/b", root: order.besides });
  assert.deepEqual(
    none.map(({ name, passed }) => [name, passed]),
    [["copies elsewhere", true]],
  );
});
