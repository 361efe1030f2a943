import assert from "node:assert/strict";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { renderPreview } from "../../src/commands/approve-screen.ts";
import type { App } from "../../src/compose/app.ts";
import { composeApprove, previewApproval } from "../../src/compose/approve.ts";
import type { Gate } from "../../src/domain/gates.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { approverOf, makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const LAW = "harbour";
const WORDS = { docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" };
const [OPENING, FEE, RELAY] = [
  "The harbour is open to every ship.",
  "A ship pays one crown a day.",
  "The relay is reached with password=Winter2024 by the pilots.",
];
const lawWith = (...texts: readonly string[]) =>
  `# The Harbour Act\n\n${texts.map((text, at) => `# Article ${at + 1}\n\n${text}\n`).join("\n")}`;
const SECOND = lawWith(OPENING, "A ship pays two crowns a day.", RELAY);

let setup: TestSetup;
let app: App;
let putBack: () => Promise<void>;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  await register(lawWith(OPENING, FEE, RELAY), { ...WORDS, effectiveFrom: "2020-01-01" });
  await cutAndEnact(setup, app, LAW);
  await register(SECOND, { effectiveFrom: "2026-03-01", citation: "Act 2" });
  await cutAndEnact(setup, app, LAW);
  putBack = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function tryRegister(text: string, words: VersionWords) {
  return await registerVersion(await setup.live.openSource(), { documentId: LAW, text, ...words });
}

async function register(text: string, words: VersionWords): Promise<void> {
  must((await tryRegister(text, words)).outcome);
}

/** Cuts the registered version; what its run has ended in, and everything that a person reads of it. */
async function cut(machine = app) {
  const outcome = must(await machine.cut({ documentId: LAW, mode: "LIVE" }));
  return {
    ...outcome,
    ...(outcome.waiting === null ? NOTHING : await read(outcome.runId, "SG_1_cut_authz")),
  };
}

/** Approves both gates of a run that waits at the first. */
async function enact(runId: string): Promise<void> {
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
}

const NOTHING = { card: "", list: "", screen: "" };

async function read(runId: string, gate: Gate) {
  const card = await readFile(join(setup.setup.root, "reports", runId, "run-card.md"), "utf8");
  const list = await readFile(runPath(setup.setup, runId, "units", "changes-001.md"), "utf8");
  await using parts = must(await composeApprove(approverOf(setup.setup)));
  const order = { runId, gate, decision: "approve", person: null, merge: true, push: false } as const;
  const screen = renderPreview(must(await previewApproval(parts, order)), order).join("\n");
  return { card, list, screen };
}

test("a secret that is rotated is shown neither old nor new, and that hidden text has changed is said", async () => {
  await putBack();
  await register(SECOND.replace("Winter2024", "Summer2025"), { effectiveFrom: "2027-01-01" });
  const { card, list, screen } = await cut();
  for (const text of [card, list, screen]) assert.doesNotMatch(text, /Winter2024|Summer2025/);
  for (const text of [card, list]) {
    assert.match(text, /20 characters, changed ones among them, are not shown/);
    assert.match(text, /\*\*Not shown:\*\* text that looks like a secret, in `ARTICLE-3` \(10 characters\)/);
  }
  assert.match(screen, /not shown +10 characters that look like a secret/);
});

test("law that is written so that it looks like a secret is counted wherever people decide", async () => {
  await putBack();
  const hidden = "'open to all; whoever holds it is free of every fee'";
  await register(`${SECOND}\n# Article 4\n\nThe relay has the passphrase = ${hidden} for ever.\n`, {
    effectiveFrom: "2027-01-01",
  });
  const { card, list, screen } = await cut();
  for (const text of [card, list]) assert.match(text, /`ARTICLE-4` \(52 characters\)/);
  assert.match(screen, /not shown +\d+ characters/);
});

/** What an owner can change of a head by hand. */
const ALTERED: readonly (readonly [what: string, table: string, change: string])[] = [
  [
    "a text with its hash",
    "public.unit_version",
    "update public.unit_version set body = 'x', content_hash = encode(sha256('x'), 'hex') where address = 'HARBOUR/ARTICLE-1'",
  ],
  [
    "a day that nobody has set",
    "public.version_effect",
    `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor)
     select unit_version_id, 9, '2021-01-01', 'x', change_set_id, review_decision_id, 'x' from public.version_effect`,
  ],
  [
    "a day",
    "public.version_effect",
    "update public.version_effect set effective_from = '2021-01-01' where effective_from = '2026-03-01'",
  ],
  [
    "a day that is taken out",
    "public.version_effect",
    "delete from public.version_effect where effective_from = '2026-03-01'",
  ],
  ...["title = 'forged'", "position = 9.5", "cited_source = 'Act 99'", "change_kind = 'correction'"].map(
    (change) =>
      [
        change,
        "public.unit_version",
        `update public.unit_version set ${change} where version_seq = 2 and lifecycle_status = 'enacted'`,
      ] as const,
  ),
];

test("what the owner has altered of a head stops the next amendment and the next day, and no run begins (D-134)", async (t) => {
  for (const [what, table, change] of ALTERED)
    await t.test(what, async () => {
      await putBack();
      await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
      psqlNow(setup, forgeSql(table, change));
      const effect = { from: "2028-01-01", why: "later", version: 2 };
      for (const order of [
        app.cut({ documentId: LAW, mode: "LIVE" }),
        app.cut({ documentId: LAW, mode: "DRYRUN" }),
        app.setEffect({ documentId: LAW, effect }),
      ]) {
        const refused = await order;
        assert.ok(!refused.ok && refused.refusal.reason === "STOP_TAMPERED", JSON.stringify(refused));
        const [runId = ""] = /ictr-\S+/.exec(refused.refusal.wayOut) ?? [];
        assert.equal((await setup.cutter(["evidence", "verify", runId, "--database"])).code, 3);
      }
    });
});

test("where the folders of closed runs are kept elsewhere, the next amendment is cut all the same", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
  const root = join(setup.setup.folder, "runs-elsewhere");
  await cp(setup.setup.root, root, { recursive: true });
  for (const runId of await readdir(join(root, "runs")))
    await rm(join(root, "runs", runId), { recursive: true });
  await using other = await setup.openApp({ root });
  assert.equal(must(await other.cut({ documentId: LAW, mode: "LIVE" })).state, "awaiting_cut_authorization");
});

