import assert from "node:assert/strict";
import { test } from "node:test";
import type { Output } from "../../src/adapters/terminal/output.ts";
import { makeDbCommand } from "../../src/commands/db.ts";
import { makeSourceRegisterCommand } from "../../src/commands/source-register.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { accepted, refused } from "../../src/domain/result.ts";
import { checkTarget, refuseUnmetCriteria, type SourceOrder } from "../../src/domain/target-criteria.ts";

/** A command line that keeps what was written and the exit code. */
function listen() {
  const lines: string[] = [];
  const objects: unknown[] = [];
  const codes: number[] = [];
  const output: Output = {
    progress: { step: () => undefined, note: () => undefined },
    line: (text) => lines.push(text),
    pages: async () => undefined,
    json: (value) => objects.push(value),
    error: (text) => lines.push(text),
    isTerminal: false,
  };
  return {
    lines,
    objects,
    codes,
    line: {
      openOutput: () => output,
      interrupted: new AbortController().signal,
      exit: (code: number) => codes.push(code),
    },
  };
}

const nothing = async () => {
  throw new Error("not asked for");
};

test("db install tells what it applied and ends with 0", async () => {
  const heard = listen();
  const install = async () => accepted({ applied: ["0001.sql"], present: ["0000.sql"] });
  await makeDbCommand(heard.line, () => ({ install, check: nothing })).parseAsync(["install"], {
    from: "user",
  });
  assert.deepEqual(heard.lines, ["applied  0001.sql", "2 migrations are in place."]);
  assert.deepEqual(heard.codes, [0]);
});

test("db install ends with 3 where a migration changed", async () => {
  const heard = listen();
  const install = async () => refused(refusal("STOP_MIGRATION_CHANGED"));
  await makeDbCommand(heard.line, () => ({ install, check: nothing })).parseAsync(["install"], {
    from: "user",
  });
  assert.deepEqual(heard.codes, [3]);
});

test("db check ends with 0 where nothing differs, and with 3, the differences and the way out where something does", async () => {
  const sound = listen();
  await makeDbCommand(sound.line, () => ({ install: nothing, check: async () => [] })).parseAsync(["check"], {
    from: "user",
  });
  assert.deepEqual(sound.codes, [0]);

  const heard = listen();
  const check = async () => [
    { reason: "STOP_GRANT_DELTA", object: "grant line: x", expected: "absent", actual: "present" } as const,
  ];
  await makeDbCommand(heard.line, () => ({ install: nothing, check })).parseAsync(["check"], {
    from: "user",
  });
  assert.deepEqual(heard.codes, [3]);
  assert.match(heard.lines.join("\n"), /STOP_GRANT_DELTA[\s\S]*grant line: x[\s\S]*do this: /);
});

const ARGUMENTS = [
  import.meta.filename,
  ...[
    "--document-id",
    "law",
    "--prefix",
    "LAW",
    "--title",
    "Law",
    "--publication-type",
    "law",
    "--owner",
    "me",
  ],
];

test("source register prints every criterion and ends with 2 where one fails", async () => {
  const heard = listen();
  const orders: SourceOrder[] = [];
  const register = async (order: SourceOrder) => {
    orders.push(order);
    const criteria = checkTarget({
      prefix: order.docPrefix ?? "",
      prefixProblem: null,
      pinnedSha256: "a",
      storedSha256: "a",
      dryRun: { units: 9, convention: "article" },
      recordedCuts: 0,
      firstRunMaxUnits: 3,
      drafts: 0,
      hasHead: false,
      authoritative: order.authoritative ?? false,
      changeSetExists: false,
    });
    return {
      criteria,
      comparison: null,
      units: 9,
      coverage: null,
      outcome: refused(refuseUnmetCriteria(criteria) ?? refusal("STOP_BAD_INPUT")),
    };
  };
  const command = makeSourceRegisterCommand(heard.line, () => ({ register, registerFolder: nothing }));
  const doubts = ["NUMBER_GAP", "EMPTY_UNITS", "NUMBER_GAP"].flatMap((code) => ["--accept-doubt", code]);
  await command.parseAsync([...ARGUMENTS, ...doubts], { from: "user" });
  assert.deepEqual(heard.codes, [2]);
  assert.deepEqual(orders[0]?.acceptedDoubts, ["NUMBER_GAP", "EMPTY_UNITS"]);
  for (const row of [/C1 .*passed/, /C4 .*FAILED/, /C7 .*passed/]) assert.match(heard.lines[0] ?? "", row);
  const { documentId, docPrefix, convention, authoritative, reservedPrefixNamed } = orders[0] as SourceOrder;
  assert.deepEqual(
    { documentId, docPrefix, convention, authoritative, reservedPrefixNamed },
    {
      documentId: "law",
      docPrefix: "LAW",
      convention: null,
      authoritative: null,
      reservedPrefixNamed: false,
    },
  );
});

test("source register refuses a file that can't be read", async () => {
  const heard = listen();
  await makeSourceRegisterCommand(heard.line, () => ({
    register: nothing,
    registerFolder: nothing,
  })).parseAsync(["/nowhere/law.md", ...ARGUMENTS.slice(1)], {
    from: "user",
  });
  assert.deepEqual(heard.codes, [2]);
});
