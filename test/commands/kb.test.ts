import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AMENDED, CORRECTED, FIRST, openReadingScene, type ReadingScene } from "../support/reading-scene.ts";

let scene: ReadingScene;
before(async () => {
  scene = await openReadingScene();
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
});

const BEFORE_AMENDING = "2026-05-31T00:00:00Z";

/** Address and text, or the reason, that a reader gets for an article of LAW on a day, as known at a time. */
const SHOWN: readonly (readonly [
  rule: string,
  article: string,
  on: string,
  knownAt: string | null,
  seen: readonly [version: number, address: string, days: readonly [string | null, string | null]] | string,
])[] = [
  ["text that nothing was done to is in force on any day", "1", "1000-01-01", null, [1, "1", [null, null]]],
  [
    "text is in force up to the day before its amendment",
    "2",
    "2026-06-30",
    null,
    [1, "2", [null, "2026-06-30"]],
  ],
  [
    "an amendment is in force on its day, as it was corrected",
    "2",
    "2026-07-01",
    null,
    [3, "2", ["2026-07-01", null]],
  ],
  ["a correction has the day of what it corrects", "2", "2026-12-31", null, [3, "2", ["2026-07-01", null]]],
  [
    "before the correction was known, the wrong text was in force",
    "2",
    "2026-07-01",
    "2026-08-14",
    [2, "2", ["2026-07-01", null]],
  ],
  [
    "a correction is known in the second in which it was recorded",
    "2",
    "2026-07-01",
    CORRECTED,
    [3, "2", ["2026-07-01", null]],
  ],
  [
    "a correction is not known a second earlier",
    "2",
    "2026-07-01",
    "2026-08-15T10:59:59Z",
    [2, "2", ["2026-07-01", null]],
  ],
  [
    "a correction is known at the end of its day",
    "2",
    "2026-07-01",
    "2026-08-15",
    [3, "2", ["2026-07-01", null]],
  ],
  [
    "before an amendment was known, the first text was in force on its day",
    "2",
    "2026-07-01",
    BEFORE_AMENDING,
    [1, "2", [null, null]],
  ],
  [
    "a unit is found under its old address, and under its new one",
    "4",
    "2026-08-01",
    null,
    [2, "3", ["2026-07-01", null]],
  ],
  [
    "an address that was given to another unit names that one",
    "3",
    "2026-08-01",
    null,
    [2, "3", ["2026-07-01", null]],
  ],
  ["before, it named the unit that was repealed", "3", "2026-06-30", null, [1, "3", [null, "2026-06-30"]]],
  [
    "before its renumbering the unit has its first address",
    "4",
    "2026-06-30",
    null,
    [1, "4", [null, "2026-06-30"]],
  ],
  [
    "before the renumbering was known, it has its first address on every day",
    "4",
    "2026-08-01",
    BEFORE_AMENDING,
    [1, "4", [null, null]],
  ],
  [
    "a number that is used again names the new unit from its day",
    "4",
    "2027-01-01",
    null,
    [1, "4", ["2027-01-01", null]],
  ],
  ["a unit is found by the address of its birth", "4~2", "2027-01-01", null, [1, "4", ["2027-01-01", null]]],
  ["an amendment whose day is open is not in force", "5", "9999-12-31", null, [1, "5", [null, null]]],
  ["a day that was postponed is the later one", "7", "2026-10-01", null, [1, "7", [null, "2027-02-28"]]],
  [
    "before it was postponed the day was the earlier one",
    "7",
    "2026-10-01",
    "2026-08-14",
    [2, "7", ["2026-09-01", null]],
  ],
  ["a repealed unit is in force on its last day", "6", "2026-06-30", null, [1, "6", [null, "2026-06-30"]]],
  ["a repealed unit is refused from the day of its repeal", "6", "2026-07-01", null, "STOP_UNIT_REPEALED"],
  [
    "before the repeal was known, the unit was in force",
    "6",
    "2026-07-01",
    BEFORE_AMENDING,
    [1, "6", [null, null]],
  ],
  ["a unit whose day has not come is refused", "4~2", "2026-12-31", null, "STOP_NOT_IN_FORCE"],
  ["a unit whose day is open is refused", "9", "9999-12-31", null, "STOP_EFFECT_OPEN"],
  ["a draft is refused as a draft", "11", "2026-08-01", null, "STOP_UNIT_DRAFT"],
  ["what was withdrawn is refused as withdrawn", "10", "2026-08-01", null, "STOP_UNIT_WITHDRAWN"],
  ["an address that never was is unknown", "99", "2026-08-01", null, "STOP_ADDRESS_UNKNOWN"],
  [
    "nothing is known before the first enactment",
    "1",
    "2026-08-01",
    "2026-01-10T08:59:59Z",
    "STOP_NOT_KNOWN_YET",
  ],
  [
    "a unit that was enacted later is not known yet",
    "9",
    "2026-08-01",
    BEFORE_AMENDING,
    "STOP_NOT_KNOWN_YET",
  ],
];