test("without the index of runs the journals tell what the last run has left of the document (D-175)", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
  const root = join(setup.setup.folder, "without-index");
  await cp(setup.setup.root, root, { recursive: true });
  await writeFile(join(root, "reports", "runs-index.jsonl"), "");
  await using other = await setup.openApp({ root });
  const [, table, change] = ALTERED[0] ?? ["", "", ""];
  psqlNow(setup, forgeSql(table, change));
  const refused = await other.cut({ documentId: LAW, mode: "LIVE" });
  assert.ok(!refused.ok && refused.refusal.reason === "STOP_TAMPERED", JSON.stringify(refused));
});

test("a machine that knows no run of the document is told of an altered text, too", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
  const root = join(setup.setup.folder, "new-machine");
  await cp(setup.setup.root, root, { recursive: true });
  await rm(join(root, "runs"), { recursive: true });
  await rm(join(root, "reports", "runs-index.jsonl"));
  await using other = await setup.openApp({ root });
  const [, table, change] = ALTERED[0] ?? ["", "", ""];
  psqlNow(setup, forgeSql(table, change));
  const { refusal } = must(await other.cut({ documentId: LAW, mode: "LIVE" }));
  assert.equal(refusal?.reason, "STOP_TAMPERED");
  assert.match(refusal?.wayOut ?? "", /docs\/recovery\.md/);
});

