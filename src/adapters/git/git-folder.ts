import { readdir, readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { RefusalError, refusal } from "../../domain/refusal.ts";

/** Where a repository keeps its refs and objects: they differ only for a linked worktree. */
export interface GitFolder {
  readonly gitDir: string;
  readonly commonDir: string;
}

/** Finds the git folder of a working tree, of a linked worktree or of a bare repository, without asking git. */
export async function findGitFolder(path: string): Promise<GitFolder> {
  const dotGit = join(resolve(path), ".git");
  const kind = await kindOf(dotGit);
  if (kind === "folder") return await withCommonDir(dotGit);
  if (kind === "file") {
    const pointed = /^gitdir: (.+)\n?$/.exec(await readFile(dotGit, "utf8"))?.[1];
    if (pointed !== undefined)
      return await withCommonDir(isAbsolute(pointed) ? pointed : resolve(path, pointed));
  }
  const bare = resolve(path);
  if ((await kindOf(join(bare, "HEAD"))) === "file" && (await kindOf(join(bare, "objects"))) === "folder") {
    return { gitDir: bare, commonDir: bare };
  }
  throw new RefusalError(
    refusal("STOP_BAD_INPUT", { field: "repo", expected: "a git repository", actual: path }),
  );
}

/**
 * What makes a repository unfit for judging history (threats.md, rule 1): history that is cut off, objects that stand for others,
 * objects kept elsewhere, objects that git would fetch while reading.
 */
export async function readStateFindings(folder: GitFolder): Promise<readonly string[]> {
  const at = (name: string) => join(folder.commonDir, name);
  const findings: string[] = [];
  if (await hasContent(at("shallow"))) findings.push("shallow: the history is cut off (file `shallow`)");
  if (await hasContent(at("info/grafts")))
    findings.push("grafts: parents are rewritten (file `info/grafts`)");
  if (await hasContent(at("objects/info/alternates"))) {
    findings.push("alternates: objects are borrowed from another folder (file `objects/info/alternates`)");
  }
  if (await hasContent(at("objects/info/http-alternates"))) {
    findings.push("alternates: objects are borrowed from a server (file `objects/info/http-alternates`)");
  }
  const packs = await namesIn(at("objects/pack"));
  if (packs.some((name) => name.endsWith(".promisor"))) {
    findings.push("partial clone: objects are missing and would be fetched while reading");
  }
  const replaced =
    (await namesIn(at("refs/replace"))).length > 0 || (await packedRefs(folder)).includes(" refs/replace/");
  if (replaced) findings.push("replace refs: objects stand for others (`refs/replace/`)");
  return findings;
}

async function packedRefs(folder: GitFolder): Promise<string> {
  return (await readIfThere(join(folder.commonDir, "packed-refs"))) ?? "";
}

async function withCommonDir(gitDir: string): Promise<GitFolder> {
  const common = (await readIfThere(join(gitDir, "commondir")))?.trim();
  return { gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common) };
}

async function hasContent(path: string): Promise<boolean> {
  return ((await readIfThere(path)) ?? "").trim() !== "";
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw cause;
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
}
