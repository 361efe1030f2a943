import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { computeDelta } from "../../../src/document/delta/compute-delta.ts";
import { parseLineage, renderLineage } from "../../../src/document/delta/lineage-file.ts";
import { refuseOpenQuestions } from "../../../src/document/delta/refuse-open-questions.ts";
import type { LineageStatement } from "../../../src/domain/delta.ts";
import { deltaOf, makeSide, TEXTS, tell } from "./make-side.ts";

const { lamps, fees, appeals, oil, penalties } = TEXTS;
const BEFORE = makeSide([
  { address: "LAW/ARTICLE-1", text: lamps },
  { address: "LAW/ARTICLE-2", text: `${fees} ${oil}` },
  { address: "LAW/ARTICLE-3", text: appeals },
]);
const AFTER = makeSide([
  { address: "LAW/ARTICLE-1", text: `${penalties} ${appeals}` },
  { address: "LAW/ARTICLE-2", text: fees },
  { address: "LAW/ARTICLE-2A", text: oil },
]);

function parsed(text: string | Uint8Array): readonly LineageStatement[] {
  const statements = parseLineage(typeof text === "string" ? Buffer.from(text) : text);
  assert.ok(statements.ok, JSON.stringify(statements));
  return statements.value;
}

describe("a lineage file", () => {
  test("states one relation a line, between addresses", () => {
    const text =
      "# why\r\n\n  continues LAW/A -> LAW/B\nsplit_into LAW/C -> LAW/C, LAW/CA\nmerged_into LAW/D,LAW/E -> LAW/D\nreplaced_by LAW/F->LAW/F\nretired LAW/G, LAW/H\ncreated LAW/I";
    assert.deepEqual(parsed(text), [
      { relation: "continues", from: ["LAW/A"], to: ["LAW/B"] },
      { relation: "split_into", from: ["LAW/C"], to: ["LAW/C", "LAW/CA"] },
      { relation: "merged_into", from: ["LAW/D", "LAW/E"], to: ["LAW/D"] },
      { relation: "replaced_by", from: ["LAW/F"], to: ["LAW/F"] },
      { relation: "retired", from: ["LAW/G", "LAW/H"], to: [] },
      { relation: "created", from: [], to: ["LAW/I"] },
    ]);
  });

  test("without a line states nothing", () => assert.deepEqual(parsed(""), []));

  for (const [rule, text, actual] of [
    [
      "a word that is no relation",
      "# one\nbecomes LAW/A -> LAW/B",
      /^line 2: `becomes` is no relation: continues/,
    ],
    ["no arrow", "continues LAW/A LAW/B", /^line 1: continues needs one arrow/],
    ["two arrows", "continues LAW/A -> LAW/B -> LAW/C", /^line 1: continues needs one arrow/],
    ["an arrow where there is one side", "retired LAW/A -> LAW/B", /^line 1: retired takes addresses alone/],
    ["no address", "continues -> LAW/B", /^line 1: an address is missing/],
    ["no address after a comma", "retired LAW/A,", /^line 1: an address is missing/],
    ["a comment behind a statement", "retired LAW/A # gone", /^line 1: `LAW\/A # gone` is no address/],
    ["an unseen sign", "retired LAW/\u202eA", /^line 1: `LAW\/\\u\{202e\}A` is no address/],
    ["bytes that are no UTF-8", Buffer.from([0x72, 0xff]), /no UTF-8/],
    ["a NUL, even in a comment", "# a \0 b\n", /a NUL character/],
    ["more than 1 MiB", Buffer.alloc(1024 * 1024 + 1, "#"), /1048577 bytes/],
  ] as const) {
    test(`${rule} is refused`, () => {
      const found = parseLineage(typeof text === "string" ? Buffer.from(text) : text);
      assert.ok(!found.ok);
      assert.equal(found.refusal.reason, "STOP_LINEAGE_INVALID");
      assert.match(found.refusal.actual ?? "", actual);
    });
  }

  test("every wrong line is told", () => {
    const found = parseLineage(Buffer.from("x\nretired LAW/A\ny\n"));
    assert.ok(!found.ok);
    assert.deepEqual(found.refusal.details?.length, 2);
  });
});

