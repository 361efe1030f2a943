import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { approvalFiles, GATE, NOW, OTHER_RUN, RUN, SIGNED } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks } from "../support/attack-scene.ts";

const FILE = `approvals/${RUN}/${GATE}.md`;
const FOLDER = `approvals/${RUN}`;
const LATER = new Date(SIGNED.getTime() + 60_000);

/** Adds entries with unusual modes or names beside a good approval, in the same signed commit. */
const beside =
  (entries: (scene: Scene) => Promise<readonly { mode: string; id: string; path: string }[]>) =>
  async (scene: Scene) => {
    await scene.merge(await scene.approve({ entries: await entries(scene) }));
    return undefined;
  };

const blobAt = (path: string, mode = "100644") =>
  beside(async (scene) => [{ mode, id: await scene.repo.writeObject("blob", "x\n"), path }]);

/** docs/threats.md "Git signatures" and A-17, C-20, C-31: how the file came into the default branch. */
const ATTACKS: readonly Attack[] = [
  {
    id: "K-05",
    title: "a signed commit in a true merge that the forge signed opens the gate",
    build: async (scene) => void (await scene.merge(await scene.approve(), { signer: scene.mallory.signer })),
    expected: "accepted",
  },
  {
    id: "K-05",
    title: "a signed commit straight on the default branch opens the gate",
    build: async (scene) => void (await scene.approve({ ref: "refs/heads/main" })),
    expected: "accepted",
  },
  {
    id: "K-11",
    title: "unrelated commits that land between approval and resume change nothing",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      const docs = await scene.repo.commit({ parents: [merged], files: { "docs/a.md": "a\n" } });
      await scene.repo.commit({
        parents: [docs],
        files: { [`approvals/${OTHER_RUN}/${GATE}.request.json`]: "{}\n" },
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "G-21",
    title: "a replace ref puts a signed commit in the place of an unsigned one",
    async build(scene) {
      const signed = await scene.approve();
      const unsigned = await scene.approve({ signer: null });
      await scene.repo.git(["replace", unsigned, signed]);
      await scene.merge(unsigned);
      return undefined;
    },
    expected: "STOP_REPO_STATE_UNTRUSTED",
  },
  ...[
    ["shallow", "shallow"],
    ["grafts", "info/grafts"],
    ["alternates", "objects/info/alternates"],
    ["http-alternates", "objects/info/http-alternates"],
    ["promisor packs", "objects/pack/pack-0.promisor"],
  ].map(([what, file]) => ({
    id: "G-21",
    title: `a repository with ${what}`,
    build: async (scene: Scene) => {
      const signed = await scene.approve();
      await scene.merge(signed);
      await scene.repo.git(["pack-refs", "--all"]);
      const path = join(scene.repo.path, ".git", String(file));
      await scene.repo.git(["init", "--quiet"]);
      await writeFile(path, `${signed}\n`);
      return undefined;
    },
    expected: "STOP_REPO_STATE_UNTRUSTED" as const,
  })),
  {
    id: "G-21",
    title: "a packed replace ref",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.git(["replace", merged, scene.base]);
      await scene.repo.git(["pack-refs", "--all"]);
      return undefined;
    },
    expected: "STOP_REPO_STATE_UNTRUSTED",
  },
  {
    id: "G-25",
    title: "an unsigned commit in a merge that the forge signed",
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signer: null }), { signer: scene.alice.signer })),
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-26",
    title: "a squash whose original is kept as the pull request's head opens the gate",
    build: (scene) => squash(scene, { kept: "refs/pull/7/head" }),
    expected: "accepted",
  },
  {
    id: "G-26",
    title: "a squash whose original is kept on the request's branch opens the gate",
    build: (scene) => squash(scene, { kept: `refs/heads/cutter/${RUN}/${GATE}` }),
    expected: "accepted",
  },
  {
    id: "G-26",
    title: "a squash whose original is gone",
    build: (scene) => squash(scene, { kept: null }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash whose kept original says something else",
    build: (scene) => squash(scene, { kept: "refs/pull/7/head", signed: LATER }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash whose kept original a stranger signed",
    build: (scene) => squash(scene, { kept: "refs/pull/7/head", signer: scene.mallory.signer }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash whose kept original touches something else too",
    build: (scene) => squash(scene, { kept: "refs/pull/7/head", files: { "x.txt": "x\n" } }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash whose kept original is a merge commit, even one that the owner signed",
    async build(scene) {
      const side = await scene.repo.commit({ parents: [scene.base], files: { "docs/a.md": "a\n" } });
      return squash(scene, { kept: "refs/pull/7/head", parents: [scene.base, side] });
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-26",
    title: "a squash whose original is on a branch of somebody's choice",
    build: (scene) => squash(scene, { kept: "refs/heads/anything" }),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-27",
    title: "a rebase that rewrote the commit without its signature",
    async build(scene) {
      await scene.repo.ref("refs/heads/topic", await scene.approve());
      await scene.approve({ signer: null, message: "Approve, rebased", ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "G-28",
    title: "a signed addition and an unsigned edit after it",
    async build(scene) {
      const added = await scene.approve();
      const files = approvalFiles(scene.request, { signed: LATER });
      const edited = await scene.repo.commit({ parents: [added], files, at: LATER });
      await scene.merge(edited);
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-28",
    title: "a signed addition and a signed edit of the statement on the same request",
    async build(scene) {
      const added = await scene.approve();
      const edited = await scene.approve({ parents: [added], signed: LATER, at: LATER });
      await scene.merge(edited);
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-28",
    title: "a signed approval written over the one of an earlier request opens the gate",
    async build(scene) {
      const earlier = { ...scene.request, nonce: "f".repeat(32) };
      const old = await scene.merge(await scene.approve({ request: earlier }));
      const fresh = await scene.approve({ parents: [old], signed: LATER, at: LATER });
      await scene.merge(fresh, { parents: [old, fresh] });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "G-28",
    title: "an edit that was taken back again",
    async build(scene) {
      const added = await scene.approve();
      const good = approvalFiles(scene.request);
      const edited = await scene.repo.commit({ parents: [added], files: { [FILE]: "nonsense\n" } });
      await scene.merge(await scene.repo.commit({ parents: [edited], files: good }));
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-29",
    title: "the file appears only in the merge commit, even one that the owner signed",
    async build(scene) {
      const side = await scene.repo.commit({
        parents: [scene.base],
        files: { [`${FOLDER}/${GATE}.request.json`]: "{}" },
      });
      const tree = await scene.treeOf(await scene.approve());
      await scene.merge(side, { tree, signer: scene.alice.signer });
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "G-29",
    title: "two commits introduced the same file",
    async build(scene) {
      const one = await scene.approve();
      const two = await scene.approve({ message: "Approve again" });
      const merged = await scene.merge(one);
      await scene.merge(two, { parents: [merged, two] });
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "C-31",
    title: "a crafted merge brings back an approval that was reverted",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      const reverted = await scene.repo.commit({ parents: [merged], tree: await scene.treeOf(scene.base) });
      await scene.merge(merged, { parents: [reverted, merged], tree: await scene.treeOf(merged) });
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-31",
    title: "the approval stands only on a side branch",
    build: async (scene) => void (await scene.approve({ ref: "refs/heads/approve" })),
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "C-31",
    title: "the approval was merged and then reverted",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      const message = `Revert "Merge pull request #1"\n\nThis reverts commit ${merged}.`;
      await scene.repo.commit({
        parents: [merged],
        tree: await scene.treeOf(scene.base),
        message,
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
  {
    id: "C-23",
    title: "the approval was deleted",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.commit({ parents: [merged], files: { [FILE]: null }, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-20",
    title: "nobody wrote an approval file",
    build: async () => undefined,
    expected: "STOP_APPROVAL_NOT_FOUND",
  },
  {
    id: "C-20",
    title: "the approval of an earlier request was deleted, and the present one has none yet",
    async build(scene) {
      const earlier = { ...scene.request, nonce: "f".repeat(32) };
      const merged = await scene.merge(await scene.approve({ request: earlier }));
      await scene.repo.commit({ parents: [merged], files: { [FILE]: null }, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_NOT_FOUND",
  },
  {
    id: "G-31",
    title: "the approval is a symbolic link",
    build: (scene) => withApprovalEntry(scene, "120000", "elsewhere.md"),
    expected: "STOP_APPROVAL_NOT_REGULAR_FILE",
  },
  {
    id: "G-32",
    title: "the run's folder is a submodule",
    async build(scene) {
      const entries = [{ mode: "160000", id: scene.base, path: FOLDER }];
      const files = { ".gitmodules": '[submodule "x"]\n\tpath = approvals/x\n\turl = ext::sh -c id\n' };
      await scene.repo.commit({ parents: [scene.base], entries, files, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_NOT_REGULAR_FILE",
  },
  {
    id: "G-32",
    title: "the run's folder is a symbolic link to another run's",
    async build(scene) {
      const id = await scene.repo.writeObject("blob", OTHER_RUN);
      const entries = [{ mode: "120000", id, path: FOLDER }];
      await scene.repo.commit({ parents: [scene.base], entries, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_NOT_REGULAR_FILE",
  },
  {
    id: "G-36",
    title: "the approval is executable",
    build: (scene) => withApprovalEntry(scene, "100755", null),
    expected: "STOP_APPROVAL_NOT_REGULAR_FILE",
  },
  {
    id: "G-33",
    title: "a twin in lower case",
    build: blobAt(`${FOLDER}/${GATE.toLowerCase()}.yml`),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a twin with a space at its end",
    build: blobAt(`${FILE} `),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a twin with an invisible character",
    build: blobAt(`${FOLDER}/SG\u200b_1_cut_authz.md`),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a file that does not belong in a run's folder",
    build: blobAt(`${FOLDER}/notes.txt`),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a folder of the run in other case",
    build: blobAt(`approvals/${RUN.toUpperCase()}/${GATE}.md`),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a second folder of approvals in other case",
    build: blobAt(`Approvals/${RUN}/${GATE}.md`),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  ...[
    ["a dot at the end", `${FILE}.`, "STOP_APPROVAL_CONFLICT" as const],
    ["a Cyrillic letter", `${FOLDER}/SG_1_\u0441ut_authz.md`, "STOP_APPROVAL_PATH_UNSAFE" as const],
    ["a backslash", `approvals/${RUN}/x\\${GATE}.md`, "STOP_APPROVAL_PATH_UNSAFE" as const],
    ["a stream of NTFS", `${FILE}::$DATA`, "STOP_APPROVAL_CONFLICT" as const],
    [
      "full-width letters",
      `approvals/\uff49${RUN.slice(1)}/${GATE}.md`,
      "STOP_APPROVAL_PATH_UNSAFE" as const,
    ],
  ].map(([what, path, expected]) => ({
    id: "G-33",
    title: `a twin with ${what}`,
    build: blobAt(String(path)),
    expected: expected as ReasonCode,
  })),
  {
    id: "G-33",
    title: "a tree that names the approval twice",
    build: (scene) => withRunFolder(scene, (folder) => Buffer.concat([folder, folder])),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-33",
    title: "a tree whose names are out of order",
    build: (scene) =>
      withRunFolder(scene, (folder) => {
        const second = folder.indexOf("100644 ", 1, "latin1");
        return Buffer.concat([folder.subarray(second), folder.subarray(0, second)]);
      }),
    expected: "STOP_APPROVAL_PATH_UNSAFE",
  },
  {
    id: "G-36",
    title: "the approval is writable by its group",
    build: (scene) =>
      withRunFolder(scene, (folder) =>
        Buffer.from(folder.toString("latin1").replaceAll("100644", "100664"), "latin1"),
      ),
    expected: "STOP_APPROVAL_NOT_REGULAR_FILE",
  },
  {
    id: "P-19",
    title: "a second file of the gate with another ending",
    build: blobAt(`${FOLDER}/${GATE}.yaml`),
    expected: "STOP_APPROVAL_CONFLICT",
  },
  {
    id: "P-19",
    title: "a second file of the gate that is named like a part of the protocol",
    build: blobAt(`${FOLDER}/${GATE}.request.md`),
    expected: "STOP_APPROVAL_CONFLICT",
  },
  {
    id: "P-17",
    title: "ten thousand files in the run's folder",
    async build(scene) {
      const id = await scene.repo.writeObject("blob", "x\n");
      const entries = Array.from({ length: 10_000 }, (_, index) => ({
        mode: "100644",
        id,
        path: `${FOLDER}/${GATE}.person-${index}.md`,
      }));
      await scene.merge(await scene.approve({ entries }));
      return undefined;
    },
    expected: "STOP_APPROVAL_PR_SCOPE",
  },
  ...[".github/workflows/x.yml", "package.json", ".gitattributes", `approvals/${OTHER_RUN}/${GATE}.md`].map(
    (path) => ({
      id: "A-17",
      title: `the approving commit also changes ${path}`,
      build: async (scene: Scene) =>
        void (await scene.merge(await scene.approve({ files: { [path]: "x\n" } }))),
      expected: "STOP_APPROVAL_PR_SCOPE" as const,
    }),
  ),
  {
    id: "A-17",
    title: "another commit of the same merge changes something else",
    async build(scene) {
      const other = await scene.repo.commit({ parents: [scene.base], files: { "package.json": "{}\n" } });
      await scene.merge(await scene.approve({ parents: [other] }));
      return undefined;
    },
    expected: "STOP_APPROVAL_PR_SCOPE",
  },
  {
    id: "A-17",
    title: "the merge itself slips something else in",
    async build(scene) {
      const side = await scene.approve();
      const evil = await scene.repo.commit({ parents: [side], files: { "package.json": "{}\n" } });
      await scene.merge(side, { tree: await scene.treeOf(evil) });
      return undefined;
    },
    expected: "STOP_APPROVAL_PR_SCOPE",
  },
  {
    id: "A-17",
    title: "the first commit of the repository holds everything at once",
    build: async (scene) =>
      void (await scene.approve({ parents: [], files: { "x.txt": "x\n" }, ref: "refs/heads/main" })),
    expected: "STOP_APPROVAL_PR_SCOPE",
  },
  {
    id: "C-29",
    title: "a HOLD file under approvals",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.commit({
        parents: [merged],
        files: { "approvals/HOLD": "\n" },
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "STOP_HOLD",
  },
  {
    id: "C-29",
    title: "a HOLD file in the run's folder",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.commit({
        parents: [merged],
        files: { [`${FOLDER}/HOLD`]: "\n" },
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "STOP_HOLD",
  },
  {
    id: "C-29",
    title: "a hold in lower case",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.commit({
        parents: [merged],
        files: { "approvals/hold": "\n" },
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "STOP_HOLD",
  },
  {
    id: "G-01",
    title: "a tag with the name of the branch does not take its place",
    async build(scene) {
      await scene.repo.git(["update-ref", "refs/tags/main", await scene.merge(await scene.approve())]);
      await scene.repo.ref("refs/heads/main", scene.base);
      return { ref: "main" };
    },
    expected: "STOP_APPROVAL_PROVENANCE",
  },
];

async function squash(
  scene: Scene,
  plan: {
    readonly kept: string | null;
    readonly signed?: Date;
    readonly signer?: typeof scene.mallory.signer;
    readonly files?: Readonly<Record<string, string>>;
    /** The parents of the original. */
    readonly parents?: readonly string[];
  },
): Promise<undefined> {
  const original = await scene.approve({
    parents: plan.parents ?? [scene.base],
    signed: plan.signed ?? SIGNED,
    signer: plan.signer ?? scene.alice.signer,
    files: plan.files ?? {},
  });
  if (plan.kept !== null) await scene.repo.ref(plan.kept, original);
  await scene.approve({
    committer: { name: "GitHub", email: "noreply@github.com" },
    signer: scene.mallory.signer,
    message: "Approve (#7)",
    at: NOW,
    ref: "refs/heads/main",
  });
  return undefined;
}

/** Alice's signed commit with the approval's entry in another mode, or with another content. */
async function withApprovalEntry(scene: Scene, mode: string, content: string | null): Promise<undefined> {
  const text = content ?? approvalFiles(scene.request)[FILE] ?? "";
  const id = await scene.repo.writeObject("blob", text);
  await scene.merge(await scene.approve({ entries: [{ mode, id, path: FILE }] }));
  return undefined;
}

async function readTree(scene: Scene, name: string): Promise<Buffer> {
  const lines = (await scene.repo.git(["ls-tree", name])).trim().split("\n");
  return Buffer.concat(
    lines.map((line) => {
      const [, mode = "", id = "", entry = ""] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line) ?? [];
      return rawEntry({ mode: mode.replace(/^0/, ""), name: entry, id });
    }),
  );
}

/** Alice signs the approval in a folder whose tree object was changed byte by byte. */
async function withRunFolder(scene: Scene, change: (folder: Buffer) => Buffer): Promise<undefined> {
  const good = await scene.treeOf(await scene.approve());
  const changed = await scene.repo.writeObject("tree", change(await readTree(scene, `${good}:${FOLDER}`)));
  const entries = [{ mode: "40000", name: RUN, id: changed }];
  const approvals = await replaceEntry(scene, `${good}:approvals`, entries);
  const top = await replaceEntry(scene, good, [{ mode: "40000", name: "approvals", id: approvals }]);
  await scene.merge(await scene.approve({ tree: top }), { tree: top });
}

async function replaceEntry(
  scene: Scene,
  name: string,
  entries: readonly { mode: string; name: string; id: string }[],
): Promise<string> {
  const lines = (await scene.repo.git(["ls-tree", name])).trim().split("\n");
  const kept = lines
    .map((line) => /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line))
    .flatMap((match) =>
      match ? [{ mode: (match[1] ?? "").replace(/^0/, ""), id: match[2] ?? "", name: match[3] ?? "" }] : [],
    );
  const all = kept.map((entry) => entries.find((other) => other.name === entry.name) ?? entry);
  return await scene.repo.writeObject("tree", Buffer.concat(all.map(rawEntry)));
}

function rawEntry({ mode, name, id }: { mode: string; name: string; id: string }): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
}

testAttacks(ATTACKS);
