import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import * as openpgp from "openpgp";
import { writeLooseObject } from "../loose-object.ts";
import { TREE_SCRIPT } from "../tree-script.ts";
import { openNameResolver } from "./name-resolver.ts";

/** The bare repository behind the loopback GitHub, worked on with git's own plumbing. */
export interface GitStore extends Disposable {
  readonly folder: string;
  /** Armored public key with which merges made in the web page are signed. */
  readonly webFlowKey: string;
  git(args: readonly string[], input?: string | Uint8Array): Promise<string>;
  writeObject(type: "blob" | "commit", content: string | Uint8Array): Promise<string>;
  /** Like `git`, but null where git refuses. */
  tryGit(args: readonly string[], input?: string): Promise<string | null>;
  resolve(ref: string): Promise<string | null>;
  readCommit(sha: string): Promise<CommitFacts>;
  /** Writes a commit object; `webFlow` signs it with GitHub's key. */
  writeCommit(commit: NewCommit): Promise<string>;
  /** Tree of a merge of the two commits, or null on conflict. */
  mergeTree(base: string, head: string): Promise<string | null>;
  /** Tree of `tip` with what `commit` changed against `parent`, file by file; null where both changed one file. */
  replayTree(tip: string, parent: string, commit: string): Promise<string | null>;
  /** The tree of `base` with one file set to `content`, or removed where it is null. */
  treeWith(base: string | null, files: readonly TreeChange[]): Promise<string>;
}

export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  /** Object id, or null to remove the path. */
  readonly sha: string | null;
}

export interface Signer {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signer;
  readonly committer: Signer;
  readonly message: string;
  readonly webFlow: boolean;
}

export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signer;
  readonly committer: Signer;
  readonly message: string;
  /** The text that is signed, and its signature; null where the commit carries none. */
  readonly signature: { readonly text: string; readonly payload: string } | null;
}

const ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  LC_ALL: "C",
};

/** Opens `folder` as the bare repository, making it where it is not there. */
export async function openGitStore(folder: string): Promise<GitStore> {
  const run = (args: readonly string[], input?: string | Uint8Array) =>
    runGit(["-C", folder, ...args], input);
  await runGit(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", folder]);
  await appendFile(`${folder}/config`, "[uploadpack]\n\tallowAnySHA1InWant = true\n");
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: "curve25519",
    userIDs: [{ name: "GitHub", email: "noreply@github.com" }],
    format: "object",
  });
  const names = openNameResolver(folder, ENVIRONMENT);
  const writeObject: GitStore["writeObject"] = (type, content) =>
    writeLooseObject({ gitDir: folder, format: "sha1" }, type, content);
  const tryGit = (args: readonly string[], input?: string) => run(args, input).catch(() => null);
  return {
    folder,
    webFlowKey: publicKey.armor(),
    git: run,
    writeObject,
    tryGit,
    resolve: (ref) => names.resolve(ref),
    readCommit: async (sha) => parseCommit(sha, await run(["cat-file", "commit", sha])),
    async writeCommit(commit) {
      const payload = commitText(commit);
      const text = commit.webFlow ? await signed(payload, privateKey, commit.committer.date) : payload;
      return writeObject("commit", text);
    },
    mergeTree: (base, head) => tryGit(["merge-tree", "--write-tree", "--no-messages", base, head]),
    async replayTree(tip, parent, commit) {
      const environment = { GIT_INDEX_FILE: freshIndex(folder) };
      const merge = ["-C", folder, "read-tree", "-i", "-m", "--aggressive", parent, tip, commit];
      await runGit(merge, undefined, environment);
      return runGit(["-C", folder, "write-tree"], undefined, environment).catch(() => null);
    },
    async treeWith(base, files) {
      const environment = { GIT_DIR: folder, GIT_INDEX_FILE: freshIndex(folder) };
      const lines = files.map(({ path, mode, sha }) =>
        sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`,
      );
      const script = ["sh", "-c", TREE_SCRIPT, "sh", base ?? "--empty"] as const;
      return runProgram(script, lines.join(""), environment);
    },
    [Symbol.dispose]: () => names[Symbol.dispose](),
  };
}

function freshIndex(folder: string): string {
  return `${folder}/index-${randomUUID()}`;
}

function commitText({ tree, parents, author, committer, message }: NewCommit): string {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signerText(author)}`,
    `committer ${signerText(committer)}`,
  ];
  return `${lines.join("\n")}\n\n${message}`;
}

function signerText({ name, email, date }: Signer): string {
  return `${name} <${email}> ${Math.floor(date.getTime() / 1000)} +0000`;
}

async function signed(payload: string, signingKeys: openpgp.PrivateKey, date: Date): Promise<string> {
  const key = signingKeys.getCreationTime();
  const signature = await openpgp.sign({
    message: await openpgp.createMessage({ binary: Buffer.from(payload) }),
    signingKeys,
    detached: true,
    format: "armored",
    date: date < key ? key : date,
  });
  const header = signature.trim().split(/\r?\n/).join("\n ");
  return payload.replace("\n\n", `\ngpgsig ${header}\n\n`);
}

function parseCommit(sha: string, raw: string): CommitFacts {
  const end = raw.indexOf("\n\n");
  const head = raw.slice(0, end).replace(/\n /g, "\u0000");
  const fields = head.split("\n").map((line) => {
    const at = line.indexOf(" ");
    return { key: line.slice(0, at), value: line.slice(at + 1).replaceAll("\u0000", "\n") };
  });
  const values = (key: string) => fields.filter((field) => field.key === key).map((field) => field.value);
  const signature = values("gpgsig")[0];
  return {
    sha,
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parseSigner(values("author")[0] ?? ""),
    committer: parseSigner(values("committer")[0] ?? ""),
    message: raw.slice(end + 2),
    signature:
      signature === undefined
        ? null
        : { text: signature, payload: raw.replace(/\ngpgsig [^\n]*(?:\n [^\n]*)*/, "") },
  };
}

function parseSigner(text: string): Signer {
  const [, name = "", email = "", seconds = "0"] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(text) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000) };
}

function runGit(args: readonly string[], input?: string | Uint8Array, environment = {}): Promise<string> {
  return runProgram(["git", ...args], input, environment);
}

function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  input: string | Uint8Array = "",
  environment = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...ENVIRONMENT, ...environment } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.stdin.on("error", () => {});
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString().replace(/\n$/, ""));
      else reject(new Error(`${program} ${args.join(" ")}: ${Buffer.concat(err).toString().trim()}`));
    });
    child.stdin.end(input);
  });
}
