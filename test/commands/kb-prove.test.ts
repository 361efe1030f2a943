import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { readPrivateKey, revokeKey } from "openpgp";
import type { Proof } from "../../src/domain/proof.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { cutAndEnact } from "../support/amend-document.ts";
import { AMENDED_ACT } from "../support/harbour-act.ts";
import { readBlocks } from "../support/page-shell.ts";
import { openProofScene, type ProofScene } from "../support/proof-scene.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { must } from "../support/test-setup.ts";

let scene: ProofScene;

before(async () => {
  scene = await openProofScene();
});
after(() => scene[Symbol.asyncDispose]());

test("a text is proved by its file and the root key alone, and until when it held", async () => {
  const { file, proof } = await scene.prove(["HARBOUR/ARTICLE-2", "--on", "2024-01-01"]);
  const told = await scene.verify(proof);
  assert.equal(told["verdict"], "accepted", JSON.stringify(told));
  assert.equal(told["text"], "# Article 2\n\nA ship pays one crown a day.\n\n");
  assert.deepEqual(told["in_force"], { from: "2020-01-01", until: "2025-06-30" });
  assert.equal(told["run_id"], scene.runs[0]);
  assert.deepEqual(told["persons"], ["sovereign"]);
  const [next, ...others] = told["later"] as readonly Record<string, unknown>[];
  assert.deepEqual(others, []);
  assert.equal(next?.["run_id"], scene.runs[1]);
  assert.equal(next?.["effective_from"], "2025-07-01");
  const { stdout } = await scene.kb(["verify", file, "--root-key", scene.rootKey]);
  assert.match(stdout, /in force {5}from 2020-01-01 until 2025-06-30\n/);
  assert.match(stdout, /after it {5}amendment: HARBOUR\/ARTICLE-2, from 2025-07-01\n/);
  assert.match(stdout, /A ship pays one crown a day\./);
});

test("the commands of the guide about proofs do what it says, one after the other", async () => {
  const { folder, repository } = scene.setup.setup;
  const places: Readonly<Record<string, string>> = { control: repository, "root.asc": scene.rootKey };
  const guide = await readFile(join(import.meta.dirname, "../../docs/reader.md"), "utf8");
  const commands = readBlocks(guide).filter(({ marks }) => marks.includes("proof"));
  assert.equal(commands.length, 3);
  for (const { text } of commands) {
    const words = text.trim().split(" ").slice(2);
    const args = words.map((word) =>
      /^proof\./.test(word)
        ? join(folder, word)
        : (places[word] ?? word.replace("LAW/article-2", "HARBOUR/ARTICLE-2")),
    );
    const end = await scene.kb(args);
    assert.equal(end.code, 0, `${text}: ${end.stderr}`);
  }
});

test("a proof needs no database, no repository and no network", async () => {
  const { file } = await scene.prove(["HARBOUR/ARTICLE-1"]);
  const end = await scene.setup.cutter(["kb", "verify", file, "--root-key", scene.rootKey, "--json"], {
    variables: { CUTTER_ROOT: "/nonexistent", DOT_CUTTER_DB_HOST: "192.0.2.1" },
  });
  assert.equal(end.code, 0, end.stderr);
});

test("a proof that was made before an amendment says that it does not know what came after (V-11)", async () => {
  const { proof } = await scene.prove(["HARBOUR/ARTICLE-2", "--on", "2024-01-01"]);
  const earlier: Proof = { ...proof, later: [] };
  const told = await scene.verify(earlier);
  assert.deepEqual(told["in_force"], { from: "2020-01-01", until: null });
  const file = join(scene.setup.setup.folder, "earlier.json");
  await writeFile(file, JSON.stringify({ ...earlier, known: null }));
  const { stdout } = await scene.kb(["verify", file, "--root-key", scene.rootKey]);
  assert.match(stdout, /known {8}what came after, this file does not know\n/);
  const { proof: last } = await scene.prove(["HARBOUR/ARTICLE-1"]);
  const saidToday = await scene.verify(last);
  assert.equal(saidToday["known_utc"], last.known?.utc);
  assert.deepEqual(saidToday["later"], []);
});

test("a proof as known at a time says up to then alone that nothing had followed", async () => {
  const { stdout } = await scene.kb(["show", "HARBOUR/ARTICLE-2", "--on", "2024-01-01", "--json"]);
  const { recordedAt } = JSON.parse(stdout) as { recordedAt: string };
  const { proof } = await scene.prove(["HARBOUR/ARTICLE-2", "--known-at", recordedAt]);
  assert.deepEqual([proof.later, proof.known?.utc], [[], recordedAt]);
  const today = await scene.prove(["HARBOUR/ARTICLE-2", "--known-at", "2999-01-01"]);
  assert.ok((today.proof.known?.utc ?? "3") < "2999");
});