test("a text that is altered while people decide is told at renewal, and put back the run goes on", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
  const { runId } = await cut();
  const title = (to: string) =>
    psqlNow(
      setup,
      forgeSql(
        "public.unit_version",
        `update public.unit_version set title = '${to}' where address = 'HARBOUR/ARTICLE-1'`,
      ),
    );
  const body = (of: string) =>
    `update public.unit_version set body = ${of}, content_hash = encode(sha256(convert_to(${of}, 'UTF8')), 'hex') where address = 'HARBOUR/ARTICLE-1'`;
  title("forged");
  psqlNow(setup, forgeSql("public.unit_version", body("body || 'x'")));
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await app.resume(runId)).refusal?.reason, "STOP_DRIFT");
  const { refusal } = must(await app.renew(runId));
  assert.equal(refusal?.reason, "STOP_TAMPERED");
  assert.match(refusal?.details?.join() ?? "", /HARBOUR\/ARTICLE-1: the text is another/);
  title("");
  psqlNow(setup, forgeSql("public.unit_version", body("left(body, -1)")));
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

test("the request to take an amendment back says that the document stays, and nothing of what would have been", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
  const { runId, list, screen: first } = await cut();
  assert.match(list, /stays as it is \| `2 units, sha256 [0-9a-f]{64}`/);
  assert.match(first, /what differs +1 amended; 2 unchanged/);
  assert.match(first, /Approval: Harbour Act: 1 change, cut the document/);
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  must(await app.revert(runId, { execute: true }));
  const { card, screen } = await read(runId, "SG_3_compensation_authz");
  assert.match(card, /### What is taken back/);
  for (const text of [card, screen]) {
    assert.match(text, /taken back.*1 amended/);
    assert.match(text, /stays as it is enacted: change set/);
    assert.doesNotMatch(text, /2027-01-01|three/);
  }
});

test("bytes that are enacted are cut otherwise under a statement of lineage, as a recut with a citation of its own", async () => {
  await putBack();
  await using other = await setup.openApp({ settings: { exclude: ["Article 3"] } });
  const plain = await cut(other);
  for (const text of [plain.card, plain.list, plain.screen]) {
    assert.match(text, /nature.*recut/);
    assert.doesNotMatch(text, /Act 2|2026-03-01.*consolidation/);
  }
  assert.match(plain.card, /retired\*\* `ARTICLE-3`.*`repealed from 2020-01-01 on`/);
  assert.equal(must(await other.voidRun(plain.runId, "to be stated")).state, "voided");

  const again = (words: VersionWords) => tryRegister(SECOND, words);
  const refused = async (words: VersionWords) => {
    const { outcome } = await again(words);
    return outcome.ok ? null : outcome.refusal;
  };
  const exists = await refused({});
  assert.equal(exists?.reason, "STOP_SOURCE_VERSION_EXISTS");
  assert.match(exists?.wayOut ?? "", /--nature recut/);
  const otherBytes = await tryRegister(SECOND.replace("two", "three"), { nature: "recut" });
  assert.ok(!otherBytes.outcome.ok && otherBytes.outcome.refusal.reason === "STOP_BAD_INPUT");
  const citation = "Decision 7 of the editor";
  const lineage = "continues ARTICLE-1 -> ARTICLE-1\n";
  const limited = await tryRegister(SECOND, { nature: "recut", citation, lineage });
  // Under the settings of this call the cut is the one that is enacted.
  assert.ok(!limited.outcome.ok && limited.outcome.refusal.reason === "STOP_NOTHING_CHANGED");
});

