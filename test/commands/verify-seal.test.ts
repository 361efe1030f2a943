import assert from "node:assert/strict";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readPrivateKey, revokeKey } from "openpgp";
import { makeSeal, renderRoot, renderSeal, type Seal } from "../../src/domain/seal.ts";
import { openSealScene, REAL_RUN, type SealScene, writeClosedRun } from "../support/seal-scene.ts";
import { openStampAuthority, type StampAuthority } from "../support/time-stamping.ts";

const FIRST = "ictr-20260110T090000Z-00000001";
const LATER = "ictr-20260220T090000Z-00000002";

let scene: SealScene;
let foreign: StampAuthority;

const at = (...names: readonly string[]) => join(scene.folder, ...names);

before(async () => {
  scene = await openSealScene();
  foreign = await openStampAuthority();
  await writeClosedRun(scene.root, { id: FIRST, closedUtc: "2026-01-10T10:00:00Z" });
  const made = await scene.cutter("evidence", "seal", "--until", "2026-11-29", "--out", at("sealed"));
  assert.equal(made.code, 0, made.stderr);
  await signWithGpg("sealed", scene.gpgKey.fingerprint);
  await stamp("sealed", "root.txt.asc");
  await writeClosedRun(at("elsewhere"), { id: LATER, closedUtc: "2026-02-20T10:00:00Z" });
  await writeClosedRun(at("twin"), { id: FIRST, closedUtc: "2026-01-10T10:00:00Z", mark: "another" });
});
after(async () => {
  await foreign?.[Symbol.asyncDispose]();
  await scene?.[Symbol.asyncDispose]();
});

async function signWithGpg(folder: string, user: string, options: readonly string[] = []): Promise<void> {
  const who = ["--local-user", user, "--yes", "--armor", "--detach-sign"];
  await scene.gpg.gpg([...options, ...who, at(folder, "root.txt")]);
}

async function signWithSsh(folder: string, namespace = "iu-cutter-seal"): Promise<void> {
  const payload = await readFile(at(folder, "root.txt"));
  await writeFile(at(folder, "root.txt.sig"), await scene.sshKey.sign(payload, { namespace }));
}

const stamp = (folder: string, signature: string, options: Parameters<StampAuthority["stamp"]>[2] = {}) =>
  scene.authority.stamp(at(folder, signature), at(folder, "root.tsr"), options);

function verify(folder: string, changes: Readonly<Record<string, string>> = {}) {
  const options = { "--root-key": scene.gpgKey.file, "--tsa-cert": scene.authority.certificate, ...changes };
  return scene.cutter("evidence", "verify-seal", at(folder), ...Object.entries(options).flat());
}

/** A copy of the seal that holds, for a test to alter. */
async function copyAs(name: string): Promise<string> {
  await cp(at("sealed"), at(name), { recursive: true });
  return name;
}

test("a seal that is signed with gpg and stamped holds", async () => {
  const { code, told, stderr } = await verify("sealed");
  assert.equal(code, 0, stderr);
  assert.equal(told["verdict"], "sealed");
  assert.equal(told["entries"], 2);
  assert.equal(told["key"], scene.gpgKey.fingerprint);
  assert.equal(told["key_ended"], null);
  assert.match(String(told["stamped_utc"]), /^20\d\d-/);
});

test("a seal that is signed with ssh-keygen and stamped holds", async () => {
  const folder = await copyAs("by-ssh");
  await signWithSsh(folder);
  await stamp(folder, "root.txt.sig");
  const { code, told, stderr } = await verify(folder, { "--root-key": scene.sshKey.file });
  assert.equal(code, 0, stderr);
  assert.equal(told["key"], scene.sshKey.fingerprint);
  assert.equal(told["signed_utc"], null);
});

test("a run is under the seal by its id, and by a folder with its evidence", async () => {
  for (const run of [REAL_RUN, FIRST, at("sidecar", "runs", REAL_RUN)]) {
    const { code, told, stderr } = await verify("sealed", { "--run": run });
    assert.equal(code, 0, stderr);
    assert.ok(run.endsWith((told["entry"] as { run_id: string }).run_id));
  }
});

