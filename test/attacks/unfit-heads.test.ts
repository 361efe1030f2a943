import { GATE, RUN } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks } from "../support/attack-scene.ts";

const FOLDER = `approvals/${RUN}`;
const FILE = `${FOLDER}/${GATE}.md`;
const WITHDRAWAL = `${FOLDER}/${GATE}.withdrawal.md`;

const LARGE = 70_000_000;

interface Unfit {
  readonly what: string;
  readonly make: (scene: Scene, parent: string) => Promise<string>;
  /** How the default branch is refused that holds it. */
  readonly onMain?: Attack["expected"];
}

/** Commits on top of `parent`, of which something can't be read as what it is. Anybody may push one. */
const UNFIT: readonly Unfit[] = [
  {
    what: "a commit without an author",
    onMain: "STOP_REPO_STATE_UNTRUSTED",
    make: (scene, parent) =>
      scene.repo.commit({ parents: [parent], tamper: (object) => object.replace(/^author .*\n/m, "") }),
  },
  {
    what: "a commit of 70 megabytes",
    make: (scene, parent) => scene.repo.commit({ parents: [parent], message: "x".repeat(LARGE) }),
  },
  {
    what: "a top folder with two entries of one name",
    onMain: "STOP_APPROVAL_PATH_UNSAFE",
    make: async (scene, parent) =>
      scene.repo.commit({ parents: [parent], tree: await folder(scene, ["a", "a"]) }),
  },
  {
    what: "a folder of approvals out of order",
    onMain: "STOP_APPROVAL_PATH_UNSAFE",
    async make(scene, parent) {
      const approvals = Buffer.from(await folder(scene, ["b", "a"]), "hex");
      const top = Buffer.concat([Buffer.from("40000 approvals\0"), approvals]);
      return await scene.repo.commit({ parents: [parent], tree: await scene.repo.writeObject("tree", top) });
    },
  },
  {
    what: "a folder of 70 megabytes",
    make: async (scene, parent) =>
      scene.repo.commit({
        parents: [parent],
        tree: await scene.repo.writeObject("tree", Buffer.alloc(LARGE, 0x20)),
      }),
  },
  {
    what: "a withdrawal of 70 megabytes",
    make: (scene, parent) =>
      scene.repo.commit({ parents: [parent], files: { [WITHDRAWAL]: Buffer.alloc(LARGE, 0x20) } }),
  },
];

async function folder(scene: Scene, names: readonly string[]): Promise<string> {
  const id = Buffer.from(await scene.repo.writeObject("blob", "a\n"), "hex");
  const entries = names.flatMap((name) => [Buffer.from(`100644 ${name}\0`), id]);
  return await scene.repo.writeObject("tree", Buffer.concat(entries));
}

const isApproved = async (scene: Scene) => scene.merge(await scene.approve());

const ATTACKS: readonly Attack[] = UNFIT.flatMap(({ what, make, onMain }): readonly Attack[] => [
  {
    id: "G-124",
    title: `${what}, as the head of a pull request and of a branch, shuts no gate`,
    async build(scene) {
      const head = await make(scene, await isApproved(scene));
      for (const ref of ["refs/pull/9/head", "refs/heads/other"]) await scene.repo.ref(ref, head);
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "G-125",
    title: `${what}, laid on top of the commit in which the signer takes the approval back, hides nothing`,
    async build(scene) {
      const taken = await scene.repo.commit({
        parents: [await isApproved(scene)],
        files: { [FILE]: null },
        signer: scene.alice.signer,
      });
      await scene.repo.ref("refs/pull/9/head", await make(scene, taken));
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  ...(onMain === undefined
    ? []
    : [
        {
          id: "G-124",
          title: `${what} at the tip of the default branch shuts them all`,
          async build(scene: Scene) {
            await scene.repo.ref("refs/heads/main", await make(scene, await isApproved(scene)));
            return undefined;
          },
          expected: onMain,
        },
      ]),
]);

testAttacks(ATTACKS);
