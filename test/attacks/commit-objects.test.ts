import { NOW, SIGNED } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks } from "../support/attack-scene.ts";
import { foldHeader } from "../support/control-repo.ts";

const SECONDS = SIGNED.getTime() / 1000;

/** Alice signs the commit that `change` returns, and git stores it byte by byte. */
async function mergeChanged(scene: Scene, change: (object: string) => string): Promise<undefined> {
  const unsigned = await scene.approve({ signer: null });
  const plain = await scene.repo.git(["cat-file", "commit", unsigned]);
  const object = change(plain);
  const signature = foldHeader("gpgsig", await scene.alice.signer(Buffer.from(object), SIGNED));
  const end = object.search(/\r?\n\r?\n/);
  const signed = `${object.slice(0, end)}\n${signature}${object.slice(end)}`;
  const side = await scene.repo.writeObject("commit", signed);
  await scene.merge(side, { tree: await scene.treeOf(unsigned) });
}

/** The approval's commit with this text as its signature. */
async function mergeForged(scene: Scene, signature: string): Promise<undefined> {
  await scene.merge(await scene.approve({ signer: async () => signature }));
}

const addHeader = (header: string) => (object: string) => object.replace("\n\n", `\n${header}\n\n`);
const committer = (date: string) => (object: string) => object.replace(/^(committer .*>) .*$/m, `$1 ${date}`);

const row = (
  id: string,
  title: string,
  change: (object: string) => string,
  expected: Attack["expected"],
): Attack => ({
  id,
  title,
  build: (scene) => mergeChanged(scene, change),
  expected,
});

/** A tag of Alice's on the base, as `mergetag` keeps it. */
async function mergeTag(scene: Scene): Promise<string> {
  const body = `object ${scene.base}\ntype commit\ntag v1\ntagger Alice <alice@example.org> ${SECONDS} +0000\n\nv1\n`;
  return foldHeader("mergetag", body + (await scene.alice.signer(Buffer.from(body), SIGNED)));
}

