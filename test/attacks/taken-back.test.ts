import { renderStatement } from "../../src/domain/approval.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { approvalFiles, GATE, makePolicy, NOW, RUN, SIGNED } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks, theCast } from "../support/attack-scene.ts";

const FOLDER = `approvals/${RUN}`;
const FILE = `${FOLDER}/${GATE}.md`;
const EXECUTION = `${FOLDER}/${GATE}.execution.md`;
const WITHDRAWAL = `${FOLDER}/${GATE}.withdrawal.md`;
const LATER = new Date(SIGNED.getTime() + 60_000);

type Road = "merge" | "squash";

/** Brings what a branch says into main: by a true merge, or by one unsigned commit of the forge. The branch stays as the pull request's head. */
async function land(
  scene: Scene,
  road: Road,
  { side, number = 7, onto = scene.base }: { side: string; number?: number; onto?: string },
): Promise<string> {
  await scene.repo.ref(`refs/pull/${number}/head`, side);
  if (road === "merge") return scene.merge(side, { parents: [onto, side] });
  return scene.repo.commit({
    tree: await scene.treeOf(side),
    parents: [onto],
    author: { name: "Alice", email: "alice@example.org" },
    committer: { name: "GitHub", email: "noreply@github.com" },
    signer: scene.mallory.signer,
    message: "Approve (#7)",
    at: NOW,
    ref: "refs/heads/main",
  });
}

const remove = (scene: Scene, parent: string, path: string, isSigned = true) =>
  scene.repo.commit({
    parents: [parent],
    files: { [path]: null },
    signer: isSigned ? scene.alice.signer : null,
    at: LATER,
    message: "Take it back",
  });

/** Writes the files of an approval again, as they were, without a signature. */
const addAgain = (scene: Scene, parent: string) =>
  scene.repo.commit({ parents: [parent], files: approvalFiles(scene.request), at: LATER });

