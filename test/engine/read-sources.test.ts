import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import type { GateRequest } from "../../src/domain/request.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { openBrowser } from "../support/browser.ts";
import { list, makeDocx, numbering, paragraph } from "../support/docx-maker.ts";
import { AMENDED_AKN, AMENDED_TEXT, HARBOUR_AKN } from "../support/harbour-akn.ts";
import { lookAt } from "../support/proof-page.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const ID = "harbour";
const CHANGED = AMENDED_AKN.replace("keeps a book", "keeps two books");
const VERSIONS = "cutter_governance.source_document_version_registry";

let setup: TestSetup;
let app: App;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

async function register(name: string, content: string | Buffer, ...words: readonly string[]) {
  const file = join(setup.setup.folder, name);
  await writeFile(file, content);
  const end = await setup.cutter(["source", "register", file, "--document-id", ID, "--json", ...words]);
  return { code: end.code, told: JSON.parse(end.stdout || end.stderr) as Readonly<Record<string, unknown>> };
}

/** Cuts the last version through both gates; returns the run and the request of its first gate. */
async function cut(): Promise<{ readonly runId: string; readonly request: GateRequest }> {
  const { runId, state, refusal } = must(await app.cut({ documentId: ID, mode: "LIVE" }));
  assert.equal(state, "awaiting_cut_authorization", JSON.stringify(refusal));
  const gates = [
    ["SG_1_cut_authz", "awaiting_lifecycle_authorization"],
    ["SG_2_lifecycle_authz", "closeout_reported"],
  ] as const;
  for (const [gate, next] of gates) {
    await setup.approve(runId, gate);
    const resumed = must(await app.resume(runId));
    assert.equal(resumed.state, next, JSON.stringify(resumed.refusal));
  }
  const path = `main:approvals/${runId}/SG_1_cut_authz.request.json`;
  const text = execFileSync("git", ["-C", setup.setup.repository, "show", path], { encoding: "utf8" });
  return { runId, request: JSON.parse(text) };
}

async function ask(query: string): Promise<readonly Record<string, unknown>[]> {
  await using owner = await setup.owner();
  return (await owner.query<Record<string, unknown>>(query)).rows;
}

test("a law in Akoma Ntoso is enacted, and reader, text and letters are bound by what is approved (E-09)", async () => {
  const { code, told } = await register(
    "law.xml",
    HARBOUR_AKN,
    ...["--prefix", "HARBOUR", "--title", "Harbour Act", "--publication-type", "law", "--owner", "operator"],
    ...["--effective-from", "2020-01-01"],
  );
  assert.equal(code, 0, JSON.stringify(told));
  const source = told["source"] as Readonly<Record<string, unknown>>;
  assert.equal(source["sha256"], sha256Hex(HARBOUR_AKN));
  const { reader, projectionSha256 } = source["reading"] as Record<string, unknown>;
  assert.deepEqual(reader, { name: "akn", version: 1 });
  const { request } = await cut();
  assert.deepEqual(request.document.reading, {
    reader: "akn",
    reader_version: 1,
    projection_sha256: projectionSha256,
  });
  assert.equal(request.document.source_sha256, sha256Hex(HARBOUR_AKN));
  const { letters, left_out_kinds: kinds } = request.plan.coverage ?? assert.fail("no coverage");
  assert.equal(
    letters["file"],
    (letters["units"] ?? 0) + (letters["containers"] ?? 0) + (letters["leftOut"] ?? 0),
  );
  assert.equal(letters["leftOut"], "Seethetableoffees.".length);
  assert.equal(kinds, 2);
});

test("each unit has the text of its element, and the ledger says where that stands in the file", async () => {
  const rows =
    await ask(`select u.canonical_address as address, v.body, b.original_part, b.original_start::int as start, b.original_end::int as stop
    from public.unit_version v join public.information_unit u on u.id = v.unit_id
    join cutter_governance.manifest_unit_block b on b.unit_id = u.id order by b.ordinal`);
  assert.deepEqual(
    rows.map(({ address, body }) => [address, body]),
    [
      ["HARBOUR/ARTICLE-1", "Article 1\nScope\n\nThe harbour is open to every ship of the town of Łódź.\n\n"],
      ["HARBOUR/ARTICLE-2", "Article 2\nFees\n\nA ship pays one crown a day.\n\n"],
      ["HARBOUR/ARTICLE-3", "Article 3\nBook\n\nThe master keeps a book of all ships.\n"],
    ],
  );
  const file = Buffer.from(HARBOUR_AKN);
  for (const [index, { original_part: part, start, stop }] of rows.entries()) {
    assert.equal(part, null);
    const element = file.toString("utf8", Number(start), Number(stop));
    assert.match(element, new RegExp(`^<article eId="art_${index + 1}">[^]*</article>$`));
  }
});

