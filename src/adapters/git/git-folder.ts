import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { readNamedFileSync } from "../../files/read-named-file-sync.ts";

/** The folders of a repository; they differ only for a linked worktree. */
export interface GitFolder {
  readonly gitDir: string;
  readonly commonDir: string;
}

/** Finds the git folder of a working tree, of a linked worktree or of a bare repository, without asking git. */
export function findGitFolder(path: string): GitFolder {
  const dotGit = join(resolve(path), ".git");
  const kind = kindOf(dotGit);
  if (kind === "folder") return withCommonDir(dotGit);
  if (kind === "file") {
    const pointed = /^gitdir: (.+)\n?$/.exec(readIfThere(dotGit) ?? "")?.[1];
    if (pointed !== undefined) return withCommonDir(isAbsolute(pointed) ? pointed : resolve(path, pointed));
  }
  const bare = resolve(path);
  if (isBare(bare)) return { gitDir: bare, commonDir: bare };
  throw new RefusalError(
    refusal("STOP_BAD_INPUT", { field: "repo", expected: "a git repository", actual: path }),
  );
}

/** The folder at or above the path that holds a working tree's `.git`, as git itself looks for it; the path where there is none. */
export function findTopLevel(path: string): string {
  let folder = resolve(path);
  if (isBare(folder)) return path;
  while (!existsSync(join(folder, ".git"))) {
    const above = dirname(folder);
    if (above === folder) return path;
    folder = above;
  }
  return folder;
}

/**
 * What makes a repository unfit for judging history (docs/threats.md rule 1): history that is cut off, objects that replace others,
 * objects kept in another place, objects that git would fetch while reading.
 */
export function readStateFindings(folder: GitFolder): readonly string[] {
  const at = (name: string) => join(folder.commonDir, name);
  const findings: string[] = [];
  if (hasContent(at("shallow"))) findings.push("shallow: the history is cut off (file `shallow`)");
  if (hasContent(at("info/grafts"))) findings.push("grafts: parents are rewritten (file `info/grafts`)");
  if (hasContent(at("objects/info/alternates"))) {
    findings.push("alternates: objects are borrowed from another folder (file `objects/info/alternates`)");
  }
  if (hasContent(at("objects/info/http-alternates"))) {
    findings.push("alternates: objects are borrowed from a server (file `objects/info/http-alternates`)");
  }
  const packs = namesIn(at("objects/pack"));
  if (packs.some((name) => name.endsWith(".promisor"))) {
    findings.push("partial clone: objects are missing and would be fetched while reading");
  }
  const replaced = namesIn(at("refs/replace")).length > 0 || packedRefs(folder).includes(" refs/replace/");
  if (replaced) findings.push("replace refs: objects stand for others (`refs/replace/`)");
  return findings;
}

function packedRefs(folder: GitFolder): string {
  return readIfThere(join(folder.commonDir, "packed-refs")) ?? "";
}

function isBare(path: string): boolean {
  return kindOf(join(path, "HEAD")) === "file" && kindOf(join(path, "objects")) === "folder";
}

function withCommonDir(gitDir: string): GitFolder {
  const common = readIfThere(join(gitDir, "commondir"))?.trim();
  return { gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common) };
}

function hasContent(path: string): boolean {
  return (readIfThere(path) ?? "").trim() !== "";
}

function kindOf(path: string): "file" | "folder" | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isDirectory() ? "folder" : "file";
}

/** The text of a small file, or null if there is none. It is read synchronously, because a turn of the event loop costs more. */
export function readIfThere(path: string): string | null {
  // The file is nearly always missing, and this check is far cheaper than a failed read.
  if (!existsSync(path)) return null;
  try {
    return readNamedFileSync(path);
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

function namesIn(path: string): readonly string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

function isAbsent(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    "code" in cause &&
    ["ENOENT", "ENOTDIR", "EISDIR", "EINVAL"].includes(String(cause.code))
  );
}
