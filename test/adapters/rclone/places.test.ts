import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { backupObject, namesAtPlace } from "../../../src/domain/backup-copies.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { CopyPlace } from "../../../src/ports/copy-place.ts";
import { type DavServer, startDav } from "../../support/dav-server.ts";
import { makeRcloneScene, obscure, type RcloneScene } from "../../support/rclone.ts";
import { startBucket } from "../../support/s3-server.ts";

let scene: RcloneScene;
/** The folder that each serving end serves, or that is the place itself. */
const ends: { readonly what: string; readonly place: string; readonly folder: string }[] = [];
const CONTENT = Buffer.alloc(200_000, "an encrypted backup\n");
const OTHER = Buffer.alloc(200_000, "another thing here!\n");
const FACTS = { sizeBytes: CONTENT.length, sha256: sha256Hex(CONTENT) };
const OBJECT = backupObject("ictr-1.sql.gz.pgp", FACTS.sha256);
let file: string;

before(async () => {
  scene = await makeRcloneScene();
  file = join(await scene.folder("own"), "backup");
  await writeFile(file, CONTENT);
  const local = await scene.folder("local");
  ends.push({ what: "a folder", place: local, folder: local });
  for (const kind of ["sftp", "webdav"] as const) {
    const folder = await scene.folder(kind);
    await scene.serve(kind, kind, folder);
    ends.push({ what: kind, place: `${kind}:`, folder });
  }
});
after(() => scene[Symbol.asyncDispose]());

const putTo = (place: CopyPlace, object = OBJECT) => place.put({ object, path: file, ...FACTS });

function reasonOf(result: Result<unknown>): string {
  return result.ok ? "accepted" : result.refusal.reason;
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* forEachEnd() {
  for (const end of ends) yield { ...end, opened: scene.place(end.place) };
}

test("a file is put to a folder, by SFTP and by WebDAV, read back, and done again without being put again", async () => {
  for await (const { what, place, folder, opened } of forEachEnd()) {
    for (const _again of [1, 2]) {
      const copied = await putTo(opened);
      assert.deepEqual(copied, { ok: true, value: { place, object: OBJECT, ...FACTS } }, what);
    }
    assert.deepEqual(await readFile(join(folder, OBJECT)), CONTENT, what);
    assert.deepEqual(await readAll(opened.read(OBJECT)), CONTENT, what);
  }
});

test("what lies under the name already is never written over, whatever its size, and is a stop of its own (B-26)", async () => {
  for await (const { what, folder, opened } of forEachEnd()) {
    for (const content of [OTHER, OTHER.subarray(0, 10), Buffer.concat([CONTENT, OTHER])]) {
      const object = `taken/${content.length}`;
      await mkdir(join(folder, "taken"), { recursive: true });
      await writeFile(join(folder, object), content);
      assert.equal(reasonOf(await putTo(opened, object)), "STOP_COPY_NAME_TAKEN", what);
      assert.deepEqual(await readFile(join(folder, object)), content, what);
    }
  }
});

test("a copy that was cut off is left as it is, and the next one lies below a number, where it is found again; so it is with a folder (B-30)", async () => {
  const files = new Map([
    ["evidence.json", CONTENT],
    ["kb/one.md", OTHER],
  ]);
  for await (const { what, place, folder, opened } of forEachEnd()) {
    for (const [at, length] of [10, 0].entries()) {
      const object = `cut/off/${at}`;
      const evidence = `evidence/${at}`;
      const beginnings = [object, `2/${object}`, `${evidence}/evidence.json`];
      for (const name of beginnings) {
        await mkdir(join(folder, name, ".."), { recursive: true });
        await writeFile(join(folder, name), CONTENT.subarray(0, length));
      }
      const value = { place, object: `3/${object}`, ...FACTS };
      assert.deepEqual(await putTo(opened, object), { ok: true, value }, what);
      assert.deepEqual(await putTo(opened, object), { ok: true, value }, `${what}, again`);
      assert.deepEqual(await opened.putFolder(evidence, files), { ok: true, value: `2/${evidence}` }, what);
      assert.deepEqual(await readFile(join(folder, `3/${object}`)), CONTENT, what);
      assert.deepEqual(await readFile(join(folder, `2/${evidence}/kb/one.md`)), OTHER, what);
      for (const name of beginnings) assert.equal((await readFile(join(folder, name))).length, length, what);
    }
    await mkdir(join(folder, "evidence/both"), { recursive: true });
    await writeFile(join(folder, "evidence/both/evidence.json"), CONTENT.subarray(0, 10));
    await mkdir(join(folder, "evidence/both/kb"), { recursive: true });
    await writeFile(join(folder, "evidence/both/kb/one.md"), "TWO\n");
    assert.equal(reasonOf(await opened.putFolder("evidence/both", files)), "STOP_COPY_NAME_TAKEN", what);
  }
});

test("a copy that was cut off is known where the place enciphers, too, and its beginning can't be read (B-30)", async () => {
  const folder = await scene.folder("ciphers");
  await scene.add("ciphers", {
    type: "crypt",
    remote: folder,
    password: obscure("hush"),
    filename_encryption: "off",
    directory_name_encryption: "false",
  });
  const place = scene.place("ciphers:");
  const files = new Map([["evidence.json", CONTENT]]);
  assert.equal(reasonOf(await putTo(place)), "accepted");
  assert.equal(reasonOf(await place.putFolder("evidence/one", files)), "accepted");
  for (const name of [OBJECT, "evidence/one/evidence.json"])
    await truncate(join(folder, `${name}.bin`), 100_000);
  const value = { place: "ciphers:", object: `2/${OBJECT}`, ...FACTS };
  assert.deepEqual(await putTo(place), { ok: true, value });
  assert.deepEqual(await place.putFolder("evidence/one", files), { ok: true, value: "2/evidence/one" });
  assert.deepEqual(await readAll(place.read(`2/${OBJECT}`)), CONTENT);
});

test("a place where copy after copy is cut off is told so once no name is left (B-30)", async () => {
  const folder = await scene.folder("stubs");
  for (const name of namesAtPlace(OBJECT)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), CONTENT.subarray(0, 10));
  }
  const put = await putTo(scene.place(folder));
  assert.equal(reasonOf(put), "STOP_COPY_NAME_TAKEN");
  assert.match(JSON.stringify(put), /under every name that is tried/);
});