test("an erratum whose plan rests on a day that is set meanwhile is ended and cut again, which its way out says", async () => {
  await putBack();
  await register(SECOND.replace("two crowns", "twenty crowns"), { nature: "erratum", citation: "Gazette 3" });
  const { runId, card } = await cut();
  assert.match(card, /\| `counts from 2026-03-01` \| `correct 1` \|/);
  psqlNow(
    setup,
    forgeSql(
      "public.version_effect",
      `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor)
       select unit_version_id, 2, '2026-09-01', 'later', change_set_id, review_decision_id, actor
       from public.version_effect where effective_from = '2026-03-01'`,
    ),
  );
  await setup.approve(runId, "SG_1_cut_authz");
  for (const outcome of [await app.renew(runId), await app.resume(runId)]) {
    const { refusal } = must(outcome);
    assert.equal(refusal?.reason, "STOP_BASE_MOVED");
    assert.match(refusal?.wayOut ?? "", new RegExp(`orchestrate void ${runId} .*orchestrate cut`));
  }
});

test("a statement of lineage about one head is not applied to another; registered again about that one, it is (D-133)", async () => {
  await putBack();
  const third = SECOND.replace("# Article 3", "# Article 3\n\nNo boat is left.\n\n# Article 4").replace(
    "open to every ship",
    "open to ships of every kind and flag",
  );
  const words = { effectiveFrom: "2028-01-01", lineage: "continues ARTICLE-3 -> ARTICLE-4\n" };
  const meanwhile = SECOND.replace("two crowns", "three crowns");
  await register(meanwhile, { effectiveFrom: "2027-01-01" });
  const { runId } = await cut();
  await register(third, words);
  await enact(runId);
  const { refusal, runId: stopped } = await cut();
  assert.equal(refusal?.reason, "STOP_BASE_MOVED");
  assert.match(
    refusal?.wayOut ?? "",
    /void RUN .* source register FILE --document-id harbour; .* orchestrate cut/,
  );
  must(await app.voidRun(stopped, "stated about another head"));
  await register(third.replace("two crowns", "three crowns"), words);
  assert.equal((await cut()).state, "awaiting_cut_authorization");
});

test("an erratum, and a version whose base is named, mean the head that they were registered against", async () => {
  for (const words of [
    { nature: "erratum", citation: "Gazette 4" },
    { effectiveFrom: "2028-01-01", base: "2" },
  ] as const) {
    await putBack();
    await register(SECOND.replace("two crowns", "three crowns"), { effectiveFrom: "2027-01-01" });
    const { runId } = await cut();
    const meant = SECOND.replace("open to every ship", "open to every ship and boat");
    await register(meant, words);
    await enact(runId);
    const { refusal, runId: stopped } = await cut();
    assert.equal(refusal?.reason, "STOP_BASE_MOVED");
    must(await app.voidRun(stopped, "the head has moved"));
    await register(meant, { ...words, ...("base" in words ? { base: "3" } : {}) });
    assert.equal((await cut()).state, "awaiting_cut_authorization");
  }
});

test("a unit that is printed as repealed where it stands counts as a repeal", async () => {
  await putBack();
  await register(SECOND.replace("A ship pays two crowns a day.", "(Repealed)"), {
    effectiveFrom: "2027-01-01",
  });
  const { runId } = await cut();
  const request = await readFile(
    runPath(setup.setup, runId, "requests", "SG_1_cut_authz.request.json"),
    "utf8",
  );
  assert.match(request, /"operations":\{"amend":1,.*"repeals":1[,}]/);
  await enact(runId);
  const effect = { from: "2029-01-01", why: "later", version: 3 };
  const dated = must(await app.setEffect({ documentId: LAW, effect }));
  const card = await readFile(join(setup.setup.root, "reports", dated.runId, "run-card.md"), "utf8");
  assert.match(card, /\| repeals \| `1: until that day/);
});

test("an address that is typed in small letters is read as it is printed, without a note", async () => {
  await putBack();
  const told = (address: string) => setup.cutter(["kb", "show", address, "--on", "2026-05-05"]);
  const [typed, printed] = [await told("harbour/article-2"), await told("HARBOUR/ARTICLE-2")];
  assert.match(printed.stdout, /^HARBOUR\/ARTICLE-2 [\s\S]*two crowns/);
  assert.equal(typed.stdout, printed.stdout);
});
