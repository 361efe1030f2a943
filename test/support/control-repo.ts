import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutFinalLineEnds } from "../../src/domain/text-forms.ts";
import { writeLooseObject } from "./loose-object.ts";
import { TREE_SCRIPT } from "./tree-script.ts";

/** Signs the bytes of a commit object; returns the armoured signature. */
export type Signer = (payload: Uint8Array, at: Date) => Promise<string>;

interface PersonName {
  readonly name: string;
  readonly email: string;
}

export interface CommitPlan {
  /** Path → text (or null: removed), on top of the first parent. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  /** Entries as `git update-index --index-info` takes them, for modes that plain files don't have. */
  readonly entries?: readonly { readonly mode: string; readonly id: string; readonly path: string }[];
  readonly parents?: readonly string[];
  readonly tree?: string;
  readonly at?: Date;
  readonly message?: string;
  readonly author?: PersonName;
  readonly committer?: PersonName;
  readonly signer?: Signer | null;
  /** Name of the signature header; the repository's own by default. */
  readonly header?: string;
  /** Works on the finished object: forgeries. */
  readonly tamper?: (object: string) => string;
  /** Ref to point at the commit. */
  readonly ref?: string;
}

const SOMEBODY = { name: "Somebody", email: "somebody@example.org" };

/** A real git repository in a temporary folder whose commits are written object by object, so that any of them can be forged. */
export interface ControlRepo extends AsyncDisposable {
  readonly path: string;
  readonly format: "sha1" | "sha256";
  git(args: readonly string[], options?: GitOptions): Promise<string>;
  commit(plan: CommitPlan): Promise<string>;
  writeObject(type: string, content: string | Uint8Array): Promise<string>;
  ref(name: string, id: string): Promise<void>;
}

interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

export async function makeControlRepo(format: "sha1" | "sha256" = "sha1"): Promise<ControlRepo> {
  const path = await mkdtemp(join(tmpdir(), "iu-cutter-repo-"));
  const init = ["init", "--quiet", "--template=", "--initial-branch=main", `--object-format=${format}`, "."];
  await run(path, ["git", ...init], {});
  return openControlRepo(path, format);
}

/** A repository of its own with everything that `repo` holds. */
export async function copyControlRepo(repo: ControlRepo): Promise<ControlRepo> {
  const path = await mkdtemp(join(tmpdir(), "iu-cutter-repo-"));
  await cp(repo.path, path, { recursive: true });
  return openControlRepo(path, repo.format);
}

/** A repository with a working tree that stands already; disposing removes it. */
export function openControlRepo(path: string, format: "sha1" | "sha256"): ControlRepo {
  const git = (args: readonly string[], options: GitOptions = {}) => run(path, ["git", ...args], options);

  const writeObject = (type: string, content: string | Uint8Array) =>
    writeLooseObject({ gitDir: join(path, ".git"), format }, type, content);

  const writeTree = async (plan: CommitPlan): Promise<string> => {
    const env = { GIT_INDEX_FILE: join(path, ".git", `index-${randomUUID()}`) };
    const [parent = "--empty"] = plan.parents ?? [];
    const lines: string[] = [];
    for (const [file, content] of Object.entries(plan.files ?? {})) {
      if (content === null) {
        lines.push(`0 ${"0".repeat(format === "sha256" ? 64 : 40)}\t${file}`);
        continue;
      }
      lines.push(`100644 ${await writeObject("blob", content)}\t${file}`);
    }
    for (const { mode, id, path: file } of plan.entries ?? []) lines.push(`${mode} ${id}\t${file}`);
    const input = lines.map((line) => `${line}\0`).join("");
    return (await run(path, ["sh", "-c", TREE_SCRIPT, "sh", parent], { env, input })).trim();
  };

  return {
    path,
    format,
    git,
    writeObject,
    ref: async (name, id) => {
      await git(["update-ref", name, id]);
    },
    async commit(plan) {
      const tree = plan.tree ?? (await writeTree(plan));
      const at = plan.at ?? new Date();
      const when = `${Math.floor(at.getTime() / 1000)} +0000`;
      const author = plan.author ?? SOMEBODY;
      const committer = plan.committer ?? author;
      const head = [
        `tree ${tree}`,
        ...(plan.parents ?? []).map((parent) => `parent ${parent}`),
        `author ${author.name} <${author.email}> ${when}`,
        `committer ${committer.name} <${committer.email}> ${when}`,
      ].join("\n");
      const body = `\n\n${plan.message ?? "A commit"}\n`;
      let object = head + body;
      if (plan.signer) {
        const signature = await plan.signer(Buffer.from(object), at);
        const header = plan.header ?? (format === "sha256" ? "gpgsig-sha256" : "gpgsig");
        object = `${head}\n${foldHeader(header, signature)}${body}`;
      }
      const id = await writeObject("commit", plan.tamper ? plan.tamper(object) : object);
      if (plan.ref !== undefined) await git(["update-ref", plan.ref, id]);
      return id;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A commit header of several lines: every line but the first begins with a space. */
export function foldHeader(name: string, text: string): string {
  return `${name} ${withoutFinalLineEnds(text).replaceAll("\n", "\n ")}`;
}

function run(
  path: string,
  [program, ...args]: readonly [string, ...string[]],
  options: GitOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      HOME: path,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: SOMEBODY.name,
      GIT_AUTHOR_EMAIL: SOMEBODY.email,
      GIT_COMMITTER_NAME: SOMEBODY.name,
      GIT_COMMITTER_EMAIL: SOMEBODY.email,
      ...options.env,
    };
    const child = execFile(
      program,
      args,
      { cwd: path, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${program} ${args.join(" ")}: ${stderr || error.message}`));
        else resolve(stdout);
      },
    );
    child.stdin?.on("error", () => {
      // git reports by its exit code that it did not read its input.
    });
    child.stdin?.end(options.input ?? "");
  });
}