/** Each case is tried on both roads, and must end alike. */
const ON_BOTH_ROADS: readonly {
  readonly id: string;
  readonly title: string;
  readonly build: (scene: Scene, road: Road) => Promise<unknown>;
  readonly expected: Attack["expected"];
}[] = [
  {
    id: "G-26",
    title: "a signed approval, and nothing else",
    build: async (scene, road) => land(scene, road, { side: await scene.approve() }),
    expected: "accepted",
  },
  {
    id: "G-80",
    title: "an approval that its signer deleted on the branch, and somebody wrote again",
    async build(scene, road) {
      const deleted = await remove(scene, await scene.approve(), FILE);
      return land(scene, road, { side: await addAgain(scene, deleted) });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-80",
    title: "an approval whose unsigned deletion on the branch was reverted by a signed commit",
    async build(scene, road) {
      const deleted = await remove(scene, await scene.approve(), FILE, false);
      return land(scene, road, { side: await scene.approve({ parents: [deleted], at: LATER }) });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-80",
    title: "an approval that a merge on the branch dropped and somebody wrote again",
    async build(scene, road) {
      const added = await scene.approve();
      const tree = await scene.treeOf(scene.base);
      const dropped = await scene.repo.commit({ parents: [added, scene.base], tree, at: LATER });
      return land(scene, road, { side: await addAgain(scene, dropped) });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-80",
    title: "an execution authorisation that its signer deleted on the branch, and somebody wrote again",
    async build(scene, road) {
      const deleted = await remove(scene, await scene.approve(), EXECUTION);
      return land(scene, road, { side: await addAgain(scene, deleted) });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-80",
    title: "an approval that became executable on the branch, and a plain file again",
    async build(scene, road) {
      const added = await scene.approve();
      const id = (await scene.repo.git(["rev-parse", `${added}:${FILE}`])).trim();
      const entries = [{ mode: "100755", id, path: FILE }];
      const changed = await scene.repo.commit({ parents: [added], entries });
      return land(scene, road, { side: await addAgain(scene, changed) });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-81",
    title: "an approval that its signer deleted in one pull request comes in by another",
    async build(scene, road) {
      const added = await scene.approve();
      await scene.repo.ref("refs/pull/6/head", await remove(scene, added, FILE));
      return land(scene, road, { side: added });
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-81",
    title: "an approval that its signer withdrew in one pull request comes in by another",
    async build(scene, road) {
      const added = await scene.approve();
      const files = { [WITHDRAWAL]: withdrawal(scene) };
      const withdrawn = await scene.repo.commit({ parents: [added], files, signer: scene.alice.signer });
      await scene.repo.ref("refs/pull/6/head", withdrawn);
      return land(scene, road, { side: added });
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-81",
    title: "an approval that a stranger deleted in a pull request of his own",
    async build(scene, road) {
      const added = await scene.approve();
      await scene.repo.ref("refs/pull/6/head", await remove(scene, added, FILE, false));
      return land(scene, road, { side: added });
    },
    expected: "accepted",
  },
  {
    id: "C-23",
    title: "a withdrawal that was written on the branch and removed before it landed",
    async build(scene, road) {
      const files = { [WITHDRAWAL]: withdrawal(scene) };
      const withdrawn = await scene.repo.commit({ parents: [await scene.approve()], files });
      return land(scene, road, { side: await remove(scene, withdrawn, WITHDRAWAL, false) });
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-28",
    title: "a signed edit of the statement on the same request, on the branch",
    async build(scene, road) {
      const added = await scene.approve();
      return land(scene, road, {
        side: await scene.approve({ parents: [added], signed: LATER, at: LATER }),
      });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-28",
    title: "a signed edit of the statement on the same request, after it had landed",
    async build(scene, road) {
      const onto = await scene.merge(await scene.approve());
      const side = await scene.approve({ parents: [onto], signed: LATER, at: LATER });
      return land(scene, road, { side, onto });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-28",
    title: "a signed approval over that of an earlier request",
    async build(scene, road) {
      const earlier = { ...scene.request, nonce: "f".repeat(32) };
      const onto = await scene.merge(await scene.approve({ request: earlier }));
      const side = await scene.approve({ parents: [onto], signed: LATER, at: LATER });
      return land(scene, road, { side, onto });
    },
    expected: "accepted",
  },
  {
    id: "G-82",
    title: "another statement on the same request, signed beside one that was deleted",
    async build(scene, road) {
      const merged = await scene.merge(await scene.approve());
      const beside = await scene.approve({ signed: LATER, at: LATER });
      const onto = await scene.repo.commit({
        parents: [merged],
        files: { [FILE]: null, [EXECUTION]: null },
        ref: "refs/heads/main",
      });
      return land(scene, road, { side: beside, onto });
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-82",
    title: "another statement on the same request, signed after one was deleted",
    async build(scene, road) {
      const merged = await scene.merge(await scene.approve());
      const onto = await scene.repo.commit({
        parents: [merged],
        files: { [FILE]: null, [EXECUTION]: null },
        ref: "refs/heads/main",
      });
      const side = await scene.approve({ parents: [onto], signed: LATER, at: LATER });
      return land(scene, road, { side, onto });
    },
    expected: "accepted",
  },
];

const PERSONAL = FILE.replace(/md$/, "alice.md");
/** Alice signs her statement, and the same under her own name. */
const signTwice = (scene: Scene) =>
  scene.approve({ files: { [PERSONAL]: approvalFiles(scene.request)[FILE] ?? "" } });

/** Alice signs the same under her own name beside what is on main; where she deleted it there, this must not stand for it. */
async function signBeside(scene: Scene, onto: string, parent: string): Promise<undefined> {
  const both = approvalFiles(scene.request);
  const files = {
    [PERSONAL]: both[FILE] ?? "",
    [EXECUTION.replace(/md$/, "alice.md")]: both[EXECUTION] ?? "",
  };
  const side = await scene.repo.commit({ parents: [parent], files, signer: scene.alice.signer, at: SIGNED });
  await scene.repo.ref("refs/pull/8/head", side);
  await scene.merge(side, { parents: [onto, side] });
  return undefined;
}

async function deleteBoth(scene: Scene): Promise<string> {
  const merged = await scene.merge(await scene.approve());
  return await scene.repo.commit({
    parents: [merged],
    files: { [FILE]: null, [EXECUTION]: null },
    signer: scene.alice.signer,
    ref: "refs/heads/main",
  });
}

/** A person's statement may lie under two names; taken away under one, it is taken away under the other. */
const BY_TWO_NAMES: readonly Attack[] = [
  ...[FILE, PERSONAL].map((gone): Attack => {
    return {
      id: "G-90",
      title: `an approval of one person under two names, of which ${gone.endsWith("alice.md") ? "her own" : "the first"} is deleted`,
      async build(scene) {
        const merged = await scene.merge(await signTwice(scene));
        await scene.repo.commit({ parents: [merged], files: { [gone]: null }, ref: "refs/heads/main" });
        return undefined;
      },
      expected: "STOP_APPROVAL_WITHDRAWN",
    };
  }),
  {
    id: "G-90",
    title:
      "after a deletion the same statement comes in under the person's own name, signed beside the deletion",
    build: async (scene) => signBeside(scene, await deleteBoth(scene), scene.base),
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-90",
    title: "after a deletion the same statement comes in under the person's own name, signed after it",
    async build(scene) {
      const deleted = await deleteBoth(scene);
      return signBeside(scene, deleted, deleted);
    },
    expected: "accepted",
  },
  {
    id: "G-90",
    title: "another person of a quorum takes back what lay under the first name",
    scene: async () => {
      const { alice, bob } = await theCast();
      return {
        policy: makePolicy([
          { id: "alice", key: alice },
          { id: "bob", key: bob },
        ]),
      };
    },
    async build(scene) {
      const onto = await scene.merge(await scene.approve({ signer: scene.bob.signer }));
      await signBeside(scene, onto, scene.base);
      const tip = (await scene.repo.git(["rev-parse", "main"])).trim();
      const files = { [FILE]: null, [EXECUTION]: null };
      await scene.repo.commit({ parents: [tip], files, signer: scene.bob.signer, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "accepted",
  },
];

/** The approval has landed, and its signer takes it back in a commit that does not lead to the default branch. */
const BESIDE_MAIN: readonly Attack[] = (
  [
    ["deletes it", "refs/pull/9/head", (scene, at) => remove(scene, at, FILE)],
    ["deletes its execution authorisation", "refs/pull/9/head", (scene, at) => remove(scene, at, EXECUTION)],
    ["withdraws it", "refs/pull/9/head", (scene, at) => withdraw(scene, at)],
    [
      "deletes it on a branch without a pull request",
      "refs/heads/oops",
      (scene, at) => remove(scene, at, FILE),
    ],
    [
      "deletes it, and somebody lays a commit with an old date on top",
      "refs/pull/9/head",
      async (scene, at) => layOver(scene, await remove(scene, at, FILE)),
    ],
    [
      "withdraws it, and somebody lays a merge with an old date on top",
      "refs/pull/9/head",
      async (scene, at) => layOver(scene, await withdraw(scene, at), [at]),
    ],
  ] satisfies readonly (readonly [string, string, (scene: Scene, at: string) => Promise<string>])[]
).map(([what, ref, take]) => ({
  id: "A-126",
  title: `the signer of an approval that has landed ${what}`,
  async build(scene) {
    const merged = await scene.merge(await scene.approve());
    await scene.repo.ref(ref, await take(scene, merged));
    return undefined;
  },
  expected: "STOP_APPROVAL_WITHDRAWN",
}));

const withdraw = (scene: Scene, parent: string) =>
  scene.repo.commit({
    parents: [parent],
    files: { [WITHDRAWAL]: withdrawal(scene) },
    signer: scene.alice.signer,
    at: LATER,
  });

/** An unsigned commit whose date says that nothing on its branch can answer the request. */
const layOver = (scene: Scene, head: string, others: readonly string[] = []) =>
  scene.repo.commit({
    parents: [head, ...others],
    files: { "notes.md": "old" },
    at: new Date("2020-01-01T00:00:00Z"),
  });

/** What one road alone has: a squash and its original can replace different files; a merge can choose between two statements. */
const ON_ONE_ROAD: readonly Attack[] = [
  {
    id: "G-28",
    title: "a merge puts another signed statement on the same request in the place of the landed one",
    async build(scene) {
      const onto = await scene.merge(await scene.approve());
      const beside = await scene.approve({ signed: LATER, at: LATER });
      await scene.merge(beside, { parents: [onto, beside] });
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-28",
    title:
      "an unsigned commit writes over a landed approval what its signer stated elsewhere on the same request",
    async build(scene) {
      const onto = await scene.merge(await scene.approve());
      await scene.repo.ref("refs/pull/6/head", await scene.approve({ signed: LATER, at: LATER }));
      const files = approvalFiles(scene.request, { signed: LATER });
      await scene.repo.commit({ parents: [onto], files, at: NOW, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash opens the gate although another pull request wrote and deleted the same text unsigned",
    async build(scene) {
      const added = await addAgain(scene, scene.base);
      await scene.repo.ref("refs/pull/6/head", await remove(scene, added, FILE, false));
      await land(scene, "squash", { side: await scene.approve() });
      return undefined;
    },
    expected: "accepted",
  },
];

/** A statement that does not count, merged; `side` is what is made of it on top of main, and merged in its turn. */
const again =
  (side: (scene: Scene, main: string) => Promise<string>): Attack["build"] =>
  async (scene) => {
    const main = await scene.merge(await scene.approve({ signer: null }));
    await land(scene, "merge", { side: await side(scene, main), onto: main });
    return undefined;
  };

const clear = (scene: Scene, parent: string, isSigned = true) =>
  scene.repo.commit({
    parents: [parent],
    files: { [FILE]: null, [EXECUTION]: null },
    signer: isSigned ? scene.alice.signer : null,
    at: LATER,
  });

const signLater = (scene: Scene, parent: string, more: object = {}) =>
  scene.approve({ parents: [parent], signed: LATER, at: LATER, ...more });

/** How an answer that does not count is answered again, and what only looks like it (docs/threats.md G-129). */
const ANSWERED_AGAIN: readonly Attack[] = [
  {
    id: "K-151",
    title:
      "what does not count is taken away on top of main, answered again by a signed commit, and merged at once",
    build: again(async (scene, main) => signLater(scene, await clear(scene, main))),
    expected: "accepted",
  },
  {
    id: "G-129",
    title: "the same without a signature on the new answer",
    build: again(async (scene, main) => signLater(scene, await clear(scene, main), { signer: null })),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-129",
    title: "the same, where somebody may not open the gate",
    build: again(async (scene, main) =>
      signLater(scene, await clear(scene, main), { signer: scene.bob.signer }),
    ),
    expected: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  },
  {
    id: "G-129",
    title: "a signed commit writes over what does not count",
    build: again((scene, main) => signLater(scene, main)),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-129",
    title: "an unsigned commit edits the new answer before it is merged",
    build: again(async (scene, main) => {
      const signed = await signLater(scene, await clear(scene, main));
      return scene.approve({ parents: [signed], signed: NOW, at: NOW, signer: null });
    }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-129",
    title: "the merge takes a signed answer of a side that main does not lead to, over what stands on main",
    build: again((scene) => signLater(scene, scene.base)),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-129",
    title: "the side that main leads to has an earlier answer on it, and its merge with main takes that",
    async build(scene) {
      const first = await scene.approve();
      const main = await scene.merge(first);
      const cleared = await clear(scene, main);
      const side = await scene.repo.commit({ parents: [cleared, first], tree: await scene.treeOf(first) });
      await land(scene, "merge", { side, onto: main });
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "G-129",
    title: "a withdrawal is taken away and the gate answered again, merged at once",
    async build(scene) {
      const files = { [WITHDRAWAL]: withdrawal(scene) };
      const withdrawn = await scene.repo.commit({ parents: [await scene.approve()], files });
      const main = await scene.merge(withdrawn);
      const cleared = await remove(scene, await clear(scene, main), WITHDRAWAL);
      await land(scene, "merge", { side: await signLater(scene, cleared), onto: main });
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
];

function withdrawal(scene: Scene): string {
  return renderStatement({
    gate: GATE,
    runId: RUN,
    payloadSha256: sealRequest(scene.request).payloadSha256,
    signedUtc: utc(LATER),
    reviewDecisionId: null,
    arms: null,
    allowance: "withdrawn",
  });
}

testAttacks([
  ...ON_BOTH_ROADS.flatMap(({ id, title, build, expected }) =>
    (["merge", "squash"] as const).map((road) => ({
      id,
      title: `${title}, by ${road}`,
      build: async (scene: Scene) => void (await build(scene, road)),
      expected,
    })),
  ),
  ...BY_TWO_NAMES,
  ...ON_ONE_ROAD,
  ...BESIDE_MAIN,
  ...ANSWERED_AGAIN,
]);
