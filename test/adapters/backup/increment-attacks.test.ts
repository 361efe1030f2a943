import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { copyFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { proveDecryption } from "../../../src/adapters/backup/decrypt-proof.ts";
import { createDecryption } from "../../../src/adapters/openpgp/decrypt.ts";
import { createEncryption } from "../../../src/adapters/openpgp/encrypt.ts";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { type FullEnvelope, isIncrement, type PgDumpEnvelope } from "../../../src/domain/backup-envelope.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import { clock } from "../../support/backup-scene.ts";
import { type IncrementScene, LIMITS, makeIncrementScene, tablesOf } from "../../support/increment-scene.ts";
import { makeRecipient, writeKeyFile } from "../../support/recipient-keys.ts";

const VERSIONS = "public.unit_version";
const UNITS = "public.information_unit";
const CHAINS = "cutter_governance.document_digest";
const REGISTRY = "cutter_governance.source_document_registry";

let made: IncrementScene;
before(async () => {
  made = await makeIncrementScene();
  await made.write("ALPHA", 60);
  await made.write("BETA", 60);
});
after(() => made[Symbol.asyncDispose]());

describe("a full backup is taken, and says why, where (B-24)", () => {
  let folder: string;
  let full: PgDumpEnvelope;
  before(async () => {
    folder = await made.folder();
    const { envelope } = await made.take(folder);
    full = envelope;
  });
  /** Each leaves the folder as it was. */
  async function why(order: Parameters<IncrementScene["take"]>[1] = {}): Promise<string> {
    const { is } = await made.take(folder, { ...order, isTrial: true });
    return is.replace("a full backup: ", "").replaceAll(/ictr\S+/g, "F");
  }
  const basis = () => `${full.file}.basis.json`;
  async function while_<T>(
    file: string,
    change: (text: Buffer) => Promise<void>,
    ask: () => Promise<T>,
  ): Promise<T> {
    const bytes = await readFile(file);
    await change(bytes);
    const answer = await ask();
    await writeFile(file, bytes);
    return answer;
  }

  test("it is nothing of the following: then it is an increment", async () => {
    assert.equal(await why(), "increment");
  });
  test("there is none yet", async () => {
    const { is } = await made.take(await made.folder(), { isTrial: true });
    assert.equal(is, "a full backup: there is none yet on which increments can rest");
  });
  test("the last one is missing, altered or cut short", async () => {
    const { file } = full;
    assert.equal(await while_(file, () => rm(file), why), "F is missing");
    const altered = await while_(
      file,
      (bytes) =>
        writeFile(
          file,
          bytes.map((byte, at) => (at === 9000 ? byte ^ 1 : byte)),
        ),
      why,
    );
    assert.equal(altered, "F was altered");
    assert.equal(await while_(file, () => truncate(file, 5000), why), "F was altered");
  });
  test("what lies beside it is damaged, of another file, or says other documents than its envelope", async () => {
    const edit = (change: (text: string) => string) =>
      while_(basis(), (bytes) => writeFile(basis(), change(bytes.toString())), why);
    assert.equal(await edit((text) => text.slice(0, -9)), "what lies beside F is damaged");
    assert.equal(await edit((text) => text.replace('"seq":3', '"seq":4')), "what lies beside F is damaged");
    assert.equal(
      await edit((text) => text.replace("doc-ALPHA", "doc-ALPHB")),
      "what lies beside F is damaged",
    );
    assert.equal(
      await edit((text) => text.replace(".sql.", ".2.sql.")),
      "what lies beside F is of another file",
    );
    const { envelope: increment } = await made.take(folder, { isTrial: true });
    assert.ok(isIncrement(increment));
    const onIncrement = (text: string) => JSON.stringify({ ...JSON.parse(text), envelope: increment });
    assert.equal(await edit(onIncrement), "what lies beside F is damaged", "an increment rests on none");
    assert.equal(await edit((text) => text.replace(full.sha256, "0".repeat(64))), "F was altered");
  });
  test("the last one is too old, or as many as are allowed rest on it", async () => {
    const later = { now: () => new Date("2027-06-01T00:00:00Z") };
    assert.equal(await why({ options: { clock: later } }), "F is older than 7 days");
    await writeFile(`${full.file}.increments`, "one\ntwo\nthree\n");
    assert.equal(await why(), `${LIMITS.most} increments rest on F`);
    await rm(`${full.file}.increments`);
  });
  test("it is encrypted to another key than the one that is pinned now", async () => {
    const pair = await makeRecipient();
    const keyFile = await writeKeyFile(pair.publicKey);
    const encryption = createEncryption({ fingerprint: pair.fingerprint, keyFile, clock });
    assert.equal(await why({ options: { encryption } }), "F is encrypted to another key");
  });
  test("the request that was approved rests on another one, or on none", async () => {
    assert.equal(await why({ mayRestOn: full.sha256 }), "increment");
    assert.equal(
      await why({ mayRestOn: "0".repeat(64) }),
      "the request that was approved rests on another one",
    );
    assert.equal(await why({ mayRestOn: null }), "the request that was approved rests on a full one");
  });
  test("the machine has no PostgreSQL for the copy", async () => {
    assert.equal(
      await why({ options: { scratch: createPgliteFactory() } }),
      "increments need PostgreSQL's own programs",
    );
  });
  test("the database has another name, number or timeline than its own", async () => {
    const edit = (from: RegExp, to: string, order = {}) =>
      while_(
        basis(),
        (bytes) => writeFile(basis(), bytes.toString().replace(from, to)),
        () => why(order),
      );
    assert.equal(
      await edit(/"systemIdentifier":"\d+"/, '"systemIdentifier":"42"'),
      "F is of another database",
    );
    assert.equal(await edit(/"name":"[^"]+"/, '"name":"other"'), "F is of another database");
    const recordsOf = async () => [JSON.parse((await readFile(basis())).toString()).envelope];
    assert.equal(
      await edit(/"timeline":1/, '"timeline":2', { options: { recordsOf } }),
      "the database was restored or promoted since",
    );
  });
  test("the folder of its run does not say the same of it: it was put there with what lies beside it, and never proved (B-20)", async () => {
    const unsaid = "the folder of R does not say the same of F";
    const said = async (order: Parameters<typeof why>[0]) =>
      (await why(order)).replace(/folder of F/, "folder of R");
    assert.ok(!isIncrement(full));
    const first: FullEnvelope = full;
    const others: readonly (readonly FullEnvelope[])[] = [
      [],
      [{ ...first, sha256: "0".repeat(64) }],
      [{ ...first, snapshotUtc: "2026-01-01T00:00:00Z" }],
    ];
    for (const records of others)
      assert.equal(await said({ options: { recordsOf: async () => records } }), unsaid);
    const { envelope }: { readonly envelope: PgDumpEnvelope } = await made.take(folder, { isTrial: true });
    assert.ok(isIncrement(envelope));
    const { increment } = envelope;
    assert.equal(await why({ options: { recordsOf: async () => [envelope] } }), "increment");
    for (const [name, value] of [
      ["sha256", "0".repeat(64)],
      ["takenUtc", "2026-01-01T00:00:00Z"],
      ["provedUtc", "2026-01-01T00:00:00Z"],
      ["documentsSha256", "0".repeat(64)],
      ["runId", "another"],
    ] as const) {
      const forged: PgDumpEnvelope = {
        ...envelope,
        increment: { ...increment, restsOn: { ...increment.restsOn, [name]: value } },
      };
      assert.equal(await said({ options: { recordsOf: async () => [forged] } }), unsaid, name);
    }
    // Past the guard: a file that nobody has restored, encrypted to the same key, with an envelope beside it that says it was.
    const bytes = randomBytes(50_000);
    const put: FullEnvelope = { ...first, sha256: sha256Hex(bytes), sizeBytes: bytes.length };
    const kept = await readFile(first.file);
    await writeFile(first.file, bytes);
    const found = await while_(
      basis(),
      (text) => writeFile(basis(), JSON.stringify({ ...JSON.parse(text.toString()), envelope: put })),
      why,
    );
    assert.match(found, /was altered|does not say the same/);
    await writeFile(first.file, kept);
    assert.equal(await why(), "increment");
  });
  test("schema, rights, roles or settings have changed", async () => {
    const others = "schema, rights or version of the server are others since";
    for (const [statement, back] of [
      [
        "create table public.theirs (a int); grant select on public.theirs to cutter_verify",
        "drop table public.theirs",
      ],
      [
        "create function public.theirs() returns int language sql as 'select 1'",
        "drop function public.theirs()",
      ],
      [
        "grant update on public.dot_config to cutter_exec",
        "revoke update on public.dot_config from cutter_exec",
      ],
      [
        "alter table public.unit_version add column theirs int",
        "alter table public.unit_version drop column theirs",
      ],
      ["create index theirs on public.unit_version (title)", "drop index public.theirs"],
      ["create extension hstore schema public", "drop extension hstore"],
    ] as const) {
      await using owner = await made.scene.database.sql.open("owner");
      await owner.script(statement);
      const found = await why().catch((cause: unknown) => String(cause));
      await owner.script(back);
      // Tables and extensions of others are in no backup; the others are.
      if (/table public\.theirs|extension/.test(statement)) assert.equal(found, "increment", statement);
      else assert.match(found, new RegExp(`${others}|STOP_RESTORE_DIFFERS`), statement);
    }
  });
  test("a document that was written by an earlier release has no chain yet", async () => {
    await using owner = await made.scene.database.sql.open("owner");
    await made.tamper(
      [CHAINS],
      `create table public.kept as select * from ${CHAINS} where document_id = 'doc-BETA'`,
      `delete from ${CHAINS} where document_id = 'doc-BETA'`,
    );
    assert.equal(await why(), "1 documents have no chain yet (doc-BETA): cutter audit founds it");
    await made.tamper([CHAINS], `insert into ${CHAINS} select * from public.kept`, "drop table public.kept");
    assert.equal(await why(), "increment");
    await owner.query("select 1");
  });
  test("the chain of a document is shorter, or another one of the same length", async () => {
    await made.tamper(
      [CHAINS],
      `create table public.kept as select * from ${CHAINS} where document_id = 'doc-BETA' and seq = 3`,
      `delete from ${CHAINS} where document_id = 'doc-BETA' and seq = 3`,
    );
    assert.equal(await why(), "the chain of doc-BETA has gone back");
    await made.tamper(
      [CHAINS],
      `insert into ${CHAINS} select document_id, seq, run_id, phase, tables, rows_sha256, previous,
      sha256, recorded_at, recorded_by, xact from public.kept`,
    );
    assert.equal(await why(), "increment");
    await made.tamper([CHAINS], "drop table public.kept");
  });
  test("a document is gone, also when another one was registered under its prefix", async () => {
    await made.register("OMEGA", 2);
    const own = await made.folder();
    await made.take(own);
    const sources = "cutter_governance.source_document_version_registry";
    await made.tamper(
      [REGISTRY, sources],
      `delete from ${sources} where document_id = 'doc-OMEGA'`,
      `delete from ${REGISTRY} where document_id = 'doc-OMEGA'`,
    );
    const gone = await made.take(own, { isTrial: true });
    assert.equal(gone.is, "a full backup: the document doc-OMEGA is gone");
    await made.register("OMEGA", 3);
    const again = await made.take(own, { documents: [] });
    assert.equal(again.is, "increment");
    assert.ok(isIncrement(again.envelope) && again.envelope.increment.documents.held === 1);
  });
  test("more than half of all rows are of documents that have changed, or the increment is more than half of it in bytes", async () => {
    const own = await made.folder();
    await made.take(own);
    assert.match(
      (await made.take(own, { documents: ["doc-ALPHA", "doc-BETA"], isTrial: true })).is,
      /^a full backup: documents with \d+ of \d+ rows have changed since/,
    );
    await made.registerBytes("LARGE", randomBytes(200_000));
    assert.equal(
      (await made.take(own, { isTrial: true })).is,
      "a full backup: an increment would be larger than half of it",
    );
  });
});

describe("a row that goes past the triggers (B-22)", () => {
  const edit = (prefix: string) =>
    `update ${VERSIONS} set title = title || ' altered' where unit_id in (select id from ${UNITS} where doc_code = '${prefix}')`;
  const back = (prefix: string) =>
    edit(prefix).replace("title || ' altered'", "replace(title, ' altered', '')");

  test("is a stop where it is of a document that the increment holds", async () => {
    const folder = await made.folder();
    await made.take(folder);
    await made.tamper([VERSIONS], edit("ALPHA"));
    await assert.rejects(
      made.take(folder, { documents: ["doc-ALPHA"] }),
      /STOP_RESTORE_DIFFERS[\s\S]*doc-ALPHA: not what its chain says/,
    );
    await made.tamper([VERSIONS], back("ALPHA"));
  });

  test("is not seen where it is of another document, whose row the full backup has as it was; the audit sees it, and so does the one of the restored base", async () => {
    const folder = await made.folder();
    const full = await made.take(folder);
    await made.tamper([VERSIONS], edit("BETA"));
    const taken = await made.take(folder, { documents: ["doc-ALPHA"] });
    assert.equal(taken.is, "increment");
    const { differences } = await made.scene.live.auditBase(() => undefined);
    assert.deepEqual(differences, [
      { document: "BETA", found: `${VERSIONS}: rows were altered`, tables: [VERSIONS] },
    ]);
    const result = await made.restore(full.envelope.file, taken.envelope.file);
    assert.ok("restored" in result);
    await using restored = result.restored;
    await using base = createKnowledgeBase(restored.sql);
    assert.deepEqual((await base.auditBase(() => undefined)).differences, []);
    await made.tamper([VERSIONS], back("BETA"));
  });

  test("is held where its chain says it, and restored as it is now", async () => {
    const small = await made.write("THETA", 3);
    const folder = await made.folder();
    const full = await made.take(folder);
    await made.enact(small);
    const now = await tablesOf(made.scene.database);
    const taken = await made.take(folder);
    assert.ok(isIncrement(taken.envelope) && taken.envelope.increment.documents.held === 1);
    const result = await made.restore(full.envelope.file, taken.envelope.file);
    assert.ok("restored" in result);
    await using restored = result.restored;
    assert.deepEqual(await tablesOf(restored), now);
  });

  test("of a registration is a stop, since the chain holds it too", async () => {
    await made.write("IOTA", 3);
    const folder = await made.folder();
    await made.take(folder);
    await made.tamper([REGISTRY], `update ${REGISTRY} set title = 'other' where document_id = 'doc-IOTA'`);
    await assert.rejects(made.take(folder), /STOP_RESTORE_DIFFERS[\s\S]*doc-IOTA: not what its chain says/);
    await made.tamper([REGISTRY], `update ${REGISTRY} set title = 'IOTA' where document_id = 'doc-IOTA'`);
  });
});

describe("files that were exchanged (B-19)", () => {
  let full: PgDumpEnvelope;
  let other: PgDumpEnvelope;
  let increment: PgDumpEnvelope;
  let folder: string;
  before(async () => {
    const elsewhere = await made.folder();
    other = (await made.take(elsewhere)).envelope;
    folder = await made.folder();
    full = (await made.take(folder)).envelope;
    await made.write("ZETA", 4);
    increment = (await made.take(folder)).envelope;
  });
  async function recheck(): Promise<ReasonCode | "sound"> {
    const { systemIdentifier } = increment.database;
    const found = await made.scene.backup().recheck(increment, { runId: increment.runId, systemIdentifier });
    return found.ok ? "sound" : found.refusal.reason;
  }
  async function prove(): Promise<ReasonCode | "proved"> {
    const envelopeFile = join(folder, "envelope.json");
    await writeFile(envelopeFile, JSON.stringify(increment));
    const proof = await proveDecryption({
      decryption: createDecryption({ armoredKey: made.scene.pair.privateKey, passphrase: null }),
      scratch: made.scene.factory,
      openKnowledgeBase: createKnowledgeBase,
      envelopeFile,
      backupFile: null,
    });
    return proof.ok ? "proved" : proof.refusal.reason;
  }

  test("a full one and its increment pass the check before the write, and are opened with the private key", async () => {
    assert.equal(await recheck(), "sound");
    assert.equal(await prove(), "proved");
  });

  const flip = (file: () => string) => async () => {
    const bytes = await readFile(file());
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
    await writeFile(file(), bytes);
  };
  for (const [title, spoil] of [
    ["an altered full one", flip(() => full.file)],
    ["an altered increment", flip(() => increment.file)],
    ["another full one in its place", () => copyFile(other.file, full.file)],
    [
      "the two exchanged",
      async () => {
        const bytes = await readFile(full.file);
        await copyFile(increment.file, full.file);
        await writeFile(increment.file, bytes);
      },
    ],
    ["a full one that is not there", () => rm(full.file)],
    ["an increment that is not there", () => rm(increment.file)],
  ] as const)
    test(`${title}: nothing is written on it, and nothing is restored of it`, async () => {
      const kept = await Promise.all([full, increment].map(({ file }) => readFile(file)));
      await spoil();
      assert.equal(await recheck(), "STOP_BACKUP_UNVERIFIED");
      assert.equal(await prove(), "STOP_BACKUP_UNVERIFIED");
      for (const [at, { file }] of [full, increment].entries()) await writeFile(file, kept[at] ?? "");
      assert.equal(await recheck(), "sound");
    });

  test("an envelope that names another full one is held against that one's file, and one that leads out of the folder is none (B-21)", async () => {
    assert.ok(isIncrement(increment));
    const { restsOn } = increment.increment;
    for (const [change, reason] of [
      [{ sha256: other.sha256 }, "STOP_BACKUP_UNVERIFIED"],
      [{ sizeBytes: restsOn.sizeBytes + 1 }, "STOP_BACKUP_UNVERIFIED"],
      [{ file: other.file }, "STOP_BACKUP_ENVELOPE_INCOMPLETE"],
      [{ file: `../${basename(folder)}/${restsOn.file}` }, "STOP_BACKUP_ENVELOPE_INCOMPLETE"],
    ] as const) {
      const forged = {
        ...increment,
        increment: { ...increment.increment, restsOn: { ...restsOn, ...change } },
      };
      const { systemIdentifier } = increment.database;
      const found = await made.scene.backup().recheck(forged, { runId: increment.runId, systemIdentifier });
      assert.equal(found.ok ? "sound" : found.refusal.reason, reason, JSON.stringify(change));
    }
  });
});