test("every kind of version is proved: born, amended, renumbered, under the address of its day or of its birth", async () => {
  for (const [address, day, change, unit] of [
    ["HARBOUR/ARTICLE-2", "2026-01-01", "amendment", "HARBOUR/ARTICLE-2"],
    ["HARBOUR/ARTICLE-3", "2026-01-01", "original", null],
    ["HARBOUR/ARTICLE-4", "2026-01-01", "renumbering", "HARBOUR/ARTICLE-3"],
    ["HARBOUR/ARTICLE-4", "2024-01-01", "original", "HARBOUR/ARTICLE-4"],
  ] as const) {
    const { proof } = await scene.prove([address, "--on", day]);
    const told = await scene.verify(proof);
    assert.equal(told["verdict"], "accepted", JSON.stringify(told));
    assert.equal(told["change"], change, address);
    if (unit !== null) assert.equal(told["unit"], unit);
  }
});

test("the repeal of a unit is in the file of the text that it ended", async () => {
  const { proof } = await scene.prove(["HARBOUR/ARTICLE-4", "--on", "2024-01-01"]);
  const told = await scene.verify(proof);
  assert.deepEqual(told["in_force"], { from: "2020-01-01", until: "2025-06-30" });
  assert.deepEqual(
    (told["later"] as readonly Record<string, unknown>[]).map(({ change, bytes }) => ({ change, bytes })),
    [{ change: "repeal", bytes: null }],
  );
});

/** Versions of an export whose day was set after they were enacted, and by which run: as data and on their page. */
async function exportedDays() {
  const [data, site] = ["data", "site"].map((name) => join(scene.setup.setup.folder, name));
  assert.ok(data && site);
  for (const [format, out] of [
    ["jsonl", data],
    ["site", site],
  ] as const)
    assert.equal((await scene.kb(["export", "--format", format, "--out", out])).code, 0);
  const lines = (await readFile(join(data, "harbour.jsonl"), "utf8")).trimEnd().split("\n");
  const set = lines.map((line) => JSON.parse(line)).filter(({ daySet }) => daySet !== null);
  const page = await readFile(join(site, "harbour/article-5/index.html"), "utf8");
  for (const { daySet } of set) assert.match(page, new RegExp(`<dt>Day set by</dt>[^]*${daySet.runId}`));
  const feed = await readFile(join(site, "harbour/feed.atom"), "utf8");
  assert.match(
    feed,
    /1 first version given the day 2026-03-01, not set until then<\/title>\n<updated>.*<\/updated>\n<author><name>sovereign</,
  );
  return set.map(({ address, effectiveFrom, daySet }) => ({ address, effectiveFrom, runId: daySet.runId }));
}

test("a day that was set after the text is proved by the approval under which it was set", async (t) => {
  const put = await scene.setup.remember();
  t.after(put);
  await scene.register(`${AMENDED_ACT}\n# Article 5\n\nThe harbour has a light.\n`, {
    effectiveFrom: "open",
    citation: "Act 3",
  });
  await cutAndEnact(scene.setup, scene.app, "harbour");
  const open = await scene.kb(["prove", "HARBOUR/ARTICLE-5", ...scene.sources]);
  assert.match(open.stderr, /STOP_EFFECT_OPEN/);
  const runId = await setDay({ from: "2026-03-01", why: "Order 7" });
  const { proof } = await scene.prove(["HARBOUR/ARTICLE-5", "--on", "2026-04-01"]);
  const told = await scene.verify(proof);
  assert.deepEqual(told["in_force"], { from: "2026-03-01", until: null }, JSON.stringify(told));
  const set = told["day_set"] as Record<string, unknown>;
  assert.equal(set["run_id"], runId);
  assert.equal(set["was"], "open");
  const named = (await exportedDays()).filter(({ address }) => address === "HARBOUR/ARTICLE-5");
  assert.deepEqual(named, [{ address: "HARBOUR/ARTICLE-5", effectiveFrom: "2026-03-01", runId }]);
  const forged = structuredClone(proof) as { version: { day: { leaf: Record<string, unknown> } | null } };
  assert.ok(forged.version.day);
  forged.version.day.leaf["effective_from"] = "2026-02-01";
  assert.equal((await scene.verify(forged))["reason"], "STOP_PROOF_PATH");
  forged.version.day.leaf = {
    ...forged.version.day.leaf,
    effective_from: "2026-03-01",
    unit: "HARBOUR/ARTICLE-1",
  };
  assert.equal((await scene.verify(forged))["reason"], "STOP_PROOF_MISMATCH");
  forged.version.day.leaf = {
    ...forged.version.day.leaf,
    unit: "HARBOUR/ARTICLE-5",
    source_sha256: "f".repeat(64),
  };
  assert.match(String((await scene.verify(forged))["field"]), /^day, ictr-/);
  forged.version.day = null;
  assert.equal((await scene.verify(forged))["in_force"], null);
  await setDay({ from: "2026-05-01", version: 3, why: "Order 8" });
  const known = ["--known-at", proof.known?.utc ?? ""];
  const earlier = await scene.prove(["HARBOUR/ARTICLE-5", "--on", "2026-04-01", ...known]);
  assert.deepEqual((await scene.verify(earlier.proof))["in_force"], { from: "2026-03-01", until: null });
  const today = await scene.prove(["HARBOUR/ARTICLE-5", "--on", "2026-06-01"]);
  assert.deepEqual((await scene.verify(today.proof))["in_force"], { from: "2026-05-01", until: null });
  const change = `insert into public.version_effect select (jsonb_populate_record(e, jsonb_build_object(
      'ordinal', e.ordinal + 1, 'effective_from', '2021-02-01'))).* from public.version_effect e
    join public.iu_history h on h.version_id = e.unit_version_id and h.address = 'HARBOUR/ARTICLE-1'`;
  psqlNow(scene.setup, forgeSql("public.version_effect", change));
  const end = await scene.kb(["prove", "HARBOUR/ARTICLE-1", "--on", "2022-06-01", ...scene.sources]);
  assert.match(end.stderr, /STOP_PROOF_NOT_APPROVED/, end.stderr);
  assert.match(end.stderr, /effect of HARBOUR\/ARTICLE-1.*\n +expected +2020-01-01\n +actual +2021-02-01\n/);
});