test("an object that is not there, and a name that is a folder, are not taken for a copy", async () => {
  for await (const { what, folder, opened } of forEachEnd()) {
    await assert.rejects(readAll(opened.read("nowhere/at-all")), isReason("STOP_COPY_MISSING"), what);
    await mkdir(join(folder, "a-folder/inside"), { recursive: true });
    await writeFile(join(folder, "a-folder/inside/one"), OTHER);
    assert.equal(reasonOf(await putTo(opened, "a-folder")), "STOP_COPY_NAME_TAKEN", what);
  }
});

test("the files of a folder are put together, and a person gets them back with rclone and sha256sum", async () => {
  const files = new Map(
    Object.entries({
      "journal.jsonl": "{}\n",
      "kb/kb-01-a.md": "one\n",
      "requests/SG_1.request.json": "two\n",
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );
  const sums = [...files].map(([name, content]) => `${sha256Hex(content)}  ${name}\n`).join("");
  files.set("SHA256SUMS", Buffer.from(sums));
  for await (const { what, place, folder, opened } of forEachEnd()) {
    for (const _again of [1, 2])
      assert.equal(reasonOf(await opened.putFolder("evidence/runs/one", files)), "accepted", what);
    const fetched = await scene.folder(`fetched-${what.replaceAll(" ", "-")}`);
    const from = place.endsWith(":") ? `${place}evidence/runs/one` : `${place}/evidence/runs/one`;
    execFileSync("rclone", [`--config=${scene.config}`, "copy", from, fetched]);
    execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: fetched });
    // One that a killed process has left out is added; one that is another is left as it is.
    await rm(join(folder, "evidence/runs/one/journal.jsonl"));
    assert.equal(reasonOf(await opened.putFolder("evidence/runs/one", files)), "accepted", what);
    assert.equal(await readFile(join(folder, "evidence/runs/one/journal.jsonl"), "utf8"), "{}\n", what);
    await writeFile(join(folder, "evidence/runs/one/kb/kb-01-a.md"), "TWO\n");
    const taken = await opened.putFolder("evidence/runs/one", files);
    assert.equal(reasonOf(taken), "STOP_COPY_NAME_TAKEN", what);
    assert.match(JSON.stringify(taken), /kb\/kb-01-a\.md/);
    assert.equal(await readFile(join(folder, "evidence/runs/one/kb/kb-01-a.md"), "utf8"), "TWO\n", what);
  }
  assert.deepEqual(
    (await readdir(join(file, "../.."))).filter((name) => name.startsWith("cutter-")),
    [],
  );
});

