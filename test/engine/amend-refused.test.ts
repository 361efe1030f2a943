import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Output } from "../../src/adapters/terminal/output.ts";
import { makeSourceRegisterCommand } from "../../src/commands/source-register.ts";
import type { App } from "../../src/compose/app.ts";
import { composeDatabaseCommands } from "../../src/compose/database-commands.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import { accepted } from "../../src/domain/result.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import { auditRun } from "../support/audit-run.ts";
import { databaseNow, readDay } from "../support/day-scene.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const LAW = "harbour";
const WORDS = { docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" };
const lawWith = (articles: readonly string[]) =>
  `# The Harbour Act\n\n${articles.map((text, at) => `# Article ${at + 1}\n\n${text}\n`).join("\n")}`;
const [OPENING, FEE, BOOK] = [
  "The harbour is open to every ship.",
  "A ship pays one crown a day.",
  "The master keeps a book of all ships.",
];
const FIRST = lawWith([OPENING, FEE, BOOK]);
const SECOND = lawWith([OPENING, "A ship pays two crowns a day.", BOOK]);

let setup: TestSetup;
let app: App;
let folder: Awaited<ReturnType<typeof makeTempFolder>>;
const enacted: string[] = [];

before(async () => {
  setup = await makeTestSetup();
  folder = await makeTempFolder();
  app = await setup.openApp();
  must(await register(FIRST, { ...WORDS, effectiveFrom: "2020-01-01" }));
  const { runId } = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
  // While the first run waits, nothing is enacted that the next version could follow.
  must(await register(SECOND, { effectiveFrom: "2025-01-01" }));
  await passBoth(app, runId);
  enacted.push(await cutAndEnact(setup, app, LAW));
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

/** Approves both gates of a run that waits at the first; returns how it ends. */
async function passBoth(machine: App, runId: string): Promise<void> {
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    await setup.approve(runId, gate);
    const { refusal } = must(await machine.resume(runId));
    assert.ok(refusal === null || refusal.reason === "STOP_APPROVAL_REQUIRED", JSON.stringify(refusal));
  }
  enacted.push(runId);
}

async function register(text: string, words: VersionWords & { readonly documentId?: string } = {}) {
  const sql = await setup.live.openSource();
  return (await registerVersion(sql, { documentId: LAW, text, ...words })).outcome;
}

interface Told {
  readonly code: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

let files = 0;
/** `cutter source register` of a text in this process; a Buffer among the options is a file that is named. */
async function registerByCommand(text: string, options: readonly (string | Buffer)[]): Promise<Told> {
  const save = async (content: string | Buffer) => {
    files += 1;
    const path = join(folder.path, `file-${files}`);
    await writeFile(path, content);
    return path;
  };
  const words = await Promise.all(options.map((word) => (typeof word === "string" ? word : save(word))));
  let code = -1;
  let answer = {};
  const output: Output = {
    isTerminal: false,
    pages: async () => {},
    progress: { step: () => {}, note: () => {} },
    line: () => {},
    error: () => {},
    json: (value) => {
      answer = value as Told["answer"];
    },
  };
  const line = {
    openOutput: () => output,
    interrupted: new AbortController().signal,
    exit: (ended: number) => {
      code = ended;
    },
  };
  const limits = { maxUnits: 1000, firstRunMaxUnits: 1000, exclude: [] };
  const commands = composeDatabaseCommands(setup.live.openSource, async () => accepted(limits));
  const command = makeSourceRegisterCommand(line, () => commands);
  await command.parseAsync([await save(text), "--document-id", LAW, ...words, "--json"], { from: "user" });
  return { code, answer };
}

/** One line over every row of every table. */
async function digestOfDatabase(): Promise<string> {
  await using owner = await setup.owner();
  const digests: string[] = [];
  for (const table of GOVERNED_TABLES) {
    const { rows } = await owner.query<{ digest: string }>(
      `select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as digest from ${table} t`,
    );
    digests.push(`${table} ${rows[0]?.digest}`);
  }
  return digests.join("\n");
}

const THIRD = lawWith([OPENING, "A ship pays five crowns a day.", BOOK]);
const NO_DAY = { reason: "STOP_BAD_INPUT", field: /^--effective-from$/, expected: /a day that exists/ };
const LINEAGE = { reason: "STOP_LINEAGE_INVALID", field: /lineage/, expected: /./ };
const lineage = (text: string | Buffer) => ["--lineage", Buffer.from(text)];

const REFUSED: readonly {
  readonly what: string;
  readonly text?: string;
  readonly options: readonly (string | Buffer)[];
  readonly reason: string;
  readonly field: RegExp;
  readonly expected?: RegExp;
  readonly actual?: RegExp;
  readonly details?: RegExp;
}[] = [
  ...["2023-02-29", "0001-01-01", "10000-01-01", "2024-1-1", "tomorrow", "2025-13-01", " 2025-01-01"].map(
    (day) => ({
      what: `the day ${day}`,
      options: ["--effective-from", day],
      ...NO_DAY,
      actual: new RegExp(day),
    }),
  ),
  { what: "an empty day", options: ["--effective-from", ""], ...NO_DAY, actual: /^$/ },
  {
    what: "the nature original",
    options: ["--nature", "original"],
    reason: "STOP_BAD_INPUT",
    field: /--nature/,
    expected: /consolidation, erratum or recut/,
    actual: /original/,
  },
  {
    what: "an erratum that nothing is cited for",
    options: ["--nature", "erratum"],
    reason: "STOP_BAD_INPUT",
    field: /--citation/,
    expected: /what corrects the text/,
    actual: /left out/,
  },
  {
    what: "other bytes as a recut",
    options: ["--nature", "recut"],
    reason: "STOP_BAD_INPUT",
    field: /--nature/,
    expected: /a recut has the bytes of the head/,
    actual: /recut/,
  },
  {
    what: "an unknown nature",
    options: ["--nature", "amendment"],
    reason: "STOP_BAD_INPUT",
    field: /--nature/,
    expected: /original, consolidation, erratum/,
    actual: /amendment/,
  },
  ...["", " ", "Act\u001b[31m 12", "Act\n12", "Act \u202e12", "x".repeat(1001)].map((citation) => ({
    what: `the citation ${JSON.stringify(citation.slice(0, 12))}`,
    options: ["--citation", citation],
    reason: "STOP_BAD_INPUT",
    field: /^--citation$/,
    actual: /^(?:"[\p{L}\p{N}\p{P}\p{S} ]*"|nothing)$/u,
  })),
  {
    what: "lineage that names a unit twice",
    options: lineage("retired ARTICLE-2\ncontinues ARTICLE-2 -> ARTICLE-2\n"),
    ...LINEAGE,
    actual: /named twice/,
  },
  {
    what: "lineage in a circle",
    options: lineage("replaced_by ARTICLE-1 -> ARTICLE-2\nreplaced_by ARTICLE-2 -> ARTICLE-1\n"),
    ...LINEAGE,
    actual: /circle/,
  },
  {
    what: "lineage of a unit that the head does not have",
    options: lineage("retired ARTICLE-9\n"),
    ...LINEAGE,
    actual: /no unit of the earlier version/,
  },
  {
    what: "lineage of a unit that the version does not have",
    options: lineage("created ARTICLE-9\n"),
    ...LINEAGE,
    actual: /no unit of the later version/,
  },
  {
    what: "lineage of another document's unit",
    options: lineage("retired OTHER/ARTICLE-1\n"),
    ...LINEAGE,
    actual: /OTHER\/ARTICLE-1/,
  },
  { what: "2 MiB of lineage", options: lineage("#".repeat(2 ** 21)), ...LINEAGE, actual: /2097152 bytes/ },
  {
    what: "lineage that is no UTF-8",
    options: lineage(Buffer.from([0x23, 0xff])),
    ...LINEAGE,
    actual: /UTF-8/,
  },
  { what: "lineage with a NUL", options: lineage("# a\0b\n"), ...LINEAGE, actual: /NUL/ },
  {
    what: "the version before the head",
    text: FIRST,
    options: [],
    reason: "STOP_SOURCE_VERSION_EXISTS",
    field: /harbour/,
    actual: /^version 1, .*the head is version 2/,
  },
  {
    what: "the head",
    text: SECOND,
    options: ["--effective-from", "2026-01-01"],
    reason: "STOP_SOURCE_VERSION_EXISTS",
    field: /harbour/,
    actual: /^version 2, /,
  },
  ...["1", "3", "two", "f".repeat(64)].map((base) => ({
    what: `the base ${base.slice(0, 8)}`,
    options: ["--base", base],
    reason: "STOP_BASE_NOT_HEAD",
    field: /--base/,
    expected: /^2 or [0-9a-f]{64}$/,
    actual: new RegExp(base),
  })),
  ...[
    ["--prefix", "PORT"],
    ["--title", "Port Act"],
    ["--owner", "somebody"],
    ["--convention", "article"],
  ].map((options) => ({
    what: `another ${options[0]}`,
    options,
    reason: "STOP_TARGET_UNSAFE",
    field: /harbour/,
    expected: /as it is registered/,
    details: /registered .*, given/,
  })),
  {
    what: "a version in which nothing is left",
    text: "# The Harbour Act\n\nThis act is repealed.\n",
    options: ["--effective-from", "2026-01-01"],
    reason: "STOP_TARGET_UNSAFE",
    field: /C3/,
    details: /STOP_NO_UNITS/,
  },
];

test("what can't follow the head is refused by its name, with what was expected and found, and nothing is written", async (t) => {
  const then = await digestOfDatabase();
  for (const { what, text = THIRD, options, reason, ...patterns } of REFUSED)
    await t.test(what, async () => {
      const { code, answer } = await registerByCommand(text, options);
      assert.equal(`${code} ${answer["reason"]}`, `2 ${reason}`, JSON.stringify(answer));
      for (const [name, pattern] of Object.entries(patterns))
        assert.match(String(answer[name]), pattern, name);
      assert.ok(answer["wayOut"]);
    });
  await t.test("a document without a head takes no statement of lineage", async () => {
    const first = await register(FIRST, { ...WORDS, documentId: "port", docPrefix: "PORT", lineage: "#\n" });
    assert.ok(!first.ok && first.refusal.reason === "STOP_BAD_INPUT" && first.refusal.field === "--lineage");
  });
  assert.equal(await digestOfDatabase(), then);
});

test("a version that was registered before anything was enacted is told as the consolidation that it is", async () => {
  const list = await readFile(runPath(setup.setup, enacted[1] ?? "", "units", "changes-001.md"), "utf8");
  assert.match(list, /\| nature \| `consolidation` \|/);
  assert.match(list, /`in force from 2025-01-01`/);
});

test("of two registrations at once one is refused, whose way out is to try again", async () => {
  await using owner = await setup.owner();
  // Both are held where they write, so that both have read what is registered.
  await owner.query("begin");
  await owner.query("lock table cutter_governance.source_document_version_registry in share mode");
  const both = ["six", "seven"].map((word) =>
    register(THIRD.replace("five", word), { effectiveFrom: "2040-01-01" }),
  );
  let areOver = false;
  void Promise.allSettled(both).then(() => {
    areOver = true;
  });
  for (let waiting = 0; waiting < 2 && !areOver; await sleep(20)) {
    const { rows } = await owner.query<{ n: number }>(
      "select count(*)::int as n from pg_locks where relation = 'cutter_governance.source_document_version_registry'::regclass and not granted",
    );
    waiting = rows[0]?.n ?? 0;
  }
  await owner.query("commit");
  const all = await Promise.all(both);
  const [lost] = all.flatMap((one) => (one.ok ? [] : [one.refusal]));
  assert.equal(lost?.reason, "STOP_SOURCE_VERSION_EXISTS");
  assert.match(lost?.message ?? "", /at the same moment; nothing was registered by this one/);
  assert.match(lost?.wayOut ?? "", /Run the command again/);
  const again = THIRD.replace("five", all[0]?.ok ? "seven" : "six");
  assert.equal(must(await register(again, { effectiveFrom: "2040-01-01" })).versionSeq, 4);
  // A version that is registered and was not cut is no base.
  const { answer } = await registerByCommand(THIRD, ["--base", "4"]);
  assert.equal(answer["reason"], "STOP_BASE_NOT_HEAD");
});

test("bytes that wait behind a newer registration are registered again, and are what is cut; their run goes on whatever is registered since", async () => {
  const words = { effectiveFrom: "2040-01-01", citation: "Act 7" };
  must(await register(THIRD, words));
  must(await register(THIRD.replace("five", "nine"), words));
  const meant = must(await register(THIRD, words));
  const paused = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
  must(await register(THIRD, { ...words, effectiveFrom: "2041-01-01" }));
  await passBoth(app, paused.runId);
  assert.match((await readDay(setup, LAW, "2040-01-01")).join("\n"), /five crowns/);
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ version: number }>(
    `select v.version_seq as version from cutter_governance.cut_change_set c
     join cutter_governance.source_document_version_registry v using (version_id) where c.run_id = $1`,
    [paused.runId],
  );
  assert.deepEqual(rows, [{ version: meant.versionSeq }]);
  // The same bytes with another day change nothing; the run has failed, and is in nobody's way.
  for (let times = 0; times < 2; times += 1) {
    const nothing = must(await app.cut({ documentId: LAW, mode: "LIVE" }));
    assert.equal(nothing.refusal?.reason, "STOP_NOTHING_CHANGED");
    assert.equal(nothing.state, "failed_cutplan");
  }
});

const FORGOTTEN = "A ship that burns leaves the harbour.";
const ADDED = lawWith([OPENING, "A ship pays five crowns the day.", FORGOTTEN]);

test("an erratum of an amendment of a later day counts from that day, adds and removes units, and is corrected by another one; a dry run of it writes nothing", async () => {
  const statement = "replaced_by ARTICLE-3 -> ARTICLE-3\n";
  const known = await databaseNow(setup);
  const words = { nature: "erratum", citation: "Gazette 9", effectiveFrom: "2040-01-01" } as const;
  must(await register(ADDED, { ...words, lineage: statement }));
  const then = await digestOfDatabase();
  assert.equal(must(await app.cut({ documentId: LAW, mode: "DRYRUN" })).state, "closeout_reported");
  assert.equal(await digestOfDatabase(), then);
  enacted.push(await cutAndEnact(setup, app, LAW));
  const second = "ARTICLE-2: A ship pays two crowns a day.";
  assert.deepEqual(await readDay(setup, LAW, "2039-12-31"), [
    `ARTICLE-1: ${OPENING}`,
    second,
    `ARTICLE-3: ${BOOK}`,
  ]);
  const [five, day] = ["ARTICLE-2: A ship pays five crowns", "2040-01-01"];
  assert.deepEqual(await readDay(setup, LAW, day, known), [
    `ARTICLE-1: ${OPENING}`,
    `${five} a day.`,
    `ARTICLE-3: ${BOOK}`,
  ]);
  assert.deepEqual(await readDay(setup, LAW, day), [
    `ARTICLE-1: ${OPENING}`,
    `${five} the day.`,
    `ARTICLE-3: ${FORGOTTEN}`,
  ]);
});

test("where today's cutter cuts the enacted bytes otherwise, that is a recut from the day of what it corrects", async () => {
  await using other = await setup.openApp({ settings: { exclude: ["Article 3"] } });
  const known = await databaseNow(setup);
  const paused = must(await other.cut({ documentId: LAW, mode: "LIVE" }));
  assert.equal(paused.state, "awaiting_cut_authorization", JSON.stringify(paused.refusal));
  await passBoth(other, paused.runId);
  assert.equal((await readDay(setup, LAW, "2040-01-01", known)).length, 3);
  assert.equal((await readDay(setup, LAW, "2040-01-01")).length, 2);
  assert.equal((await readDay(setup, LAW, "2039-12-31")).length, 3);
});

async function auditOf(runId: string): Promise<readonly string[]> {
  const { entries, checks } = must(await verifyEvidence(runPath(setup.setup, runId)));
  return [...checks, ...(await auditRun(app, entries))]
    .filter(({ passed }) => !passed)
    .map(({ name }) => name);
}

/** Rows that an owner can edit, and the runs that tell of it: that which wrote the row, and all that follow. */
const EDITED = [
  {
    what: "the title of a superseded version",
    table: "public.unit_version",
    rows: "version_seq = 1 and address = 'HARBOUR/ARTICLE-2'",
    forged: "title = 'forged'",
    from: 0,
  },
  {
    what: "the day of a version",
    table: "public.version_effect",
    rows: "effective_from = '2025-01-01'",
    forged: "effective_from = '2024-01-01'",
    from: 1,
  },
  {
    what: "the log of what was superseded",
    table: "public.iu_lifecycle_log",
    rows: "to_status = 'superseded' and unit_version_id = (select id from public.unit_version where version_seq = 1 and address = 'HARBOUR/ARTICLE-2')",
    forged: "superseded_by = unit_version_id",
    from: 1,
  },
  {
    what: "a link of lineage",
    table: "public.unit_lineage",
    rows: "relation = 'replaced_by'",
    forged: "relation = 'split_into'",
    from: 3,
  },
  {
    what: "a day that nobody has set",
    table: "public.version_effect",
    change: `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor)
      select unit_version_id, 99, '2030-01-01', reason, change_set_id, review_decision_id, actor from public.version_effect limit 1`,
    from: 0,
  },
] as const;

test("the evidence of each run holds whatever follows it, and an altered row is told by the run that wrote it and all later ones (D-130)", async (t) => {
  for (const run of enacted) assert.deepEqual(await auditOf(run), []);
  const putBack = await setup.remember();
  for (const { what, table, from, ...edit } of EDITED)
    await t.test(what, async () => {
      const change = "change" in edit ? edit.change : `update ${table} set ${edit.forged} where ${edit.rows}`;
      psqlNow(setup, forgeSql(table, change));
      const told: boolean[] = [];
      for (const run of enacted) told.push((await auditOf(run)).length > 0);
      assert.deepEqual(
        told,
        enacted.map((_, at) => at >= from),
      );
      await putBack();
    });
});