for (const [rule, article, on, knownAt, seen] of SHOWN) {
  const address = `LAW/article-${article}`;
  const args = [address, "--on", on, ...(knownAt === null ? [] : ["--known-at", knownAt])];
  test(`${rule}: ${args.join(" ")}`, async () => {
    const told = await scene.read(["show", ...args]);
    if (typeof seen === "string") {
      assert.deepEqual([told["reason"], told["field"]], [seen, address], JSON.stringify(told));
      return;
    }
    const [version, name, [from, until]] = seen;
    assert.deepEqual(
      [told["version"], told["address"], told["inForce"], told["on"], told["knownAt"], told["asked"]],
      [version, `LAW/article-${name}`, { from, until }, on, knownAt, address],
      JSON.stringify(told),
    );
    // The views of the base say the same.
    const known =
      knownAt === null
        ? "now()"
        : `'${knownAt}'::timestamptz + interval '${knownAt.length > 10 ? "1 s" : "1 day"}'`;
    const text = scene.superuser(
      `select version_seq || ' ' || content_hash from public.iu_as_of('doc-LAW', '${on}', ${known}) where address = 'LAW/article-${name}'`,
    );
    assert.equal(text.trim(), `${version} ${told["sha256"]}`);
  });
}

test("text that is shown comes with what a reader must know", async () => {
  const end = await scene.kb(["show", "LAW/article-2", "--on", "2026-06-30"]);
  assert.equal(
    end.stdout,
    `LAW/article-2  Article 2
in force    from the beginning until 2026-06-30
version     1 of 3 (original)
by          no citation
recorded    ${FIRST}
after it    version 2 (amendment): corrected by version 3, in force on no day
            version 3 (correction): in force from 2026-07-01

Article 2
Nobody shall change article 2 of LAW: é.
`,
  );
  const known = await scene.kb(["show", "LAW/article-2", "--on", "2026-07-01", "--known-at", "2026-08-14"]);
  assert.match(known.stdout, /^version {5}2 of 2 \(amendment\)$/m);
  assert.match(known.stdout, /^later {7}1 version of the unit recorded after 2026-08-14$/m);
  const moved = await scene.kb(["show", "LAW/article-4", "--on", "2026-08-01"]);
  assert.match(
    moved.stdout,
    /^LAW\/article-3 {2}Article 4\nnote {8}LAW\/article-4 is an address of this unit at another time; on 2026-08-01 it is LAW\/article-3$/m,
  );
  const here = await scene.kb(["show", "LAW/article-3", "--on", "2026-08-01"]);
  assert.doesNotMatch(here.stdout, /^note/m);
});