/** A run that sets a day, approved and ended. */
async function setDay(effect: { readonly from: string; readonly version?: number; readonly why: string }) {
  const { runId } = must(await scene.app.setEffect({ documentId: "harbour", effect }));
  await scene.setup.approve(runId, "SG_2_lifecycle_authz");
  must(await scene.app.resume(runId));
  return runId;
}

test("a newer form of the key that approved, which tells its revocation, is given with --key", async () => {
  const { proof } = await scene.prove(["HARBOUR/ARTICLE-1"]);
  const { folder, keys } = scene.setup.setup;
  const file = join(folder, "revoked.asc");
  const key = await readPrivateKey({ armoredKey: keys.sovereign.privateKey });
  await writeFile(file, (await revokeKey({ key, format: "armored" })).publicKey);
  const told = await scene.verify(proof, "--key", file);
  assert.equal(told["reason"], "STOP_PROOF_KEY_REVOKED");
  assert.equal(told["code"], 3);
  const other = join(folder, "other.asc");
  await writeFile(other, keys.recipient.publicKey);
  assert.equal((await scene.verify(proof, "--key", other))["verdict"], "accepted");
  await writeFile(other, "no key");
  const unread = await scene.verify(proof, "--key", other);
  assert.equal(unread["reason"], "STOP_CONFIG_INVALID", JSON.stringify(unread));
  assert.match(String(unread["field"]), /^--key /);
});

test("without --out the proof is the output, and with it a line says what is in it", async () => {
  const { repository } = scene.setup.setup;
  const args = ["prove", "HARBOUR/ARTICLE-1", "--repo", repository, "--root-key", scene.rootKey];
  const piped = await scene.kb(args);
  assert.equal((await scene.verify(piped.stdout))["verdict"], "accepted");
  const over = await scene.kb([...args, "--out", scene.rootKey]);
  assert.equal(over.code, 2);
  assert.match(over.stderr, /STOP_BAD_INPUT/);
  assert.match(await readFile(scene.rootKey, "utf8"), /PGP PUBLIC KEY/);
});

const FOLDER = import.meta.dirname;

for (const [title, places, actual] of [
  ["both forms into one file", ["--out", "/tmp/proof", "--html", "/tmp/./proof"], /proof/],
  ["a folder", ["--out", FOLDER], /no regular file/],
  ["a page into a folder that is not there", ["--html", join(FOLDER, "none/p.html")], /ENOENT/],
] as const) {
  test(`before anything is read of the base it is told that a proof can't be written: ${title}`, async () => {
    const end = await scene.setup.cutter(
      ["kb", "prove", "HARBOUR/ARTICLE-1", "--root-key", scene.rootKey, ...places, "--json"],
      { variables: { DOT_CUTTER_DB_HOST: "/nonexistent" } },
    );
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.reason], [2, "STOP_BAD_INPUT"], end.stderr);
    assert.match(told.actual, actual);
  });
}

