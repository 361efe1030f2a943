import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { composeApprove } from "../../src/compose/approve.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { gatePath, requestBranch } from "../../src/domain/run-paths.ts";
import { makeOnce } from "../support/make-once.ts";
import { makePersonClone, type PersonClone } from "../support/person-clone.ts";
import { draftAnswer } from "../support/sovereign-answer.ts";
import { approverOf, lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const GATE = "SG_1_cut_authz";
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

const pausedAtSg1 = makeOnce({
  async remember() {
    const putBack = await setup.remember();
    return async () => {
      await app[Symbol.asyncDispose]();
      await putBack();
      app = await setup.openApp();
    };
  },
  async make() {
    const outcome = must(
      await app.cut({ documentId: await setup.register(lawOf("an answer")), mode: "LIVE" }),
    );
    assert.equal(outcome.state, "awaiting_cut_authorization", JSON.stringify(outcome.refusal));
    return outcome.runId;
  },
});

interface Story {
  readonly runId: string;
  readonly branch: string;
  readonly clone: PersonClone;
  readonly approval: string;
  readonly execution: string;
  /** Both files as they would be right. */
  readonly files: Readonly<Record<string, string>>;
}

async function openStory(): Promise<Story> {
  const runId = await pausedAtSg1();
  const clone = await makePersonClone(setup);
  const order = { runId, gate: GATE, decision: "approve", person: null, merge: false, push: false } as const;
  await using parts = must(await composeApprove({ ...approverOf(setup.setup), repo: clone.path }));
  const { files } = await draftAnswer(parts, order);
  const asked = { runId, gate: GATE } as const;
  const [approval, execution] = [gatePath(asked, "approval"), gatePath(asked, "execution")];
  return { runId, branch: requestBranch(asked), clone, approval, execution, files };
}

const edited = (files: Story["files"], change: (text: string) => string) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));

/** What somebody got wrong, on the request's branch; the second step of some comes after the merge, too. */
const WRONG: readonly {
  readonly title: string;
  readonly answer: (story: Story) => Promise<void>;
  /** What is done to it afterwards, on whichever branch it stands. */
  readonly afterwards?: (story: Story, branch: string) => Promise<void>;
  readonly reasons: readonly ReasonCode[];
}[] = [
  {
    title: "the wrong key",
    answer: ({ clone, branch, files }) => clone.commit(branch, { files, signer: "root" }),
    reasons: ["STOP_APPROVAL_SIGNER_UNKNOWN", "STOP_APPROVAL_SIGNER_UNKNOWN"],
  },
  {
    title: "no signature",
    answer: ({ clone, branch, files }) => clone.commit(branch, { files, signer: null }),
    reasons: ["STOP_APPROVAL_UNSIGNED", "STOP_APPROVAL_UNSIGNED"],
  },
  {
    title: "the wrong clock",
    answer: ({ clone, branch, files }) =>
      clone.commit(branch, {
        files: edited(files, (text) => text.replace(/^(signed_utc: )..../m, "$12019")),
      }),
    reasons: ["STOP_APPROVAL_TIME_INCOHERENT", "STOP_APPROVAL_TIME_INCOHERENT"],
  },
  {
    title: "a malformed file",
    answer: ({ clone, branch, files }) =>
      clone.commit(branch, { files: edited(files, (text) => text.replace("allowance: ", "allowance ")) }),
    reasons: ["STOP_APPROVAL_MALFORMED", "STOP_APPROVAL_MALFORMED"],
  },
  {
    title: "a file under a name that no gate has",
    answer: ({ clone, branch, files, approval }) =>
      clone.commit(branch, { files: { ...files, [approval.replace(".md", ".md.txt")]: "a copy\n" } }),
    reasons: ["STOP_APPROVAL_CONFLICT"],
  },
  {
    title: "a typo that was edited afterwards",
    answer: ({ clone, branch, files }) => clone.commit(branch, { files }),
    afterwards: ({ clone, files, approval }, branch) =>
      clone.commit(branch, { files: { [approval]: `# typo\n${files[approval]}` } }),
    reasons: ["STOP_APPROVAL_PROVENANCE"],
  },
  {
    title: "a deletion that was meant for something else",
    answer: ({ clone, branch, files }) => clone.commit(branch, { files }),
    afterwards: ({ clone, approval, execution }, branch) =>
      clone.commit(branch, { files: { [approval]: null, [execution]: null } }),
    reasons: [],
  },
  {
    title: "a forgotten execution authorisation",
    answer: ({ clone, branch, files, approval }) =>
      clone.commit(branch, { files: { [approval]: files[approval] ?? "" } }),
    reasons: [],
  },
];