test("the object of a version has the same fields, whatever the version", async () => {
  const told = await scene.read(["show", "LAW/article-2", "--on", "2026-06-30"]);
  assert.deepEqual(Object.keys(told), [
    ...[
      "documentId",
      "address",
      "asked",
      "unit",
      "on",
      "knownAt",
      "version",
      "change",
      "title",
      "kind",
      "sectionType",
    ],
    ...[
      "effect",
      "effectiveFrom",
      "inForce",
      "recordedAt",
      "citation",
      "sha256",
      "later",
      "recordedLater",
      "text",
    ],
  ]);
  assert.deepEqual(
    (told["later"] as readonly Record<string, unknown>[]).map(
      ({ version, effect, effectiveFrom, inForce, citation }) => [
        version,
        effect,
        effectiveFrom,
        inForce,
        citation,
      ],
    ),
    [
      [2, "dated", "2026-07-01", null, "Act 12 of 2026"],
      [3, "dated", "2026-07-01", { from: "2026-07-01", until: null }, "Corrigendum 3"],
    ],
  );
  assert.equal(told["effect"], "beginning");
  assert.equal(told["effectiveFrom"], null);
  const open = await scene.read(["show", "LAW/article-5"]);
  assert.deepEqual(
    (open["later"] as readonly Record<string, unknown>[]).map(({ effect, effectiveFrom, inForce }) => [
      effect,
      effectiveFrom,
      inForce,
    ]),
    [["open", null, null]],
  );
});

test("the documents are listed with their units in force and what is open, on a day and as known at a time", async () => {
  const law = async (...time: readonly string[]) => {
    const { documents } = (await scene.read(["list", ...time])) as { documents: Record<string, unknown>[] };
    assert.deepEqual(
      documents.map(({ documentId }) => documentId),
      ["doc-DRAFT", "doc-LAW"],
    );
    const { inForce, open, versions, prefix, title } = documents[1] ?? {};
    assert.deepEqual([prefix, title, versions], ["LAW", "LAW", 1]);
    return [inForce, open];
  };
  assert.deepEqual(await law("--on", "2026-06-30"), [8, 2]);
  assert.deepEqual(await law("--on", "2026-07-01"), [6, 2]);
  assert.deepEqual(await law("--on", "2027-01-01"), [7, 2]);
  assert.deepEqual(await law("--on", "2026-07-01", "--known-at", BEFORE_AMENDING), [8, 0]);
  const { documents } = await scene.read(["list", "--known-at", "2026-01-01"]);
  assert.deepEqual(documents, []);
  const empty = await scene.kb(["list", "--known-at", "2026-01-01"]);
  assert.equal(empty.stdout, "No document is registered.\n");
  const end = await scene.kb(["list", "--on", "2026-07-01"]);
  assert.match(end.stdout, /^doc-LAW +LAW +LAW +1 +6 +2$/m);
  assert.match(
    end.stdout,
    /2 documents; units in force on 2026-07-01\.\nThe day of effect of 2 enacted versions is open\.\n$/,
  );
});

test("the units of a document are listed in their order, by its id and by its prefix", async () => {
  for (const name of ["doc-LAW", "LAW"]) {
    const { units, ...head } = (await scene.read(["list", name, "--on", "2027-01-01"])) as {
      units: Record<string, unknown>[];
    };
    assert.deepEqual(head, {
      documentId: "doc-LAW",
      prefix: "LAW",
      title: "LAW",
      on: "2027-01-01",
      knownAt: null,
    });
    assert.deepEqual(
      units.map(({ address, unit, from, change }) => [address, unit, from, change].join(" ")),
      [
        "LAW/article-1 LAW/article-1  original",
        "LAW/article-2 LAW/article-2 2026-07-01 correction",
        "LAW/article-3 LAW/article-4 2026-07-01 renumbering",
        "LAW/article-4 LAW/article-4~2 2027-01-01 original",
        "LAW/article-5 LAW/article-5  original",
        "LAW/article-7 LAW/article-7  original",
        "LAW/article-8 LAW/article-8 2026-10-01 amendment",
      ],
    );
  }
  const end = await scene.kb(["list", "LAW", "--on", "2026-07-01"]);
  assert.match(end.stdout, /^LAW\/article-3 +Article 4 +2026-07-01 +renumbering$/m);
  assert.match(end.stdout, /\n6 units in force on 2026-07-01\.\n$/);
  const none = await scene.kb(["list", "DRAFT", "--on", "2026-07-01"]);
  assert.equal(none.stdout, "No unit of doc-DRAFT is in force on 2026-07-01.\n");
  assert.deepEqual((await scene.read(["list", "DRAFT"]))["units"], []);
});

