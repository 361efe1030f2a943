import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createControlRepository } from "../src/adapters/git/create-control-repository.ts";
import { hashObject } from "../src/adapters/git/hash-object.ts";
import { createOpenPgpVerifier } from "../src/adapters/openpgp/verify.ts";
import { createSshVerifier } from "../src/adapters/ssh/verify.ts";
import { type KeyFile, verifyCommit } from "../src/engine/approvals/verify-commit.ts";
import { parseCommit } from "../src/trust/git/parse-commit.ts";
import { type ControlRepo, foldHeader, makeControlRepo, type Signer } from "../test/support/control-repo.ts";
import { openGpgHome } from "../test/support/gpg-home.ts";
import { makeOpenPgpKey } from "../test/support/signing-keys.ts";
import { openSshKeyFolder } from "../test/support/ssh-keys.ts";
import { searchPath } from "./machine.ts";
import { mustSucceed } from "./units.ts";

/** A repository with a chain of signed commits, and what git and the product need to check them. */
export interface SignedHistory extends AsyncDisposable {
  readonly repository: string;
  readonly commits: readonly string[];
  readonly keyFile: KeyFile;
  /** Environment in which git knows the key: a GnuPG home, or the configuration that names the allowed signers. */
  readonly environment: Readonly<Record<string, string>>;
}

const AT = new Date("2026-06-01T12:00:00Z");

export async function makeOpenPgpHistory(count: number): Promise<SignedHistory> {
  const key = await makeOpenPgpKey("Sovereign");
  const home = await openGpgHome();
  await home.import(key.armoredPublicKey);
  const repo = await makeControlRepo();
  const commits = await writeCommits(repo, count, key.signer);
  return {
    repository: repo.path,
    commits,
    keyFile: { system: "openpgp", content: Buffer.from(key.armoredPublicKey) },
    environment: { ...closedGit(repo), GNUPGHOME: home.path },
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await repo[Symbol.asyncDispose]();
    },
  };
}

export async function makeSshHistory(count: number): Promise<SignedHistory> {
  const folder = await openSshKeyFolder();
  const key = await folder.make("ed25519");
  const repo = await makeControlRepo();
  const commits = await writeCommits(repo, count, key.signer);
  const allowed = join(repo.path, "allowed-signers");
  await writeFile(allowed, `sovereign@example.org namespaces="git" ${key.publicKey}`);
  await repo.git(["config", "gpg.ssh.allowedSignersFile", allowed]);
  return {
    repository: repo.path,
    commits,
    keyFile: { system: "ssh", content: Buffer.from(key.publicKey) },
    environment: closedGit(repo),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await repo[Symbol.asyncDispose]();
    },
  };
}

/** The product's check of commits, from raw objects: read, hashed again, parsed, signature verified with the one key. */
export async function openChecker(history: SignedHistory) {
  const repository = await createControlRepository({ path: history.repository, searchPath: searchPath() });
  const verifiers = [createOpenPgpVerifier(), createSshVerifier()];
  return {
    async check(id: string): Promise<void> {
      const object = await repository.readObject(id);
      if (object === null) throw new Error(`no commit ${id}`);
      const commit = mustSucceed(parseCommit(id, object.content));
      mustSucceed(await verifyCommit(verifiers, id, commit, [history.keyFile]));
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

function closedGit(repo: ControlRepo): Readonly<Record<string, string>> {
  return { PATH: searchPath(), HOME: repo.path, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
}

/** A chain of empty commits; one git process writes them all, because their ids are computed beforehand. */
async function writeCommits(repo: ControlRepo, count: number, signer: Signer): Promise<readonly string[]> {
  const tree = await repo.git(["hash-object", "-w", "-t", "tree", "--stdin"], { input: "" });
  const ids: string[] = [];
  const files: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const object = await signedCommit(tree.trim(), ids.at(-1) ?? null, signer, index);
    ids.push(hashObject("0".repeat(40), "commit", Buffer.from(object)));
    const file = join(repo.path, `commit-${index}`);
    await writeFile(file, object);
    files.push(file);
  }
  await repo.git(["hash-object", "-w", "-t", "commit", "--stdin-paths"], { input: `${files.join("\n")}\n` });
  await repo.git(["update-ref", "refs/heads/main", ids.at(-1) ?? ""]);
  return ids;
}

async function signedCommit(
  tree: string,
  parent: string | null,
  signer: Signer,
  index: number,
): Promise<string> {
  const who = `Sovereign <sovereign@example.org> ${AT.getTime() / 1000} +0000`;
  const head = [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
  ].join("\n");
  const body = `\n\nApproval ${index + 1}\n`;
  return `${head}\n${foldHeader("gpgsig", await signer(Buffer.from(head + body), AT))}${body}`;
}