async function merge({ clone, branch }: Story): Promise<void> {
  await clone.git("switch", "--quiet", "main");
  await clone.git("merge", "--quiet", "--no-ff", "-m", "Merge", branch);
}

async function answerAgain({ clone, runId }: Story): Promise<readonly unknown[]> {
  const refused = must(await app.resume(runId));
  assert.notEqual(refused.state, "awaiting_lifecycle_authorization");
  const again = await clone.approve(runId, GATE, ["--push"]);
  assert.equal(again.code, 0, again.stderr);
  const resumed = must(await app.resume(runId));
  assert.equal(resumed.state, "awaiting_lifecycle_authorization", JSON.stringify(resumed.refusal));
  return (again.json["replaced"] as readonly { readonly reason: string }[]).map(({ reason }) => reason);
}

for (const { title, answer, afterwards, reasons } of WRONG) {
  test(`K-151: after ${title} on the request's branch, the answer is given again and opens the gate`, async () => {
    const story = await openStory();
    await answer(story);
    await afterwards?.(story, story.branch);
    await story.clone.git("push", "--quiet", "origin", story.branch);
    assert.deepEqual(await answerAgain(story), reasons);
  });

  test(`K-151: after ${title} that is merged, the answer is given again and opens the gate`, async () => {
    const story = await openStory();
    await answer(story);
    await merge(story);
    await afterwards?.(story, "main");
    await story.clone.git("push", "--quiet", "origin", "main", story.branch);
    assert.deepEqual(await answerAgain(story), reasons);
  });

  test(`K-151: after ${title} that is merged, and whose branch is gone, the answer is given again`, async () => {
    const story = await openStory();
    await answer(story);
    await merge(story);
    await afterwards?.(story, "main");
    await story.clone.git("push", "--quiet", "origin", "main", `:${story.branch}`);
    assert.deepEqual(await answerAgain(story), reasons);
  });
}

test("K-151: after a squash whose branch is gone, the answer is given again and opens the gate", async () => {
  const story = await openStory();
  const { clone, branch, files } = story;
  await clone.commit(branch, { files });
  await clone.git("switch", "--quiet", "main");
  await clone.git("merge", "--quiet", "--squash", branch);
  await clone.git("commit", "--quiet", "--no-gpg-sign", "-m", "Squash");
  await clone.git("push", "--quiet", "origin", "main", `:${branch}`);
  assert.deepEqual(await answerAgain(story), ["STOP_APPROVAL_UNSIGNED", "STOP_APPROVAL_UNSIGNED"]);
});

test("a squash whose original is kept counts, and nothing is signed again", async () => {
  const story = await openStory();
  const { clone, branch, files, runId } = story;
  await clone.commit(branch, { files });
  await clone.git("switch", "--quiet", "main");
  await clone.git("merge", "--quiet", "--squash", branch);
  await clone.git("commit", "--quiet", "--no-gpg-sign", "-m", "Squash");
  await clone.git("push", "--quiet", "origin", "main", branch);
  const before = await clone.branches();
  const again = await clone.approve(runId, GATE, ["--push"]);
  assert.deepEqual([again.code, again.json["reason"]], [3, "STOP_APPROVAL_CONFLICT"], again.stderr);
  assert.equal(await clone.branches(), before);
});

test("an answer that counts on its branch is handed in without a new signature", async () => {
  const { clone, branch, files, runId } = await openStory();
  await clone.commit(branch, { files });
  await clone.git("push", "--quiet", "origin", branch);
  const signed = await clone.git("rev-parse", branch);
  const told = await clone.approve(runId, GATE);
  assert.deepEqual([told.code, told.json["reason"]], [3, "STOP_APPROVAL_CONFLICT"]);
  assert.match(String(told.json["wayOut"]), /--push/);
  const handed = await clone.approve(runId, GATE, ["--push"]);
  assert.deepEqual(
    [handed.code, handed.json["commit"], handed.json["files"]],
    [0, signed, []],
    handed.stderr,
  );
  assert.equal(must(await app.resume(runId)).state, "awaiting_lifecycle_authorization");
});