test("the history of an address has every version of each unit that had it, with texts and lineage", async () => {
  const { units, documentId } = (await scene.read(["history", "LAW/article-3"])) as {
    documentId: string;
    units: { unit: string; versions: Record<string, unknown>[]; lineage: unknown[] }[];
  };
  assert.equal(documentId, "doc-LAW");
  assert.deepEqual(
    units.flatMap(({ unit, versions }) =>
      versions.map(({ version, change, address, effectiveFrom, recordedAt, citation, text }) =>
        [unit, version, change, address, effectiveFrom, recordedAt, citation, String(text).length > 0].join(
          " ",
        ),
      ),
    ),
    [
      `LAW/article-3 1 original LAW/article-3  ${FIRST}  true`,
      `LAW/article-3 2 repeal LAW/article-3 2026-07-01 ${AMENDED} Act 12 of 2026 false`,
      `LAW/article-4 1 original LAW/article-4  ${FIRST}  true`,
      `LAW/article-4 2 renumbering LAW/article-3 2026-07-01 ${AMENDED} Act 12 of 2026 true`,
    ],
  );
  for (const [address, unit] of [
    ["LAW/article-6", 0],
    ["LAW/article-1", 0],
  ] as const) {
    const told = (await scene.read(["history", address])) as { units: { lineage: unknown[] }[] };
    assert.deepEqual(told.units[unit]?.lineage, [
      { relation: "merged_into", from: "LAW/article-6", to: "LAW/article-1", recordedAt: AMENDED },
    ]);
  }
  const end = await scene.kb(["history", "LAW/article-2"]);
  assert.match(end.stdout, /^1 +original +LAW\/article-2 +beginning +2026-06-30 +2026-01-10T09:00:00Z$/m);
  assert.match(
    end.stdout,
    /^2 +amendment +LAW\/article-2 +2026-07-01 +corrected +2026-06-01T10:00:00Z +Act 12 of 2026$/m,
  );
  assert.match(
    end.stdout,
    /^3 +correction +LAW\/article-2 +2026-07-01 +2026-08-15T11:00:00Z +Corrigendum 3$/m,
  );
  assert.match(
    (await scene.kb(["history", "LAW/article-6"])).stdout,
    /^LAW\/article-6 merged into LAW\/article-1$/m,
  );
  assert.match(
    (await scene.kb(["history", "LAW/article-9"])).stdout,
    /^1 +original +LAW\/article-9 +open +2026-06-01/m,
  );
});

const DIFFS: readonly (readonly [
  rule: string,
  from: string,
  to: string,
  knownAt: string | null,
  changes: readonly string[],
  unchanged: number,
])[] = [
  ["between two days on which the same is in force nothing changes", "2026-01-01", "2026-06-30", null, [], 8],
  ["the same day is no change", "2026-07-01", "2026-07-01", null, [], 6],
  [
    "an amendment is told unit by unit",
    "2026-06-30",
    "2026-07-01",
    null,
    [
      "amended LAW/article-2 1>3",
      "retired LAW/article-3 1>",
      "renumbered LAW/article-4 1>2",
      "retired LAW/article-6 1>",
    ],
    4,
  ],
  [
    "as known before the correction it is told with the wrong text",
    "2026-06-30",
    "2026-07-01",
    "2026-08-14",
    [
      "amended LAW/article-2 1>2",
      "retired LAW/article-3 1>",
      "renumbered LAW/article-4 1>2",
      "retired LAW/article-6 1>",
    ],
    4,
  ],
  ["as known before the amendment nothing changes", "2026-06-30", "2026-07-01", BEFORE_AMENDING, [], 8],
  [
    "a new unit stands in its place",
    "2026-12-31",
    "2027-03-01",
    null,
    ["created LAW/article-4~2 >1", "amended LAW/article-7 1>2"],
    5,
  ],
];