test("a proof of a unit names the text that was read and the bytes of the file, and holds (E-09)", async () => {
  const { folder, repository } = setup.setup;
  const [proof, rootKey] = [join(folder, "proof.json"), join(folder, "keys", "root.asc")];
  const sources = ["--repo", repository, "--root-key", rootKey];
  const made = await setup.cutter(["kb", "prove", "HARBOUR/ARTICLE-2", ...sources, "--out", proof]);
  assert.equal(made.code, 0, made.stderr);
  const verified = await setup.cutter(["kb", "verify", proof, "--root-key", rootKey, "--json"]);
  assert.equal(verified.code, 0, verified.stderr);
  const { version } = JSON.parse(await readFile(proof, "utf8"));
  const { projection } = version.leaf;
  const { sha256, part, bytes } = projection;
  assert.equal(part, null);
  const [{ projection_sha256: stored } = {}] = await ask(`select projection_sha256 from ${VERSIONS}`);
  assert.equal(sha256, stored);
  assert.match(
    Buffer.from(HARBOUR_AKN).toString("utf8", ...(bytes as [number, number])),
    /^<article eId="art_2">/,
  );
  const forged = { ...version, leaf: { ...version.leaf, projection: { ...projection, bytes: [0, 1] } } };
  const twin = join(folder, "twin.json");
  await writeFile(twin, JSON.stringify({ ...JSON.parse(await readFile(proof, "utf8")), version: forged }));
  const refused = await setup.cutter(["kb", "verify", twin, "--root-key", rootKey, "--json"]);
  assert.notEqual(refused.code, 0);
});

test("the page of a proof judges it in a browser, and tells the place in the file", async () => {
  const { folder, repository } = setup.setup;
  const page = join(folder, "page.html");
  const keys = ["--repo", repository, "--root-key", join(folder, "keys", "root.asc")];
  const made = await setup.cutter(["kb", "prove", "HARBOUR/ARTICLE-2", ...keys, "--html", page]);
  assert.equal(made.code, 0, made.stderr);
  await using browser = await openBrowser();
  await using watched = await browser.open({ scheme: "light", width: 900 });
  const seen = await lookAt(watched.page, page, await readFile(page, "utf8"));
  assert.equal(seen.verdict, "holds");
  const told = (await watched.page.textContent("body")) ?? "";
  assert.match(told, /bytes \d+ to \d+ of sha256 [0-9a-f]{64}/);
  assert.match(told, /Read as\s*a text, sha256 [0-9a-f]{64}/);
  assert.deepEqual(watched.amiss, []);
  assert.equal(seen.text, "Article 2\nFees\n\nA ship pays one crown a day.\n");
});

test("an amendment in the same format changes the article that differs", async () => {
  const { code, told } = await register(
    "amended.xml",
    AMENDED_AKN,
    "--citation",
    "Act 2 of 2026",
    "--effective-from",
    "2026-01-01",
  );
  assert.equal(code, 0, JSON.stringify(told));
  const { request } = await cut();
  assert.equal(request.plan.amendment?.told, "1 amended; 2 unchanged");
});

test("the text of a file is amended by another format: the delta says what is text, and what is form", async () => {
  const { code, told } = await register(
    "amended.md",
    AMENDED_TEXT,
    "--citation",
    "Act 3 of 2026",
    "--effective-from",
    "2026-06-01",
  );
  assert.equal(code, 0, JSON.stringify(told));
  const delta = told["delta"] as { readonly changes: readonly Record<string, unknown>[] };
  assert.deepEqual(
    delta.changes.map(({ change }) => change),
    ["typographyOnly", "typographyOnly", "amended"],
  );
  const { request } = await cut();
  assert.equal(request.document.reading, undefined);
  assert.equal(request.plan.coverage, undefined);
});

test("the base is sound for the audit, and the export has where each text stands", async () => {
  const audit = await setup.cutter(["audit", "--json"]);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  const out = join(setup.setup.folder, "export");
  const exported = await setup.cutter(["kb", "export", "--format", "jsonl", "--out", out]);
  assert.equal(exported.code, 0, exported.stderr);
});

test("a text that the reader of another release would make is not cut (STOP_PROJECTION_CHANGED, E-09)", async () => {
  const { code } = await register("again.xml", CHANGED, "--effective-from", "2026-07-01");
  assert.equal(code, 0);
  psqlNow(
    setup,
    forgeSql(VERSIONS, `update ${VERSIONS} set projection_sha256 = repeat('0', 64) where version_seq = 4`),
  );
  const { refusal } = must(await app.cut({ documentId: ID, mode: "LIVE" }));
  assert.equal(refusal?.reason, "STOP_PROJECTION_CHANGED");
  assert.match(refusal.actual ?? "", /^akn 1, sha256 [0-9a-f]{64}$/);
  assert.match(refusal.wayOut, /register the file again/);
  const again = await register("again.xml", CHANGED, "--effective-from", "2026-07-01");
  assert.equal(again.code, 0, JSON.stringify(again.told));
  await cut();
});

test("a law in Word, whose numbers Word counts, is amended by Akoma Ntoso in one word", async () => {
  const words = { numId: 1, level: 0 };
  const body = [
    ["Scope", "The harbour is open to every ship of the town of Łódź."],
    ["Fees", "A ship pays one crown a day."],
    ["Book", "The master keeps a book of all ships."],
  ].map(([title = "", text = ""]) => paragraph(title, words) + paragraph(text));
  const docx = makeDocx({
    body: paragraph("The Quay Act") + body.join(""),
    numbering: numbering(list(1, { text: "Article %1", start: 1 })),
  });
  const file = join(setup.setup.folder, "quay.docx");
  const next = join(setup.setup.folder, "quay.xml");
  await writeFile(file, docx);
  await writeFile(next, HARBOUR_AKN.replace("one crown", "two crowns").replace("Harbour", "Quay"));
  const end = await setup.cutter(["source", "diff", file, next, "--json"]);
  assert.equal(end.code, 0, end.stderr);
  const { changes } = JSON.parse(end.stdout);
  assert.deepEqual(
    changes.map(({ change }: Record<string, string>) => change),
    ["typographyOnly", "amended", "typographyOnly"],
  );
});