/** docs/threats.md "Git signatures", commit objects: the owner's signature is good, but the object is unusual. */
const ATTACKS: readonly Attack[] = [
  row("G-01", "the commit as git writes it opens the gate", (object) => object, "accepted"),
  row("G-01", "a commit in another encoding opens the gate", addHeader("encoding ISO-8859-1"), "accepted"),
  row("G-01", "a header of a tool opens the gate", addHeader("change-id kkmpptxz\n  and more"), "accepted"),
  row(
    "G-01",
    "a commit without a message opens the gate",
    (object) => object.replace(/\n\n.*$/s, "\n\n"),
    "accepted",
  ),
  row("G-01", "a time zone with quarter hours opens the gate", committer(`${SECONDS} +1245`), "accepted"),
  row("G-03", "a zone of five digits", committer(`${SECONDS} +00000`), "STOP_APPROVAL_PROVENANCE"),
  row("G-03", "a fraction of a second", committer(`${SECONDS}.5 +0000`), "STOP_APPROVAL_PROVENANCE"),
  row("G-03", "a date with a sign", committer(`+${SECONDS} +0000`), "STOP_APPROVAL_PROVENANCE"),
  row(
    "G-03",
    "a date that an older reader cuts off",
    committer(`${SECONDS + 2 ** 32} +0000`),
    "STOP_APPROVAL_TIME_FUTURE",
  ),
  row(
    "G-03",
    "a second author",
    addHeader(`author Bob <bob@example.org> ${SECONDS} +0000`),
    "STOP_APPROVAL_PROVENANCE",
  ),
  row(
    "G-03",
    "a second tree",
    (object) => object.replace(/^(tree) .*\n/, "$&$&"),
    "STOP_REPO_STATE_UNTRUSTED",
  ),
  row(
    "G-03",
    "the same parent twice",
    (object) => object.replace(/^parent .*\n/m, "$&$&"),
    "STOP_APPROVAL_PROVENANCE",
  ),
  row(
    "G-03",
    "a committer that goes on",
    (object) => object.replace(/^committer .*$/m, "$&\n and more"),
    "STOP_APPROVAL_PROVENANCE",
  ),
  row("G-03", "a header that continues nothing", (object) => ` x\n${object}`, "STOP_REPO_STATE_UNTRUSTED"),
  row(
    "G-03",
    "headers that end with CR LF",
    (object) => object.replace(/\n(?=.*\n\n)|\n(?=\n)/gs, "\r\n"),
    "STOP_REPO_STATE_UNTRUSTED",
  ),
  row("G-03", "a NUL in a header", addHeader("note a\0b"), "STOP_APPROVAL_PROVENANCE"),
  row("G-03", "a NUL in the message", (object) => `${object}\0hidden\n`, "STOP_APPROVAL_PROVENANCE"),
  row(
    "G-12",
    "a header that looks like a signature's",
    addHeader("gpgsig-old x"),
    "STOP_APPROVAL_SIG_AMBIGUOUS",
  ),
  {
    id: "G-12",
    title: "a signature header with an empty line of its own",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          tamper: (object) => object.replace("SIGNATURE-----\n \n", "SIGNATURE-----\n\n"),
        }),
      )),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "G-37",
    title: "an unsigned commit that carries the owner's signed tag",
    async build(scene) {
      const tag = await mergeTag(scene);
      await scene.merge(await scene.approve({ signer: null, tamper: addHeader(tag) }));
      return undefined;
    },
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  ...(
    [
      ["an author without an address", /^author .*$/m, "author Somebody"],
      ["an author's date that is none", /^(author .*>) .*$/m, "$1 yesterday"],
      ["a committer of two addresses", /^(committer .*>) /m, "$1 <x@y> "],
      ["no committer", /^committer .*\n/m, ""],
    ] as const
  ).map(([what, from, to]) => ({
    id: "K-11",
    title: `an unrelated commit with ${what} at the tip changes nothing`,
    async build(scene: Scene) {
      const merged = await scene.merge(await scene.approve());
      await scene.repo.commit({
        parents: [merged],
        files: { "docs/a.md": "a\n" },
        tamper: (object) => object.replace(from, to),
        ref: "refs/heads/main",
      });
      return undefined;
    },
    expected: "accepted" as const,
  })),
  row(
    "P-70",
    "an approval's commit of two megabytes",
    (object) => object + "x".repeat(2_000_000),
    "STOP_APPROVAL_PROVENANCE",
  ),
  {
    id: "P-70",
    title: "a commit of 70 megabytes at the tip",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      const tree = await scene.treeOf(merged);
      const message = "x".repeat(70_000_000);
      await scene.repo.commit({ parents: [merged], tree, message, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_REPO_STATE_UNTRUSTED",
  },
  {
    id: "P-70",
    title: "a signature of 500 000 empty lines",
    build: (scene) =>
      mergeForged(
        scene,
        `-----BEGIN PGP SIGNATURE-----\n${"\n".repeat(500_000)}x\n-----END PGP SIGNATURE-----`,
      ),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "P-70",
    title: "a signature of 20 000 armour headers",
    build: (scene) =>
      mergeForged(
        scene,
        `-----BEGIN PGP SIGNATURE-----\n${"A: b\n".repeat(20_000)}\n-----END PGP SIGNATURE-----`,
      ),
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "K-05",
    title: "a merge that carries a signed tag opens the gate",
    async build(scene) {
      await scene.merge(await scene.approve(), { tamper: addHeader(await mergeTag(scene)) });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "K-05",
    title: "a merge of three lines opens the gate",
    async build(scene) {
      const other = await scene.repo.commit({ parents: [scene.base], message: "Nothing", at: NOW });
      const side = await scene.approve();
      await scene.merge(side, { parents: [scene.base, other, side] });
      return undefined;
    },
    expected: "accepted",
  },
  {
    id: "C-31",
    title: "a branch that is a signed tag of the right commit",
    async build(scene) {
      const merged = await scene.merge(await scene.approve());
      const body = `object ${merged}\ntype commit\ntag main\ntagger A <a@b> ${SECONDS} +0000\n\nmain\n`;
      return { ref: await scene.repo.writeObject("tag", body) };
    },
    expected: "STOP_REPO_STATE_UNTRUSTED",
  },
  {
    id: "C-31",
    title: "a commit whose tree is a commit",
    async build(scene) {
      const side = await scene.approve();
      return { ref: await scene.repo.commit({ tree: side, parents: [scene.base, side] }) };
    },
    expected: "STOP_REPO_STATE_UNTRUSTED",
  },
];

testAttacks(ATTACKS);