/** How a far end is bad, and what that is called. */
const BAD: readonly (readonly [what: string, reason: string, make: (dav: DavServer) => void])[] = [
  ["has no room", "STOP_COPY_FULL", (dav) => refuseMethod(dav, "PUT", 507)],
  ["does not know the account", "STOP_COPY_DENIED", (dav) => refuseMethod(dav, null, 401)],
  ["forbids to write", "STOP_COPY_DENIED", (dav) => refuseMethod(dav, "PUT", 403)],
  ["is out of order", "STOP_COPY_UNREACHABLE", (dav) => refuseMethod(dav, "PUT", 503)],
  ["answers with nothing it was asked for", "STOP_COPY_FAILED", (dav) => refuseMethod(dav, "PUT", 418)],
  ["never answers", "STOP_COPY_TIMEOUT", (dav) => silence(dav, "PUT")],
  ["never ends what it gives", "STOP_COPY_TIMEOUT", (dav) => silence(dav, "GET")],
  [
    "says that all is well and has nothing",
    "STOP_COPY_MISSING",
    (dav) => {
      dav.answer = ({ method, url }, response) => {
        const isAsked = method === "PUT" || (method === "PROPFIND" && dav.asked.includes(`PUT ${url}`));
        if (method !== "PUT" || !isAsked) return false;
        response.writeHead(201).end();
        return true;
      };
    },
  ],
  [
    "keeps other bytes of the same number",
    "STOP_COPY_DIFFERS",
    (dav) => {
      dav.keep = (content) => Buffer.concat([content.subarray(1), Buffer.from("!")]);
    },
  ],
  [
    "keeps the beginning alone",
    "STOP_COPY_DIFFERS",
    (dav) => {
      dav.keep = (content) => content.subarray(0, 1000);
    },
  ],
  [
    "gives other bytes under 200",
    "STOP_COPY_DIFFERS",
    (dav) => {
      dav.give = (content) => Buffer.alloc(content.length, "x");
    },
  ],
];

for (const [what, reason, make] of BAD) {
  test(`a far end that ${what} is ${reason} (B-26)`, async () => {
    await using dav = await startDav();
    make(dav);
    const name = `bad${BAD.findIndex((row) => row[0] === what)}`;
    await scene.add(name, {
      type: "webdav",
      url: dav.url,
      vendor: "other",
      user: "bot",
      pass: obscure("hush"),
    });
    const place = scene.place(`${name}:law`, { timeoutMs: reason === "STOP_COPY_TIMEOUT" ? 2000 : 60_000 });
    assert.equal(reasonOf(await putTo(place)), reason, JSON.stringify(await putTo(place)));
    const files = new Map([["evidence.json", CONTENT]]);
    assert.equal(reasonOf(await place.putFolder("evidence/runs/one", files)), reason, "a folder");
  });
}

test("a bucket, which has no folders and answers for what it lacks with nothing, takes files and folders once, and is never written over (B-26)", async () => {
  await using bucket = await startBucket();
  const keys = { access_key_id: "bot", secret_access_key: "hush" };
  await scene.add("bucket", { type: "s3", provider: "Other", endpoint: bucket.url, ...keys });
  const place = scene.place("bucket:law");
  const files = new Map([
    ["evidence.json", CONTENT],
    ["kb/one.md", OTHER],
  ]);
  for (const _again of [1, 2]) {
    assert.deepEqual(await putTo(place), {
      ok: true,
      value: { place: "bucket:law", object: OBJECT, ...FACTS },
    });
    assert.equal(reasonOf(await place.putFolder("evidence/runs/one", files)), "accepted");
  }
  assert.deepEqual(bucket.objects.get(`/law/${OBJECT}`), CONTENT);
  assert.deepEqual(bucket.objects.get("/law/evidence/runs/one/kb/one.md"), OTHER);
  assert.deepEqual(await readAll(place.read(OBJECT)), CONTENT);
  bucket.objects.set(`/law/${OBJECT}`, OTHER);
  assert.equal(reasonOf(await putTo(place)), "STOP_COPY_NAME_TAKEN");
  bucket.objects.set("/law/evidence/runs/one/kb/one.md", CONTENT);
  assert.equal(reasonOf(await place.putFolder("evidence/runs/one", files)), "STOP_COPY_NAME_TAKEN");
  assert.deepEqual(bucket.objects.get(`/law/${OBJECT}`), OTHER);
  for (const [status, code, reason] of [
    [403, "AccessDenied", "STOP_COPY_DENIED"],
    [507, "QuotaExceeded", "STOP_COPY_FULL"],
  ] as const) {
    bucket.refusal = { status, code };
    assert.equal(reasonOf(await putTo(place, `backups/${code}`)), reason);
  }
});

test("a name that the far end makes up is not taken for the digest of a file that it does not have (B-26)", async () => {
  await using dav = await startDav();
  const files = new Map([["evidence.json", CONTENT]]);
  dav.keep = () => null;
  dav.files.set(`/law/evidence/x\n${FACTS.sha256}  evidence.json`, OTHER);
  dav.files.set("/law/evidence/other", OTHER);
  await scene.add("liar", { type: "webdav", url: dav.url, vendor: "other" });
  const put = await scene.place("liar:law").putFolder("evidence", files);
  assert.notEqual(reasonOf(put), "accepted");
  assert.ok(dav.asked.includes("PUT /law/evidence/evidence.json"), "it was not believed to be there");
});

