import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { DoneJob, QueueFacts } from "../../src/domain/queue-facts.ts";
import { checkQueue } from "../../src/trust/check-queue.ts";
import { findBotWorkflows } from "../../src/trust/find-bot-workflows.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const CUT = ".github/workflows/cut.yml";
const RESUME = ".github/workflows/resume.yml";

const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

function jobs(count: number, runnerOf: (index: number) => number, minutes = 1): readonly DoneJob[] {
  return Array.from({ length: count }, (_, index) => ({
    workflow: RESUME,
    runnerId: runnerOf(index),
    runnerName: `runner-${runnerOf(index)}`,
    minutes,
  }));
}

function waits(waitsFor: "runner" | "group", hours: number, since = hours) {
  return { workflow: CUT, waitsFor, url: "https://x/1", createdAt: hoursAgo(hours), since: hoursAgo(since) };
}

const CALM: QueueFacts = {
  waiting: [],
  givenUp: [],
  done: jobs(5, () => 1),
  runners: [{ name: "runner-1", isOnline: true, isEphemeral: false }],
};

type Row = readonly [
  title: string,
  facts: Partial<QueueFacts>,
  failed: readonly string[],
  more?: { readonly sidecar?: "postgresql"; readonly keepsWaiting?: false; readonly command?: string },
];

const RUNNERS = "runners and journals";
const MISSING = "jobs that no runner takes";
const WAIT = "time in the queue";
const GIVEN_UP = "starts cancelled before they began";
const ephemeral = [{ name: "pod-1", isOnline: true, isEphemeral: true }];
const lost = [{ workflow: CUT, createdAt: hoursAgo(3) }];

const CASES: readonly Row[] = [
  ["one runner that stays, and nothing waits", {}, []],
  ["several that stay may share a machine", { done: jobs(6, (index) => index % 3) }, []],
  ["an ephemeral runner beside a folder", { runners: ephemeral }, [RUNNERS]],
  ["the same beside the database", { runners: ephemeral }, [], { sidecar: "postgresql" }],
  [
    "each job on a runner of its own, beside a folder",
    { runners: [], done: jobs(5, (id) => id + 1) },
    [RUNNERS],
  ],
  ["the same where the runners may not be read", { runners: null, done: jobs(5, (id) => id + 1) }, [RUNNERS]],
  ["four jobs on four runners say nothing yet", { runners: null, done: jobs(4, (id) => id + 1) }, []],
  ["a job that waits for a runner for an hour", { waiting: [waits("runner", 1)] }, []],
  ["a job that no runner takes for three hours", { waiting: [waits("runner", 3)] }, [MISSING]],
  ["a job that waits behind another of its group", { waiting: [waits("group", 3)] }, []],
  ["a job that has come to its turn just now", { waiting: [waits("runner", 3, 0.1)] }, []],
  ["a job that waits for longer than SG_2 lives", { waiting: [waits("group", 13)] }, [WAIT]],
  [
    "more work than one runner does while SG_2 lives",
    { waiting: [1, 2, 3, 4].map(() => waits("group", 0.1)), done: jobs(5, () => 1, 200) },
    [WAIT],
  ],
  [
    "the same with four runners",
    { waiting: [1, 2, 3, 4].map(() => waits("group", 0.1)), done: jobs(5, (index) => index % 4, 200) },
    [],
  ],
  ["a start that another one took the place of", { givenUp: lost }, [GIVEN_UP], { keepsWaiting: false }],
  ["one that a person has cancelled in a queue that keeps", { givenUp: lost }, []],
  [
    "one of which the next does the work",
    { givenUp: lost },
    [],
    { keepsWaiting: false, command: "reconcile" },
  ],
  [
    "what the token may not see is told, and fails nothing",
    { waiting: null, givenUp: null, done: null, runners: null },
    [],
  ],
];

describe("checkQueue", () => {
  for (const [title, facts, failed, more = {}] of CASES)
    it(`${title}: ${failed.join(", ") || "passes"}`, () => {
      const rows = checkQueue({
        facts: { ...CALM, ...facts },
        workflows: [{ path: CUT, command: more.command ?? "cut", keepsWaiting: more.keepsWaiting ?? true }],
        sidecar: more.sidecar ?? "folder",
        now: NOW,
      });
      assert.deepEqual(
        rows.filter((row) => !row.passed).map(({ name }) => name),
        failed,
      );
      assert.ok(rows.every((row) => row.passed === (row.wayOut === "")));
      if (facts.waiting === null)
        assert.ok(rows.every(({ actual }) => actual.includes("not read: the token lacks `actions: read`")));
    });

  it("names the way out of the folder that is thrown away", () => {
    const [row] = checkQueue({
      facts: { ...CALM, runners: ephemeral },
      workflows: [],
      sidecar: "folder",
      now: NOW,
    });
    assert.equal(
      row?.actual,
      "journals in a folder, ephemeral runners (pod-1, runner-1): a run is lost with its machine",
    );
    assert.match(row?.wayOut ?? "", /`"sidecar": "postgresql"`.*`cutter sidecar move`/);
  });
});

describe("findBotWorkflows", () => {
  const read = (name: string) => ({
    name,
    text: readFileSync(join(import.meta.dirname, "../../.github/workflows", name), "utf8"),
  });

  it("tells what the engine does in each workflow, and which keep every start", () => {
    const names = [
      "approval.yml",
      "ci.yml",
      "cut.yml",
      "doctor.yml",
      "effect.yml",
      "renew.yml",
      "resume.yml",
    ];
    assert.deepEqual(
      findBotWorkflows(names.map(read)).map(({ path, command, keepsWaiting }) => [
        path.slice(18),
        command,
        keepsWaiting,
      ]),
      [
        ["cut.yml", "cut", true],
        ["doctor.yml", "doctor", false],
        ["effect.yml", "effect", true],
        ["renew.yml", "renew", true],
        ["resume.yml", "reconcile", false],
      ],
    );
  });

  it("a workflow without a concurrency group cancels nothing", () => {
    const { name, text } = read("cut.yml");
    const bare = text.replace(/^concurrency:\n(?: {2}.*\n)+/m, "");
    assert.deepEqual(
      findBotWorkflows([{ name, text: bare }]).map((one) => one.keepsWaiting),
      [true],
    );
    const single = text.replace("  queue: max\n", "");
    assert.deepEqual(
      findBotWorkflows([{ name, text: single }]).map((one) => one.keepsWaiting),
      [false],
    );
  });
});