for (const [rule, from, to, knownAt, changes, unchanged] of DIFFS) {
  test(`${rule}: ${from} against ${to}`, async () => {
    const args = [
      "diff",
      "LAW",
      "--from",
      from,
      "--to",
      to,
      ...(knownAt === null ? [] : ["--known-at", knownAt]),
    ];
    const told = (await scene.read(args)) as {
      changes: {
        change: string;
        unit: string;
        before: Record<string, unknown> | null;
        after: Record<string, unknown> | null;
      }[];
      counts: Record<string, number>;
      unchanged: number;
    };
    assert.deepEqual(
      told.changes.map(
        ({ change, unit, before, after }) =>
          `${change} ${unit} ${before?.["version"] ?? ""}>${after?.["version"] ?? ""}`,
      ),
      changes,
    );
    assert.equal(told.unchanged, unchanged);
    assert.equal(
      Object.values(told.counts).reduce((sum, count) => sum + count, 0),
      changes.length,
    );
  });
}

test("a difference is told with the old words against the new ones", async () => {
  const end = await scene.kb(["diff", "LAW", "--from", "2026-06-30", "--to", "2026-07-01"]);
  assert.equal(
    end.stdout,
    `doc-LAW  LAW: 2026-06-30 against 2026-07-01

amended  LAW/article-2  Article 2
  by Corrigendum 3
    Article 2
    Nobody [-shall change-]{+may alter+} article 2 [-of LAW: é-].

retired  LAW/article-3  Article 3
    [-Article 3
    Nobody shall change article 3 of LAW: é.-]

renumbered  LAW/article-4  Article 4 -> LAW/article-3  Article 4
  by Act 12 of 2026

retired  LAW/article-6  Article 6
    [-Article 6
    Nobody shall change article 6 of LAW: é.-]

1 amended, 1 renumbered, 2 retired; 4 unchanged
`,
  );
  const none = await scene.kb(["diff", "LAW", "--from", "2026-07-01", "--to", "2026-07-01"]);
  assert.match(none.stdout, /^no unit changed; 6 unchanged$/m);
});

test("text, titles and citations of a document steer neither a terminal nor a workflow", async () => {
  for (const args of [
    ["show", "LAW/article-8", "--on", "2026-10-01"],
    ["list", "LAW", "--on", "2026-10-01"],
    ["history", "LAW/article-8"],
    ["diff", "LAW", "--from", "2026-09-30", "--to", "2026-10-01"],
  ]) {
    const end = await scene.kb(args);
    assert.equal(end.code, 0, end.stderr);
    // The mark that breaks a command of a workflow is ours.
    assert.doesNotMatch(end.stdout.replaceAll("\n", "").replaceAll(":\u200b:", "::"), /[\p{Cc}\p{Cf}]/u);
    assert.doesNotMatch(end.stdout, /^\s*::/m);
    const { stdout } = await scene.kb([...args, "--json"]);
    assert.doesNotMatch(stdout.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.ok(
      JSON.stringify(JSON.parse(stdout)).includes("\\u001b[31m8"),
      "an object says the text as it is",
    );
  }
  const { stdout } = await scene.kb(["show", "LAW/article-8", "--on", "2026-10-01"]);
  assert.match(stdout, /^LAW\/article-8 {2}Article \\u\{1b\}\[31m8$/m);
  assert.match(stdout, /^by {10}Act 12 \\u\{200b\}of 2026$/m);
  const list = (await scene.kb(["list", "LAW", "--on", "2026-10-01"])).stdout.split("\n");
  const [columns] = list.filter((line) => line.startsWith("---")).map((line) => line.lastIndexOf(" ") + 1);
  assert.equal(list.find((line) => line.startsWith("LAW/article-8"))?.indexOf("amendment"), columns);
});

const BAD_INPUT: readonly (readonly [args: readonly string[], field: string])[] = [
  [["list", "--on", "2026-02-29"], "--on"],
  [["show", "LAW/article-1", "--on", "0001-01-01"], "--on"],
  [["show", "LAW/article-1", "--known-at", "yesterday"], "--known-at"],
  [["list", "LAW", "--known-at", "2026-08-14T25:00:00Z"], "--known-at"],
  [["diff", "LAW", "--from", "2026-13-01", "--to", "2026-01-01"], "--from"],
  [["diff", "LAW", "--from", "2026-01-01", "--to", "2026-1-2"], "--to"],
  [["diff", "LAW", "--from", "2026-01-02", "--to", "2026-01-01"], "--to"],
  [["diff", "LAW", "--from", "2026-01-01", "--to", "2026-01-02", "--known-at", ""], "--known-at"],
];

for (const [args, field] of BAD_INPUT) {
  test(`${args.join(" ")} is refused before the base is asked`, async () => {
    const end = await scene.kb([...args, "--json"], {});
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.reason, told.field], [2, "STOP_BAD_INPUT", field]);
  });
}

