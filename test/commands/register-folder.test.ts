import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createCounter, showCount } from "../../src/adapters/terminal/counter.ts";
import { readDocumentList } from "../../src/compose/read-document-list.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { cutAndEnact } from "../support/amend-document.ts";
import { entryOf, lawText, makeDocumentFolder, manifestOf, writeFiles } from "../support/document-folder.ts";
import { makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;

before(async () => {
  setup = await makeTestSetup();
});
after(() => setup?.[Symbol.asyncDispose]());

async function count(): Promise<number> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ versions: number }>(
    "select count(*)::integer as versions from cutter_governance.source_document_version_registry",
  );
  return rows[0]?.versions ?? -1;
}

const register = (folder: string, ...more: readonly string[]) =>
  setup.cutter(["source", "register", "--from", folder, ...more]);

const folderOf = (ids: readonly string[]) =>
  makeDocumentFolder({
    "manifest.json": manifestOf(ids.map((id) => entryOf(id))),
    ...Object.fromEntries(ids.map((id) => [`${id}.md`, lawText(id)])),
  });

test("a registered folder is told document by document and leads on to the batch, in words and as one object", async () => {
  await using folder = await folderOf(["t1", "t2"]);
  const told = await register(folder.path);
  assert.equal(told.code, 0, told.stderr);
  assert.match(told.stdout, /^t1 +registered +1 +2 +- +[0-9a-f]{12}$/m);
  assert.match(
    told.stdout,
    /^Registered 2 of 2 documents: 4 units, \d+ bytes\. 0 were registered already\.$/m,
  );
  const list = /^Go on with: cutter orchestrate batch --from (\S+)$/m.exec(told.stdout)?.[1] ?? "";
  assert.deepEqual(must(await readDocumentList(list)), ["t1", "t2"]);
  const again = await register(folder.path, "--json");
  const answer = JSON.parse(again.stdout);
  assert.equal(again.code, 0);
  assert.deepEqual(
    answer.documents.map(({ documentId, result }: Record<string, unknown>) => [documentId, result]),
    [
      ["t1", "registered already"],
      ["t2", "registered already"],
    ],
  );
  assert.equal(answer.verdict, "registered");
  assert.equal(answer.next, `cutter orchestrate batch --from ${list}`);
});

test("every refused file has one line and every reason its way out; put right as it says, the same command registers the folder", async () => {
  await using folder = await folderOf(["u1", "u2", "u3"]);
  await writeFiles(folder.path, { "u2.md": lawText("u2", 5), "u3.md": "%PDF-1.7\n", "x.txt": "x" });
  const settings = join(setup.setup.root, SETTINGS_FILE);
  const kept = await readFile(settings, "utf8");
  await writeFile(settings, JSON.stringify({ ...JSON.parse(kept), firstRunMaxUnits: 3 }));
  const before = await count();
  const told = await register(folder.path);
  assert.equal(told.code, 2);
  assert.equal(await count(), before);
  assert.match(told.stdout, /^x\.txt +- +STOP_BAD_INPUT +a file of which nothing is said$/m);
  assert.match(
    told.stdout,
    /^u2\.md +u2 +STOP_TARGET_UNSAFE +C4 the first run has 1 to 3 units: 5 units.*$/m,
  );
  assert.match(told.stdout, /^u3\.md +u3 +STOP_NOT_A_TEXT .*$/m);
  assert.doesNotMatch(told.stdout, /^u1/m);
  assert.match(told.stderr, /^Nothing was registered: 3 of 4 refused\.$/m);
  assert.match(told.stderr, /STOP_BAD_INPUT, as of x\.txt: Say what it is, name it under `ignore`/);
  assert.match(told.stderr, /- C4 the first run .* or raise `firstRunMaxUnits` in the configuration/);
  assert.ok(told.stdout.split("\n").every((line) => line.length < 110));
  const answer = JSON.parse((await register(folder.path, "--json")).stdout);
  assert.deepEqual([answer.verdict, answer.reason], ["refused", "STOP_BAD_INPUT"]);

  await writeFile(settings, JSON.stringify({ ...JSON.parse(kept), firstRunMaxUnits: 5 }));
  const documents = [entryOf("u1"), entryOf("u2"), entryOf("u3")];
  await writeFiles(folder.path, {
    "manifest.json": manifestOf(documents, { ignore: ["x.txt"] }),
    "u3.md": lawText("u3"),
  });
  const right = await register(folder.path);
  await writeFile(settings, kept);
  assert.equal(right.code, 0, right.stderr);
  assert.equal(await count(), before + 3);
});