test("the commands that seal and sign by hand tell are the ones that make a seal", async () => {
  const end = await scene.told("evidence", "seal", "--until", "2026-11-29", "--out", at("by-hand"));
  assert.match(end, /Sealed in .*by-hand: 2 runs, closed from the beginning until 2026-11-29\./);
  const lines = end.split("\n").map((line) => line.trim());
  const [gpg = ""] = lines.filter((line) => line.startsWith("gpg "));
  const [query = ""] = lines.filter((line) => line.startsWith("openssl "));
  await scene.shell(gpg);
  await scene.shell(query);
  await scene.authority.answer(at("by-hand", "root.tsq"), at("by-hand", "root.tsr"));
  assert.equal((await verify("by-hand")).code, 0);
  const ssh = lines.find((line) => line.startsWith("ssh-keygen "))?.replace(/ {4}\(.*$/, "") ?? "";
  await scene.shell(ssh.replace("KEY", scene.sshKey.privateKeyFile));
  await stamp("by-hand", "root.txt.sig");
  assert.equal((await verify("by-hand", { "--root-key": scene.sshKey.file })).code, 0);
});

test("a seal is judged by hand as docs/operator.md tells", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/operator.md"), "utf8");
  const told = /By hand: ((?:.|\n)*?)\.\n\n/.exec(page)?.[1] ?? "";
  const [check = "", show = "", stamped = ""] = [...told.matchAll(/`([^`]+)`/g)].map(([, line = ""]) => line);
  const here = (line: string) => `cd '${at("sealed")}' && ${line}`;
  await scene.shell(here(check));
  const text = await scene.shell(here(show));
  const time = /^Time stamp: (.*)$/m.exec(text)?.[1] ?? "";
  const line = stamped
    .replace("THAT TIME", time)
    .replace("authority.pem", `'${scene.authority.certificate}'`);
  assert.match(await scene.shell(here(line)), /Verification: OK/);
});

test("S-09 a seal outlives its root key and the certificate of its authority", async () => {
  const folder = await copyAs("old");
  const signerEndsAt = new Date(Math.ceil(Date.now() / 1000 + 4) * 1000);
  await using brief = await openStampAuthority({ signerEndsAt });
  const key = await scene.gpg.generate("Brief <brief@example.org>", "ed25519", "seconds=4");
  await writeFile(at("brief.asc"), await scene.gpg.exportPublic(key));
  await signWithGpg(folder, key);
  await brief.stamp(at(folder, "root.txt.asc"), at(folder, "root.tsr"));
  const files = { "--root-key": at("brief.asc"), "--tsa-cert": brief.certificate };
  await sleep(signerEndsAt.getTime() + 1100 - Date.now());
  const { code, told, stderr } = await verify(folder, files);
  assert.equal(code, 0, stderr);
  assert.match(JSON.stringify(told["key_ended"]), /expires by the certification/);
  await scene.authority.stamp(at(folder, "root.txt.asc"), at(folder, "root.tsr"));
  const late = await verify(folder, { "--root-key": at("brief.asc") });
  assert.deepEqual([late.code, late.told["reason"]], [3, "STOP_SEAL_KEY_ENDED"]);
});

test("S-09 a revocation that is later than the stamp takes nothing away, and is told; an earlier one does", async () => {
  const armoredKey = await scene.gpg.gpg(["--armor", "--export-secret-keys", scene.gpgKey.fingerprint]);
  const key = await readPrivateKey({ armoredKey });
  for (const [date, isGood] of [
    [new Date(), true],
    [key.getCreationTime(), false],
  ] as const) {
    const { publicKey } = await revokeKey({ key, date, format: "object" });
    await writeFile(at("revoked.asc"), publicKey.armor());
    const { code, told } = await verify("sealed", { "--root-key": at("revoked.asc") });
    if (!isGood) assert.deepEqual([code, told["reason"]], [3, "STOP_SEAL_KEY_ENDED"]);
    else
      assert.match(JSON.stringify([code, told["key_ended"]]), /^\[0,.*is revoked by the key revocation of/);
  }
});

async function editList(folder: string, edit: (seal: Seal) => Seal): Promise<void> {
  const seal: Seal = JSON.parse(await readFile(at(folder, "seal.json"), "utf8"));
  await writeFile(at(folder, "seal.json"), renderSeal(edit(seal)));
}

const editRoot = async (folder: string, edit: (text: string) => string) =>
  writeFile(at(folder, "root.txt"), edit(await readFile(at(folder, "root.txt"), "utf8")));

type Attack = readonly [
  title: string,
  reason: string,
  attack: (folder: string) => Promise<unknown>,
  options?: () => Readonly<Record<string, string>>,
];

const ATTACKS: readonly Attack[] = [
  [
    "S-01 a leaf is changed",
    "STOP_SEAL_LIST",
    (folder) =>
      editList(folder, (seal) => ({
        ...seal,
        entries: seal.entries.map((entry) => ({ ...entry, evidence_sha256: "a".repeat(64) })),
      })),
  ],
  [
    "S-01 a run is left out",
    "STOP_SEAL_LIST",
    (folder) => editList(folder, (seal) => ({ ...seal, entries: seal.entries.slice(1) })),
  ],
  [
    "S-02 the root is another one",
    "STOP_SEAL_ROOT",
    (folder) => editRoot(folder, (text) => text.replace(/root: .{64}/, `root: ${"a".repeat(64)}`)),
  ],
  [
    "S-03 a run is left out, and list and root are made anew",
    "STOP_SEAL_SIG_BAD",
    async (folder) => {
      await editList(folder, (seal) => makeSeal({ ...seal, entries: seal.entries.slice(1) }));
      const seal: Seal = JSON.parse(await readFile(at(folder, "seal.json"), "utf8"));
      await writeFile(at(folder, "root.txt"), renderRoot(seal));
    },
  ],
  ["S-01 the list is no list", "STOP_SEAL_LIST", (folder) => writeFile(at(folder, "seal.json"), "[]")],
  ["there is no list", "STOP_BAD_INPUT", (folder) => rm(at(folder, "seal.json"))],
  ["S-04 there is no signature", "STOP_SEAL_UNSIGNED", (folder) => rm(at(folder, "root.txt.asc"))],
  [
    "S-04 the signature is none",
    "STOP_SEAL_SIG_BAD",
    (folder) => writeFile(at(folder, "root.txt.asc"), "signed"),
  ],
  [
    "S-05 another key has signed",
    "STOP_SEAL_SIGNER_UNKNOWN",
    async (folder) => {
      const key = await scene.gpg.generate("Mallory <mallory@example.org>", "ed25519");
      await signWithGpg(folder, key);
      await stamp(folder, "root.txt.asc");
    },
  ],
  [
    "S-04 the root key has signed another file",
    "STOP_SEAL_SIG_BAD",
    async (folder) => {
      await editRoot(folder, (text) => text.replace("2026", "2025"));
      await signWithGpg(folder, scene.gpgKey.fingerprint);
      await editRoot(folder, (text) => text.replace("2025", "2026"));
      await stamp(folder, "root.txt.asc");
    },
  ],
  [
    "S-06 it is signed over SHA-1",
    "STOP_SEAL_WEAK_CRYPTO",
    async (folder) => {
      const weak = ["--digest-algo", "SHA1", "--allow-weak-digest-algos"];
      const key = await scene.gpg.generate("Weak <weak@example.org>", "rsa2048");
      await writeFile(at("weak.asc"), await scene.gpg.exportPublic(key));
      await signWithGpg(folder, key, weak);
      await stamp(folder, "root.txt.asc");
    },
    () => ({ "--root-key": at("weak.asc") }),
  ],
  [
    "S-04 it is signed as git signs a commit",
    "STOP_SEAL_SIG_BAD",
    async (folder) => {
      await signWithSsh(folder, "git");
      await stamp(folder, "root.txt.sig");
    },
    () => ({ "--root-key": scene.sshKey.file }),
  ],
  ["S-07 there is no stamp", "STOP_SEAL_UNSTAMPED", (folder) => rm(at(folder, "root.tsr"))],
  ["S-07 the stamp is none", "STOP_SEAL_STAMP_BAD", (folder) => writeFile(at(folder, "root.tsr"), "stamped")],
  [
    "S-07 the stamp is of the root, from before it was signed",
    "STOP_SEAL_STAMP_OTHER",
    (folder) => stamp(folder, "root.txt"),
  ],
  [
    "S-07 the stamp is of another signature of the same root",
    "STOP_SEAL_STAMP_OTHER",
    (folder) => signWithGpg(folder, scene.gpgKey.fingerprint, ["--digest-algo", "SHA384"]),
  ],
  [
    "S-06 the stamp is over SHA-1",
    "STOP_SEAL_WEAK_CRYPTO",
    (folder) => stamp(folder, "root.txt.asc", { hash: "sha1" }),
  ],
  [
    "S-08 another authority has stamped",
    "STOP_SEAL_TSA_UNKNOWN",
    (folder) => foreign.stamp(at(folder, "root.txt.asc"), at(folder, "root.tsr")),
  ],
  [
    "S-09 the key had expired before it was stamped",
    "STOP_SEAL_KEY_ENDED",
    async (folder) => {
      const clock = (time: string) => ["--faked-system-time", `${time}!`];
      const key = ["--quick-generate-key", "Gone <gone@example.org>", "ed25519", "sign", "1y"];
      await scene.gpg.gpg([...clock("20200101T000000"), ...key]);
      await writeFile(at("gone.asc"), await scene.gpg.exportPublic("gone@example.org"));
      await signWithGpg(folder, "gone@example.org", clock("20200601T000000"));
      await stamp(folder, "root.txt.asc");
    },
    () => ({ "--root-key": at("gone.asc") }),
  ],
  [
    "S-10 it is signed at a time that comes after the stamp",
    "STOP_SEAL_TIMES",
    async (folder) => {
      await signWithGpg(folder, scene.gpgKey.fingerprint, ["--faked-system-time", "20300101T000000!"]);
      await stamp(folder, "root.txt.asc");
    },
  ],
  [
    "S-11 the run is not under it",
    "STOP_SEAL_RUN_UNKNOWN",
    async () => undefined,
    () => ({ "--run": at("elsewhere", "runs", LATER) }),
  ],
  [
    "S-11 the run has other evidence than the one that was sealed",
    "STOP_SEAL_RUN_OTHER",
    async () => undefined,
    () => ({ "--run": at("twin", "runs", FIRST) }),
  ],
  [
    "S-11 the evidence of the run is altered",
    "STOP_STATE_CORRUPT",
    async (folder) => {
      await cp(at("sidecar", "runs", REAL_RUN), at(folder, "altered"), { recursive: true });
      await writeFile(at(folder, "altered", "pre.json"), "{}");
    },
    () => ({ "--run": at("S-11-the-evidence-of-the-run-is-altered", "altered") }),
  ],
  [
    "the named authority is no certificate",
    "STOP_BAD_INPUT",
    async () => undefined,
    () => ({ "--tsa-cert": scene.gpgKey.file }),
  ],
];

for (const [title, reason, attack, options = () => ({})] of ATTACKS) {
  test(`${title}: ${reason}`, async () => {
    const folder = await copyAs(title.replaceAll(/\W+/g, "-"));
    await attack(folder);
    const { code, told, stderr } = await verify(folder, options());
    assert.equal(told["reason"], reason, stderr);
    assert.equal(code, reason === "STOP_BAD_INPUT" ? 2 : 3);
    assert.match(stderr, /^ {2}expected /m);
    assert.match(stderr, /^ {2}do this /m);
  });
}

test("without openssl it is told that it is missing", async () => {
  const end = await scene.cutterWith(
    { PATH: at("nothing") },
    "evidence",
    "verify-seal",
    at("sealed"),
    "--root-key",
    scene.gpgKey.file,
    "--tsa-cert",
    scene.authority.certificate,
  );
  assert.deepEqual([end.code, end.told["reason"], end.told["field"]], [3, "STOP_TOOL_MISSING", "openssl"]);
});