/** Addresses that no document can have, and what is said of them. */
const ODD_ADDRESSES: readonly (readonly [address: string, reason: string])[] = [
  ["", "STOP_DOCUMENT_UNKNOWN"],
  ["/", "STOP_DOCUMENT_UNKNOWN"],
  ["/article-1", "STOP_DOCUMENT_UNKNOWN"],
  ["../LAW/article-1", "STOP_DOCUMENT_UNKNOWN"],
  ["LAW", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/", "STOP_ADDRESS_UNKNOWN"],
  ["LAW//article-1", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-1/", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-1 ", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-%", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-1\n", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-\u202e1", "STOP_ADDRESS_UNKNOWN"],
  ["LAW/article-1'; drop view iu_history; --", "STOP_ADDRESS_UNKNOWN"],
  [`LAW/${"x".repeat(100_000)}`, "STOP_ADDRESS_UNKNOWN"],
];

for (const [address, reason] of ODD_ADDRESSES) {
  test(`the address ${JSON.stringify(address.slice(0, 40))} is unknown, as text and as history`, async () => {
    for (const command of ["show", "history"]) {
      const end = await scene.kb([command, "--json", "--", address]);
      const told = JSON.parse(end.stdout);
      assert.deepEqual([end.code, told.reason], [2, reason]);
      assert.ok([address, address.split("/")[0]].includes(told.field));
      const { stderr } = await scene.kb([command, "--", address]);
      assert.doesNotMatch(stderr, /\u202e/);
    }
  });
}

/** Days on which nothing is in force at an address, and the day that leads on; null where there is none. */
const NO_TEXT: readonly (readonly [
  args: readonly string[],
  reason: string,
  actual: string,
  on: string | null,
])[] = [
  [["LAW/article-4~2", "--on", "1000-01-01"], "STOP_NOT_IN_FORCE", "in force from 2027-01-01", "2027-01-01"],
  [["LAW/article-4~2", "--on", "2026-12-31"], "STOP_NOT_IN_FORCE", "in force from 2027-01-01", "2027-01-01"],
  [["LAW/article-9", "--on", "1000-01-01"], "STOP_EFFECT_OPEN", "day not set yet", null],
  [["LAW/article-9", "--on", "9999-12-31"], "STOP_EFFECT_OPEN", "day not set yet", null],
  [["LAW/article-6", "--on", "9999-12-31"], "STOP_UNIT_REPEALED", "repealed from 2026-07-01", "2026-06-30"],
];

for (const [args, reason, actual, on] of NO_TEXT) {
  test(`no text is guessed: show ${args.join(" ")}`, async () => {
    const end = await scene.kb(["show", ...args, "--json"]);
    const told = JSON.parse(end.stdout);
    assert.deepEqual([end.code, told.reason, told.actual, told.text], [2, reason, actual, undefined]);
    assert.equal(/--on (\S+?)`/.exec(told.wayOut)?.[1] ?? null, on);
  });
}

/** The commands that a way out names. */
function commandsOf(wayOut: unknown): readonly (readonly string[])[] {
  return [...String(wayOut).matchAll(/`cutter kb ([^`]+)`/g)].map(([, words = ""]) => words.split(" "));
}

const WALKED: readonly (readonly [args: readonly string[], reason: string, reached: RegExp])[] = [
  [["show", "LAW/article-6", "--on", "2026-07-01"], "STOP_UNIT_REPEALED", /Nobody shall change article 6/],
  [
    ["show", "LAW/article-6", "--on", "2026-07-01", "--known-at", "2026-08-01"],
    "STOP_UNIT_REPEALED",
    /article 6/,
  ],
  [["show", "LAW/article-4~2", "--on", "2026-12-31"], "STOP_NOT_IN_FORCE", /New text of LAW\/article-4\./],
  [["show", "LAW/article-9", "--on", "2026-12-31"], "STOP_EFFECT_OPEN", /New text of LAW\/article-9\./],
  [["show", "LAW/article-10"], "STOP_UNIT_WITHDRAWN", /^LAW\/article-8 /m],
  [["show", "LAW/article-99"], "STOP_ADDRESS_UNKNOWN", /^LAW\/article-8 /m],
  [["history", "LAW/article-10"], "STOP_UNIT_WITHDRAWN", /^LAW\/article-8 /m],
  [["history", "LAW/article-99"], "STOP_ADDRESS_UNKNOWN", /^LAW\/article-8 /m],
  [
    ["show", "LAW/article-1", "--on", "2026-07-01", "--known-at", "2026-01-01"],
    "STOP_NOT_KNOWN_YET",
    /change article 1 of/,
  ],
  [["show", "NO/article-1"], "STOP_DOCUMENT_UNKNOWN", /^doc-LAW /m],
  [["history", "NO/article-1"], "STOP_DOCUMENT_UNKNOWN", /^doc-LAW /m],
  [["list", "NO"], "STOP_DOCUMENT_UNKNOWN", /^doc-LAW /m],
  [["diff", "laws", "--from", "2026-01-01", "--to", "2026-01-02"], "STOP_DOCUMENT_UNKNOWN", /^doc-LAW /m],
];

for (const [args, reason, reached] of WALKED) {
  test(`the way out of ${reason} leads on: ${args.join(" ")}`, async () => {
    const refused = await scene.kb([...args, "--json"]);
    const told = JSON.parse(refused.stdout);
    assert.deepEqual([refused.code, told.reason], [2, reason]);
    const [command] = commandsOf(told.wayOut);
    assert.ok(command, told.wayOut);
    const end = await scene.kb(command);
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, reached);
  });
}

test("a draft is read once it is enacted, and not a moment earlier", async () => {
  for (const args of [
    ["show", "DRAFT/article-1"],
    ["history", "DRAFT/article-1"],
  ]) {
    const refused = await scene.kb(args);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^STOP_UNIT_DRAFT: .*\n.*\n {2}do this {3}Wait until it is enacted;/);
    assert.doesNotMatch(`${refused.stdout}${refused.stderr}`, /Nobody shall change/);
  }
  scene.superuser(
    "update public.unit_version v set lifecycle_status = 'enacted', enacted_at = now() from public.information_unit u where u.id = v.unit_id and u.doc_code = 'DRAFT'",
  );
  assert.match(
    (await scene.kb(["show", "DRAFT/article-1"])).stdout,
    /Nobody shall change article 1 of DRAFT/,
  );
});
