import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { cutAndEnact, registerVersion } from "../support/amend-document.ts";
import { makeTestSetup, type TestSetup } from "../support/test-setup.ts";

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

const FIRST = `# The Harbour Act

# Article 1

The harbour is open to every ship.

# Article 2

A ship pays one crown a day.

# Article 3

The master keeps a book of all ships.

# Article 4

Whoever does not pay is sent away.
`;

/** Article 2 amended, a new Article 3 inserted, the old 3 renumbered, the old 4 repealed. */
const SECOND = `# The Harbour Act

# Article 1

The harbour is open to every ship.

# Article 2

A ship pays two crowns a day, and three at night.

# Article 3

No ship stays longer than a month without leave of the master.

# Article 4

The master keeps a book of all ships.
`;

async function asOf(documentId: string, day: string, knownAt: Date | null = null) {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ address: string; body: string; unit: string; kind: string }>(
    `select address, body, canonical_address as unit, change_kind as kind
     from public.iu_as_of($1, $2::text::date, coalesce($3::text::timestamptz, now()))`,
    [documentId, day, knownAt === null ? null : knownAt.toISOString()],
  );
  return rows;
}

test("an amended law is cut against what is enacted: only what changes is written, and both texts are read at their dates", async () => {
  const documentId = "harbour";
  const first = await registerVersion(await setup.live.openSource(), {
    ...{ documentId, text: FIRST, docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law" },
    ...{ owner: "operator", effectiveFrom: "2020-01-01" },
  });
  assert.ok(first.outcome.ok, JSON.stringify(first));
  await cutAndEnact(setup, app, documentId);
  const second = await registerVersion(await setup.live.openSource(), {
    ...{ documentId, text: SECOND, effectiveFrom: "2025-07-01", citation: "Act 12 of 2025" },
  });
  assert.ok(second.outcome.ok, JSON.stringify(second));
  await cutAndEnact(setup, app, documentId);
  const read = async (day: string) =>
    (await asOf(documentId, day)).map(({ address, body, unit, kind }) => [
      address,
      unit,
      kind,
      firstWords(body),
    ]);
  const before = [
    ["HARBOUR/ARTICLE-1", "HARBOUR/ARTICLE-1", "original", "The harbour is open"],
    ["HARBOUR/ARTICLE-2", "HARBOUR/ARTICLE-2", "original", "A ship pays one"],
    ["HARBOUR/ARTICLE-3", "HARBOUR/ARTICLE-3", "original", "The master keeps a"],
    ["HARBOUR/ARTICLE-4", "HARBOUR/ARTICLE-4", "original", "Whoever does not pay"],
  ];
  assert.deepEqual(await read("2019-12-31"), []);
  assert.deepEqual(await read("2020-01-01"), before);
  assert.deepEqual(await read("2025-06-30"), before);
  assert.deepEqual(await read("2025-07-01"), [
    ["HARBOUR/ARTICLE-1", "HARBOUR/ARTICLE-1", "original", "The harbour is open"],
    ["HARBOUR/ARTICLE-2", "HARBOUR/ARTICLE-2", "amendment", "A ship pays two"],
    ["HARBOUR/ARTICLE-3", "HARBOUR/ARTICLE-3~2", "original", "No ship stays longer"],
    ["HARBOUR/ARTICLE-4", "HARBOUR/ARTICLE-3", "renumbering", "The master keeps a"],
  ]);
});

function firstWords(body: string): string {
  const [, text = ""] = body.split("\n\n");
  return text.split(" ").slice(0, 4).join(" ");
}