test("a place that is not there is told from one that no configuration has (B-26)", async () => {
  await scene.add("gone", { type: "webdav", url: "http://127.0.0.1:9/", vendor: "other" });
  assert.equal(reasonOf(await putTo(scene.place("gone:law"))), "STOP_COPY_UNREACHABLE");
  assert.equal(reasonOf(await putTo(scene.place("unheard:law"))), "STOP_COPY_PLACE_UNKNOWN");
  const missing = join(await scene.folder("mounts"), "nas");
  assert.equal(reasonOf(await putTo(scene.place(missing))), "STOP_COPY_UNREACHABLE");
  assert.deepEqual(await readdir(join(missing, "..")), [], "rclone would have made the folder");
});

test("an account that the far end does not know is refused (B-26)", async () => {
  const port = /port = (\d+)/.exec(await readFile(scene.config, "utf8"))?.[1] ?? "";
  const account = { user: "bot", pass: obscure("wrong") };
  await scene.add("stranger", { type: "sftp", host: "127.0.0.1", port, ...account });
  assert.equal(reasonOf(await putTo(scene.place("stranger:"))), "STOP_COPY_DENIED");
});

test("a machine without rclone is told so", async () => {
  const bare = await scene.folder("bin");
  for (const program of ["setpriv"]) execFileSync("ln", ["-sf", `/usr/bin/${program}`, join(bare, program)]);
  for (const PATH of [bare, await scene.folder("empty")]) {
    const place = scene.place(await scene.folder("local"), { environment: { PATH } });
    assert.equal(reasonOf(await putTo(place)), "STOP_TOOL_MISSING", PATH);
  }
});

test("a configuration that others can change is not read (B-29)", async () => {
  const open = join(await scene.folder("open"), "rclone.conf");
  await writeFile(open, "", { mode: 0o666 });
  execFileSync("chmod", ["666", open]);
  assert.equal(reasonOf(await putTo(scene.place("any:", { config: open }))), "STOP_CONFIG_INVALID");
});

test("a process that is asked to end ends rclone, whatever that waits for", async () => {
  await using dav = await startDav();
  const asked = new AbortController();
  dav.answer = ({ method }) => {
    if (method === "PUT") asked.abort("SIGTERM");
    return method === "PUT";
  };
  await scene.add("waiting", { type: "webdav", url: dav.url, vendor: "other" });
  const result = await putTo(scene.place("waiting:", { interrupted: asked.signal }));
  assert.equal(reasonOf(result), "STOP_INTERRUPTED");
});

test("rclone gets no variable of this process, and what it says is told without account, password and query of an address (B-29)", async () => {
  const bin = await scene.folder("speaking");
  const said = join(bin, "said");
  await writeFile(
    join(bin, "rclone"),
    `#!/bin/sh\nenv > ${said}\necho 'Failed: Get "https://joe:geheim@far.example/x?X-Amz-Signature=abc123": 403 https://token99@far.example/y \\033[2J' >&2\nexit 1\n`,
    { mode: 0o755 },
  );
  process.env["DOT_CUTTER_EXEC_DB_PASSWORD"] = "never";
  const place = scene.place("any:", { environment: { PATH: `${bin}:/usr/bin:/bin` } });
  const result = await putTo(place);
  delete process.env["DOT_CUTTER_EXEC_DB_PASSWORD"];
  assert.equal(reasonOf(result), "STOP_COPY_DENIED");
  assert.doesNotMatch(JSON.stringify(result), /joe|geheim|abc123|token99|\\u001b/);
  assert.match(JSON.stringify(result), /far\.example/);
  assert.doesNotMatch(await readFile(said, "utf8"), /PASSWORD|never/);
});

test("a name that looks like a word of rclone does not change what an end is called", async () => {
  await using dav = await startDav();
  refuseMethod(dav, "PUT", 418);
  await scene.add("numbers", { type: "webdav", url: dav.url, vendor: "other" });
  assert.equal(reasonOf(await putTo(scene.place("numbers:quota"), "403/507")), "STOP_COPY_FAILED");
});

function refuseMethod(dav: DavServer, method: string | null, status: number): void {
  dav.answer = (request, response) => {
    if (method !== null && request.method !== method) return false;
    request.resume();
    response.writeHead(status).end();
    return true;
  };
}

function silence(dav: DavServer, method: string): void {
  dav.answer = (request) => request.method === method;
}

function isReason(reason: string) {
  return (fault: unknown) => fault instanceof RefusalError && fault.refusal.reason === reason;
}
