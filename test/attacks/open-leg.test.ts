import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rename } from "node:fs/promises";
import test, { after, before } from "node:test";
import type { App, RunOutcome } from "../../src/compose/app.ts";
import { makeOnce } from "../support/make-once.ts";
import { gitEnvironment, lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

let setup: TestSetup;
let app: App;
/** What happens in the control repository when a run reports this step, once. */
let ambush: { readonly step: string; readonly act: () => void } | null = null;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ onProgress: spring });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});

function spring(step: string): void {
  if (ambush === null || !step.includes(ambush.step)) return;
  const { act } = ambush;
  ambush = null;
  act();
}

function git(...args: readonly string[]): void {
  execFileSync("git", ["-C", setup.setup.repository, ...args], { env: { ...gitEnvironment(setup.setup) } });
}

/** Commits on main, unsigned: who stops a run has nothing to prove. */
function commit(path: string, text: string | null): void {
  if (text === null) git("rm", "--quiet", path);
  else {
    execFileSync("sh", ["-c", 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"', "sh", path, text], {
      cwd: setup.setup.repository,
    });
    git("add", path);
  }
  git("commit", "--quiet", "--no-gpg-sign", "--message", `change ${path}`);
}

/** The run that waits for SG_1. */
const waiting = makeOnce({
  async make() {
    const documentId = await setup.register(lawOf("taken back"));
    return must(await app.cut({ documentId, mode: "LIVE" })).runId;
  },
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp({ onProgress: spring });
    };
  },
});

const reasonOf = ({ refusal }: RunOutcome) => refusal?.reason ?? "none";

const HOLDS: readonly { readonly what: string; readonly set: () => void; readonly lift: () => void }[] = [
  {
    what: "a HOLD under approvals/",
    set: () => commit("approvals/HOLD", "stop"),
    lift: () => commit("approvals/HOLD", null),
  },
  {
    what: "a HOLD to which a browser gave an ending",
    set: () => commit("approvals/hold.md", "stop"),
    lift: () => commit("approvals/hold.md", null),
  },
  {
    what: "a branch below hold/",
    set: () => git("branch", "hold/everything", "main"),
    lift: () => git("branch", "--quiet", "-D", "hold/everything"),
  },
  {
    what: "a branch HOLD, which needs no pull request",
    set: () => git("branch", "HOLD", "main"),
    lift: () => git("branch", "--quiet", "-D", "HOLD"),
  },
];

test("a HOLD in the control repository stops an open leg at its next edge, and the run goes on when it is lifted (C-50)", async (t) => {
  const runId = await waiting();
  await setup.approve(runId, "SG_1_cut_authz");
  for (const step of ["cut_leg_a", "leg_b_record", "write_verify"]) {
    for (const { what, set, lift } of HOLDS) {
      await t.test(`${what} at ${step}`, async () => {
        ambush = { step, act: set };
        const stopped = must(await app.resume(runId));
        assert.equal(ambush, null, "the step was reached");
        assert.equal(reasonOf(stopped), "STOP_HOLD");
        lift();
      });
    }
  }
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

test("an approval that is deleted inside its leg stops the leg at its next edge (C-51)", async () => {
  const runId = await waiting();
  await setup.approve(runId, "SG_1_cut_authz");
  const approval = `approvals/${runId}/SG_1_cut_authz.md`;
  ambush = { step: "leg_b_record", act: () => commit(approval, null) };
  const stopped = must(await app.resume(runId));
  assert.equal(reasonOf(stopped), "STOP_APPROVAL_WITHDRAWN");
  assert.equal(stopped.state, "stopped_approval_withdrawn");
});

const UNDONE: readonly {
  readonly what: string;
  readonly told: string;
  readonly act: (runId: string) => void;
}[] = [
  {
    what: "is taken back by git revert",
    told: "STOP_APPROVAL_PROVENANCE",
    act: (runId) => {
      git("rm", "--quiet", `approvals/${runId}/SG_1_cut_authz.md`);
      git("commit", "--quiet", "--no-gpg-sign", "--message", 'Revert "Approve"');
    },
  },
  {
    what: "loses its execution authorisation",
    told: "STOP_KILL_SWITCH_OFF",
    act: (runId) => commit(`approvals/${runId}/SG_1_cut_authz.execution.md`, null),
  },
  {
    what: "is written over",
    told: "STOP_APPROVAL_MALFORMED",
    act: (runId) => commit(`approvals/${runId}/SG_1_cut_authz.md`, "I take it back.\n"),
  },
  {
    what: "stands beside a HOLD in other letters",
    told: "STOP_HOLD",
    act: () => commit("approvals/Hold", "stop"),
  },
  {
    what: "is gone with the history that held it",
    told: "STOP_APPROVAL_PROVENANCE",
    act: () => git("reset", "--quiet", "--hard", "HEAD~1"),
  },
  {
    what: "stands under keys that the root key has not signed",
    told: "STOP_POLICY_UNTRUSTED",
    act: () => commit("approvals/keys/more.asc", "no key"),
  },
];

test("whatever keeps the gate of a consumed approval shut stops the rest of its leg, which goes on when that is undone (C-90)", async (t) => {
  const runId = await waiting();
  await setup.approve(runId, "SG_1_cut_authz");
  const restore = await setup.rememberBranches();
  for (const { what, told, act } of UNDONE) {
    await t.test(`it ${what}`, async () => {
      ambush = { step: "leg_b_record", act: () => act(runId) };
      const stopped = must(await app.resume(runId));
      assert.equal(ambush, null, "the step was reached");
      assert.equal(reasonOf(stopped), told);
      await restore();
    });
  }
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});

test("an enactment is not begun where its approval is withdrawn as it starts (C-51)", async () => {
  const runId = await waiting();
  await setup.approve(runId, "SG_1_cut_authz");
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
  await setup.approve(runId, "SG_2_lifecycle_authz");
  const withdrawal = `approvals/${runId}/SG_2_lifecycle_authz.withdrawal.md`;
  ambush = { step: "lifecycle_enact", act: () => commit(withdrawal, "I take it back.\n") };
  assert.equal(reasonOf(must(await app.resume(runId))), "STOP_APPROVAL_WITHDRAWN");
  await using owner = await setup.owner();
  const { rows } = await owner.query("select from public.iu_lifecycle_log where to_status = 'enacted'");
  assert.equal(rows.length, 0);
});

test("an origin that can't be reached inside a leg is a stop of its own, and the run goes on when it is back (C-52)", async () => {
  const origin = setup.setup.repository;
  const settings = {
    controlRepository: { path: `${setup.setup.folder}/clone`, origin, defaultBranch: "main" },
  };
  await using distant = await setup.openApp({ settings, onProgress: spring });
  const runId = await waiting();
  await setup.approve(runId, "SG_1_cut_authz");
  await using gone = { [Symbol.asyncDispose]: () => rename(`${origin}.away`, origin).catch(() => undefined) };
  ambush = {
    step: "leg_b_record",
    act: () => {
      execFileSync("mv", [origin, `${origin}.away`]);
    },
  };
  const stopped = must(await distant.resume(runId));
  assert.equal(reasonOf(stopped), "STOP_REPO_UNREACHABLE");
  assert.match(stopped.refusal?.actual ?? "", /repository/);
  await gone[Symbol.asyncDispose]();
  assert.equal(must(await distant.resume(runId)).state, "awaiting_lifecycle_authorization");
});