test("a process that is killed in the middle leaves nothing, and the same command registers all (F-118)", async () => {
  const ids = Array.from({ length: 200 }, (_, at) => `k${at}`);
  await using folder = await folderOf(ids);
  const before = await count();
  await using watch = await setup.owner();
  let waits: Promise<void> | null = null;
  const killed = await setup.cutter(["source", "register", "--from", folder.path], {
    onStderr: (_text, kill) => {
      waits ??= (async () => {
        const inserts = `select from pg_stat_activity where application_name = 'iu-cutter owner' and datname = current_database()
          and pid <> pg_backend_pid() and backend_xid is not null`;
        while ((await watch.query(inserts)).rowCount === 0) await setTimeout(5);
        kill("SIGKILL");
      })();
    },
  });
  await waits;
  assert.equal(killed.signal, "SIGKILL");
  assert.equal(await count(), before);
  const again = await register(folder.path);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^Registered 200 of 200 documents: 400 units, .* 0 were registered already\.$/m);
  assert.match(again.stdout, /^Each with its sha256: the same command with --json\.$/m);
  assert.equal(await count(), before + 200);
});

const BESIDE: readonly (readonly [rule: string, args: readonly string[], field: RegExp, actual: RegExp])[] = [
  ["a file beside --from", ["--from", ".", "law.md"], /^--from$/, /^law\.md$/],
  ["an option of a document beside --from", ["--from", ".", "--prefix", "X"], /^--from$/, /^prefix$/],
  [
    "an accepted doubt beside --from",
    ["--from", ".", "--accept-doubt", "NUMBER_GAP"],
    /^--from$/,
    /^NUMBER_GAP$/,
  ],
  ["neither a file nor --from", ["--document-id", "x"], /or --from$/, /^left out$/],
  ["a file without --document-id", ["law.md"], /^--document-id$/, /^left out$/],
];
for (const [rule, args, field, actual] of BESIDE) {
  test(`source register refuses ${rule}`, async () => {
    const told = await setup.cutter(["source", "register", ...args, "--json"]);
    const answer = JSON.parse(told.stdout);
    assert.deepEqual([told.code, answer.reason], [2, "STOP_BAD_INPUT"]);
    assert.match(answer.field, field);
    assert.match(answer.actual, actual);
  });
}

test("a count says how many of how many, the share, what is refused, and how long it takes once that can be known", () => {
  const of = 6600;
  assert.equal(showCount({ judged: 66, of, refused: 0, elapsedMs: 900 }), "66 of 6 600 judged (1 %)");
  assert.equal(
    showCount({ judged: 2200, of, refused: 3, elapsedMs: 10_000 }),
    "2 200 of 6 600 judged (33 %), 3 refused, about 20 s left",
  );
  assert.equal(
    showCount({ judged: 100, of, refused: 0, elapsedMs: 10_000 }),
    "100 of 6 600 judged (1 %), about 11 min left",
  );
  assert.equal(showCount({ judged: of, of, refused: 0, elapsedMs: 30_000 }), "6 600 of 6 600 judged (100 %)");
});

test("counts are written over on a terminal, and are a line every ten seconds in a log", () => {
  const tellAll = (isTerminal: boolean) => {
    const written: string[] = [];
    const counter = createCounter({ isTerminal, write: (text) => written.push(text) });
    for (let at = 1; at <= 30; at += 1)
      counter.tell({ judged: at, of: 30, refused: 0, elapsedMs: at * 1000 });
    counter.end();
    counter.end();
    return written;
  };
  const log = tellAll(false);
  assert.deepEqual(
    log.map((line) => line.trim().split(" ")[0]),
    ["10", "20", "30"],
  );
  assert.ok(log.every((line) => line.endsWith("\n") && !line.includes("\u001b")));
  const terminal = tellAll(true);
  assert.equal(terminal.length, 31);
  assert.ok(terminal.slice(0, -1).every((line) => line.startsWith("\r\u001b[K") && !line.includes("\n")));
  assert.equal(terminal.at(-1), "\n");
});

test("a folder of next versions says what each changes of what is enacted, and what stands already once they are enacted", async () => {
  await using app = await setup.openApp();
  await using folder = await folderOf(["v1", "v2"]);
  assert.equal((await register(folder.path)).code, 0);
  await cutAndEnact(setup, app, "v1");
  await writeFiles(folder.path, {
    "manifest.json": manifestOf([entryOf("v1", { effective_from: "2026-03-01" }), entryOf("v2")]),
    "v1.md": `${lawText("v1").replace("rule 2", "rule 9")}\n# Article 3\n\nMore of it.\n`,
  });
  const told = await register(folder.path);
  assert.equal(told.code, 0, told.stderr);
  assert.match(told.stdout, /^v1 +registered +2 +3 +1 amended, 1 created +[0-9a-f]{12}$/m);
  assert.match(told.stdout, /^v2 +registered already +1 +- +- +[0-9a-f]{12}$/m);
  await cutAndEnact(setup, app, "v1");
  assert.match((await register(folder.path)).stdout, /^v1 +registered already +2 +- +- +[0-9a-f]{12}$/m);
});
