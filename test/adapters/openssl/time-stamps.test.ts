import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createTimeStampReader } from "../../../src/adapters/openssl/time-stamps.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { openStampAuthority, type StampAuthority } from "../../support/time-stamping.ts";

const DATA = Buffer.from("what is stamped\n");
let folder: Awaited<ReturnType<typeof makeTempFolder>>;
let authority: StampAuthority;

before(async () => {
  folder = await makeTempFolder();
  authority = await openStampAuthority();
  await writeFile(join(folder.path, "data"), DATA);
  await mkdir(join(folder.path, "temp"));
});
after(async () => {
  await authority?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const at = (name: string) => join(folder.path, name);

async function read(
  response: string | Uint8Array,
  certificate: string,
  data: Uint8Array = DATA,
  path = process.env["PATH"],
) {
  const reader = createTimeStampReader({
    searchPath: path ?? "",
    tempFolder: at("temp"),
    interrupted: new AbortController().signal,
  });
  const bytes = typeof response === "string" ? await readFile(at(response)) : response;
  return await reader.read({ response: bytes, data, authority: await readFile(certificate) });
}

for (const hash of ["sha1", "sha256", "sha512"]) {
  test(`a stamp over ${hash} tells when, over which hash, and that its authority is the one that was named`, async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    await authority.stamp(at("data"), at(hash), { hash });
    const facts = await read(hash, authority.certificate);
    assert.ok(facts.kind === "read");
    assert.ok(facts.at.getTime() >= before && facts.at.getTime() <= Date.now());
    assert.equal(facts.hash, hash);
    assert.equal(facts.imprint, createHash(hash).update(DATA).digest("hex"));
    assert.equal(facts.distrusted, null);
    assert.deepEqual(await readdir(at("temp")), [], "no file is left behind");
  });
}

test("the certificate of the signer itself may be the one that is trusted, and serves where the stamp holds none", async () => {
  await authority.stamp(at("data"), at("bare"), { cert: false });
  const alone = await read("bare", authority.certificate);
  assert.match(alone.kind === "read" ? (alone.distrusted ?? "") : "", /signer certificate not found/);
  const named = await read("bare", authority.signerCertificate);
  assert.equal(named.kind === "read" && named.distrusted, null);
});

test("of several certificates only the one at the top is trusted; the others serve to reach it", async () => {
  await using foreign = await openStampAuthority();
  const bundle = async (name: string, ...files: readonly string[]) => {
    await writeFile(at(name), (await Promise.all(files.map((file) => readFile(file, "utf8")))).join(""));
    return at(name);
  };
  const own = await bundle("own.pem", authority.signerCertificate, authority.certificate);
  const served = await read("bare", own);
  assert.equal(served.kind === "read" && served.distrusted, null);
  const mixed = await bundle("mixed.pem", authority.signerCertificate, foreign.certificate);
  const found = await read("bare", mixed);
  assert.match(found.kind === "read" ? (found.distrusted ?? "") : "", /certificate verify error/);
});

test("S-08 the stamp of another authority is not trusted", async () => {
  await using foreign = await openStampAuthority();
  await foreign.stamp(at("data"), at("foreign"));
  const facts = await read("foreign", authority.certificate);
  assert.match(facts.kind === "read" ? (facts.distrusted ?? "") : "", /certificate verify error/);
});

test("a stamp holds after the certificate of its signer has ended", async () => {
  const signerEndsAt = new Date(Math.ceil(Date.now() / 1000 + 2) * 1000);
  await using brief = await openStampAuthority({ signerEndsAt });
  await brief.stamp(at("data"), at("brief"));
  await sleep(signerEndsAt.getTime() + 1100 - Date.now());
  const facts = await read("brief", brief.certificate);
  assert.equal(facts.kind === "read" && facts.distrusted, null);
});

test("of other data it tells the other imprint, and does not hold", async () => {
  const facts = await read("sha256", authority.certificate, Buffer.from("another"));
  assert.ok(facts.kind === "read");
  assert.equal(facts.imprint, createHash("sha256").update(DATA).digest("hex"));
  assert.match(facts.distrusted ?? "", /message imprint mismatch/);
});

test("a stamp with one changed byte is unreadable or does not hold, wherever the byte is", async () => {
  const whole = await readFile(at("sha256"));
  const good = await read(whole, authority.certificate);
  const kept: number[] = [];
  for (let place = 0; place < whole.length; place += 97) {
    const changed = Buffer.from(whole);
    changed[place] = (changed[place] ?? 0) ^ 1;
    const facts = await read(changed, authority.certificate);
    if (facts.kind === "read" && facts.distrusted === null) {
      assert.deepEqual(facts, good);
      kept.push(place);
    }
  }
  assert.ok(kept.length <= 2, `bytes ${kept.join(", ")} mean nothing`);
});

for (const [what, bytes] of [
  ["nothing", Buffer.alloc(0)],
  ["another text", Buffer.from("Time stamp: Nov  3 14:00:00 2026 GMT\n")],
  ["an answer that was refused", Buffer.from("30053003020102", "hex")],
] as const) {
  test(`${what} is unreadable`, async () => {
    assert.equal((await read(bytes, authority.certificate)).kind, "unreadable");
  });
}

test("S-08 a text around the token that looks like its time is not read", async () => {
  const whole = await readFile(at("sha256"));
  const good = await read(whole, authority.certificate);
  assert.ok(good.kind === "read");
  // PKIStatusInfo with a free text, which nobody signs, in the place of the plain one.
  const told = Buffer.from("x\nTime stamp: Jan  1 00:00:00 2001 GMT\n");
  const free = der(0x30, der(0x0c, told));
  const status = der(0x30, Buffer.concat([Buffer.from("020100", "hex"), free]));
  const token = whole.subarray(whole.indexOf(Buffer.from("3003020100", "hex")) + 5);
  const facts = await read(der(0x30, Buffer.concat([status, token])), authority.certificate);
  assert.deepEqual(facts, good);
});

function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 128 ? [size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

for (const [what, reason] of [
  ["that does not end is not waited for", "STOP_MACHINE_FAULT"],
  ["is ended when the process is asked to end", "STOP_INTERRUPTED"],
] as const) {
  test(`an openssl ${what}`, async () => {
    const path = at(reason);
    await mkdir(path);
    await writeFile(join(path, "openssl"), "#!/bin/sh\nexec /bin/sleep 60\n", { mode: 0o755 });
    const asked = new AbortController();
    const isAsked = reason === "STOP_INTERRUPTED";
    if (isAsked) setTimeout(() => asked.abort(), 200);
    const reader = createTimeStampReader({
      ...{ searchPath: path, tempFolder: at("temp"), interrupted: asked.signal },
      timeoutMs: isAsked ? 60_000 : 200,
    });
    const question = { response: DATA, data: DATA, authority: DATA };
    await assert.rejects(reader.read(question), (fault) => {
      assert.ok(fault instanceof RefusalError);
      assert.equal(fault.refusal.reason, reason);
      return true;
    });
    assert.deepEqual(await readdir(at("temp")), []);
  });
}

test("without openssl it is told what is missing", async () => {
  await assert.rejects(read("sha256", authority.certificate, DATA, at("temp")), (fault) => {
    assert.ok(fault instanceof RefusalError);
    assert.equal(fault.refusal.reason, "STOP_TOOL_MISSING");
    assert.equal(fault.refusal.field, "openssl");
    return true;
  });
});