describe("statements of lineage", () => {
  for (const [rule, text, detail] of [
    [
      "a unit that is named twice",
      "retired LAW/ARTICLE-1\ncontinues LAW/ARTICLE-1 -> LAW/ARTICLE-2",
      /ARTICLE-1 of the earlier version is named twice/,
    ],
    [
      "a unit that is named twice as a new one",
      "created LAW/ARTICLE-1\ncreated LAW/ARTICLE-1",
      /ARTICLE-1 of the later version is named twice/,
    ],
    [
      "a unit that is not in the earlier version",
      "retired LAW/ARTICLE-2A",
      /ARTICLE-2A is no unit of the earlier version/,
    ],
    [
      "a unit that is not in the later version",
      "created LAW/ARTICLE-3",
      /ARTICLE-3 is no unit of the later version/,
    ],
    [
      "a unit of another document",
      "retired CODE/ARTICLE-1",
      /CODE\/ARTICLE-1 is not of this document, whose addresses begin with LAW\//,
    ],
    [
      "a circle",
      "replaced_by LAW/ARTICLE-1 -> LAW/ARTICLE-2\nreplaced_by LAW/ARTICLE-2 -> LAW/ARTICLE-1",
      /in a circle: LAW\/ARTICLE-2, LAW\/ARTICLE-1/,
    ],
    [
      "a split into one",
      "split_into LAW/ARTICLE-2 -> LAW/ARTICLE-2A",
      /split_into takes 1 units of the earlier version and 2 or more/,
    ],
    [
      "one unit that continues as two",
      "continues LAW/ARTICLE-2 -> LAW/ARTICLE-2, LAW/ARTICLE-2A",
      /continues takes 1 units of the earlier version and 1 of the later one/,
    ],
  ] as const) {
    test(`${rule} is refused`, () => {
      const delta = computeDelta(BEFORE, AFTER, parsed(text));
      assert.ok(!delta.ok);
      assert.equal(delta.refusal.reason, "STOP_LINEAGE_INVALID");
      assert.match(delta.refusal.details?.join("\n") ?? "", detail);
    });
  }

  test("two units that change their addresses with each other are no circle", () => {
    const delta = deltaOf(
      BEFORE,
      AFTER,
      "continues LAW/ARTICLE-1 -> LAW/ARTICLE-2\ncontinues LAW/ARTICLE-2 -> LAW/ARTICLE-1",
    );
    assert.deepEqual(delta.lineage, []);
  });

  for (const [rule, text, told, lineage] of [
    [
      "a statement decides against the text",
      "retired LAW/ARTICLE-2\ncreated LAW/ARTICLE-2, LAW/ARTICLE-2A\ncontinues LAW/ARTICLE-3 -> LAW/ARTICLE-1\nretired LAW/ARTICLE-1",
      [
        "retired LAW/ARTICLE-1",
        "retired LAW/ARTICLE-2",
        "amended LAW/ARTICLE-3 -> LAW/ARTICLE-1",
        "created LAW/ARTICLE-2",
        "created LAW/ARTICLE-2A",
      ],
      [],
    ],
    [
      "what is split goes on under its own address",
      "split_into LAW/ARTICLE-2 -> LAW/ARTICLE-2, LAW/ARTICLE-2A\nreplaced_by LAW/ARTICLE-1, LAW/ARTICLE-3 -> LAW/ARTICLE-1",
      [
        "retired LAW/ARTICLE-1",
        "created LAW/ARTICLE-1",
        "amended LAW/ARTICLE-2",
        "retired LAW/ARTICLE-3",
        "created LAW/ARTICLE-2A",
      ],
      [
        { from: "LAW/ARTICLE-2", to: "LAW/ARTICLE-2A", relation: "split_into" },
        { from: "LAW/ARTICLE-1", to: "LAW/ARTICLE-1", relation: "replaced_by" },
        { from: "LAW/ARTICLE-3", to: "LAW/ARTICLE-1", relation: "replaced_by" },
      ],
    ],
    [
      "what others were merged into goes on by its own address",
      "merged_into LAW/ARTICLE-3 -> LAW/ARTICLE-1\nsplit_into LAW/ARTICLE-2 -> LAW/ARTICLE-2, LAW/ARTICLE-2A",
      ["amended LAW/ARTICLE-1", "amended LAW/ARTICLE-2", "retired LAW/ARTICLE-3", "created LAW/ARTICLE-2A"],
      [
        { from: "LAW/ARTICLE-3", to: "LAW/ARTICLE-1", relation: "merged_into" },
        { from: "LAW/ARTICLE-2", to: "LAW/ARTICLE-2A", relation: "split_into" },
      ],
    ],
  ] as const) {
    test(rule, () => {
      const delta = deltaOf(BEFORE, AFTER, text);
      assert.deepEqual(tell(BEFORE, AFTER, delta).toSorted(), [...told].toSorted());
      assert.deepEqual(delta.lineage, lineage);
    });
  }

  test("a change that a person stated is marked as such", () => {
    const delta = deltaOf(
      BEFORE,
      AFTER,
      "continues LAW/ARTICLE-1 -> LAW/ARTICLE-1\ncreated LAW/ARTICLE-2A\nretired LAW/ARTICLE-3",
    );
    const stated = delta.changes.filter(({ isStated }) => isStated).map(({ change }) => change);
    assert.deepEqual(stated.toSorted(), ["amended", "created", "retired"]);
  });
});

describe("open questions", () => {
  test("are refused with the proposal as a file, which answers them", () => {
    const open = deltaOf(BEFORE, AFTER);
    assert.ok(open.questions.length > 0);
    const refused = refuseOpenQuestions(open);
    assert.equal(refused?.reason, "STOP_LINEAGE_NEEDED");
    assert.match(refused?.wayOut ?? "", /`--lineage FILE`/);
    const answered = deltaOf(BEFORE, AFTER, refused?.details?.join("\n"));
    assert.deepEqual(answered.questions, []);
    assert.equal(refuseOpenQuestions(answered), null);
    assert.deepEqual(tell(BEFORE, AFTER, answered), tell(BEFORE, AFTER, open));
  });

  test("no longer stand once they are answered otherwise", () => {
    const delta = deltaOf(
      BEFORE,
      AFTER,
      "retired LAW/ARTICLE-1, LAW/ARTICLE-2, LAW/ARTICLE-3\ncreated LAW/ARTICLE-1, LAW/ARTICLE-2, LAW/ARTICLE-2A",
    );
    assert.deepEqual([delta.questions, delta.changes.length], [[], 6]);
  });

  test("of very many the file is complete, the refusal counts the rest", () => {
    const of = (first: number, end: string) =>
      makeSide(
        Array.from({ length: 150 }, (_, at) => ({
          address: `LAW/ARTICLE-${at + first}`,
          text: `${lamps} Ward ${at} has ${at * 7} lamps and ${at * 13} keepers in ${at * 17} streets ${end}`,
        })),
      );
    const { questions } = deltaOf(of(1, "today."), of(500, "tomorrow."));
    assert.equal(parsed(renderLineage(questions)).length, 150);
    assert.match(refuseOpenQuestions({ questions })?.details?.at(-1) ?? "", /^# and \d+ more lines/);
  });
});