test("an option before the file takes one word, and stands once for each key", async () => {
  const { file } = await scene.prove(["HARBOUR/ARTICLE-1"]);
  const one = await scene.kb(["verify", "--root-key", scene.rootKey, file]);
  assert.match(one.stdout, /^accepted: /, one.stderr);
  assert.match(one.stdout, /signed .* of demo\/[\w-]+; used /);
  const { folder, keys } = scene.setup.setup;
  const other = join(folder, "person.asc");
  await writeFile(other, keys.sovereign.publicKey);
  for (const keys of [
    [scene.rootKey, other],
    [other, scene.rootKey],
  ]) {
    const two = await scene.kb(["verify", file, ...keys.flatMap((key) => ["--root-key", key])]);
    assert.match(two.stdout, /^accepted: /, two.stderr);
  }
});

test("a proof or a clone that can't be read is refused with what the system says, and with the way out", async () => {
  for (const [file, actual] of [
    ["/nonexistent.json", /ENOENT/],
    ["/dev/null", /no regular file/],
    [FOLDER, /no regular file/],
  ] as const) {
    const end = await scene.kb(["verify", file, "--root-key", scene.rootKey, "--json"]);
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.verdict, told.reason], [2, "refused", "STOP_BAD_INPUT"]);
    assert.match(told.actual, actual);
  }
  const { file } = await scene.prove(["HARBOUR/ARTICLE-1"]);
  const unfit = await scene.kb(["verify", file, "--root-key", file]);
  assert.match(unfit.stderr, /STOP_POLICY_UNSAFE: The root key is not one to trust\./);
  assert.match(unfit.stderr, /do this {3}Name the root's public key, alone in its file/);
  const clone = ["--repo", scene.setup.setup.repository, "--ref", "master"];
  const end = await scene.kb(["prove", "HARBOUR/ARTICLE-1", "--root-key", scene.rootKey, ...clone]);
  assert.match(end.stderr, /do this {3}Name with --ref the branch/);
});

const REFUSED: readonly (readonly [args: readonly string[], reason: string, code: number])[] = [
  [["HARBOUR/ARTICLE-9"], "STOP_ADDRESS_UNKNOWN", 2],
  [["PORT/ARTICLE-1"], "STOP_DOCUMENT_UNKNOWN", 2],
  [["HARBOUR/ARTICLE-1", "--on", "2019-12-31"], "STOP_NOT_IN_FORCE", 2],
  [["HARBOUR/ARTICLE-1", "--on", "2019-02-30"], "STOP_BAD_INPUT", 2],
  [["HARBOUR/ARTICLE-1", "--on", "tomorrow"], "STOP_BAD_INPUT", 2],
  [["HARBOUR/ARTICLE-1", "--known-at", "2020-01-01"], "STOP_NOT_KNOWN_YET", 2],
  [["HARBOUR/ARTICLE-1", "--ref", "nowhere"], "STOP_BAD_INPUT", 2],
  [["HARBOUR/ARTICLE-1", "--root-key", "/nonexistent.asc"], "STOP_CONFIG_INVALID", 2],
];

for (const [args, reason, code] of REFUSED) {
  test(`kb prove ${args.join(" ")} is refused as ${reason}`, async () => {
    const keys = args.includes("--root-key") ? [] : ["--root-key", scene.rootKey];
    const end = await scene.kb(["prove", ...args, "--repo", scene.setup.setup.repository, ...keys]);
    assert.match(end.stderr, new RegExp(reason), end.stderr);
    assert.equal(end.code, code);
    assert.equal(end.stdout, "");
  });
}

const NO_PROOF: readonly (readonly [title: string, content: string])[] = [
  ["nothing", ""],
  ["no JSON", "a text"],
  ["another form", '{"schema":"iu-cutter/proof/2"}'],
  ["a key twice", '{"schema":"iu-cutter/proof/1","schema":"iu-cutter/proof/1"}'],
];

for (const [title, content] of NO_PROOF) {
  test(`a file with ${title} is refused as STOP_PROOF_INVALID`, async () => {
    const told = await scene.verify(content);
    assert.equal(told["reason"], "STOP_PROOF_INVALID");
    assert.equal(told["code"], 2);
  });
}

test("a base that was altered past its triggers proves nothing (V-10)", async (t) => {
  const put = await scene.setup.remember();
  t.after(put);
  const text = "A ship pays nothing.";
  const change = `update public.unit_version set body = '${text}', content_hash = '${sha256Hex(text)}' where body like '%one crown%'`;
  psqlNow(scene.setup, forgeSql("public.unit_version", change));
  const args = ["prove", "HARBOUR/ARTICLE-2", "--on", "2024-01-01", "--root-key", scene.rootKey];
  const end = await scene.kb([...args, "--repo", scene.setup.setup.repository]);
  assert.equal(end.code, 3);
  assert.match(end.stderr, /STOP_PROOF_NOT_APPROVED/);
});
