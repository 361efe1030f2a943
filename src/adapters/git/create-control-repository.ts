import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findOpenPath } from "../../../bin/open-path.js";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { commitFiles } from "./commit-files.ts";
import { findGitFolder, readStateFindings } from "./git-folder.ts";
import {
  closedEnvironment,
  type GitAccess,
  type GitCall,
  mustRunGit,
  runGit,
  transportEnvironment,
} from "./git-process.ts";
import { ObjectReader } from "./object-reader.ts";
import { readRef } from "./read-ref.ts";

export interface ControlRepositoryOptions {
  /** A working tree, a bare repository, or (with `origin`) the path of the runner's own bare clone, which is made if it is missing. */
  readonly path: string;
  /** URL or path of the repository that people push to; null if `path` itself is the control repository. */
  readonly origin?: string | null;
  /** Short name of the branch that a commit without a parent starts from. */
  readonly defaultBranch?: string;
  readonly searchPath?: string;
  /** Variables that fetch and push may see (HOME, SSH_AUTH_SOCK, GIT_SSH_COMMAND …). */
  readonly transport?: Readonly<Record<string, string>>;
  /** A fetch that takes longer is a stop; a transaction may wait for it, so it is shorter than what the database lets one idle. */
  readonly fetchTimeoutMs?: number;
  /** Aborted when nothing is to be waited for any more, because the process was asked to end: then fetch and push throw `STOP_INTERRUPTED`. */
  readonly late?: AbortSignal;
  readonly identity?: { readonly name: string; readonly email: string };
}

/** What ends a fetch or a push that does not end by itself. */
type Bounds = Required<Pick<GitCall, "timeoutMs">> & Pick<GitCall, "late">;

const SAFE_REF = /^refs\/[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const FETCH_TIMEOUT_MS = 30_000;
/** Whatever the account's umask is: Debian 13 lets the group write, and then nobody could trust the clone. */
const INIT = ["init", "--quiet", "--bare", "--shared=0640"];
const FETCH = ["fetch", "--quiet", "--no-tags", "--prune", "--no-write-fetch-head"];
const BOT = { name: "iu-cutter", email: "iu-cutter@localhost" };
/** Includes the heads of pull requests, because they may keep the original of a squashed commit. */
const MIRRORED = ["+refs/heads/*:refs/heads/*", "+refs/pull/*/head:refs/pull/*/head"];

/** Opens the control repository; with an `origin`, first makes the runner's own bare repository if there is none, which `refresh` fills. */
export async function createControlRepository(
  options: ControlRepositoryOptions,
): Promise<ControlRepository & AsyncDisposable> {
  const origin = options.origin ?? null;
  const searchPath = options.searchPath ?? "/usr/local/bin:/usr/bin:/bin";
  const transport = options.transport ?? {};
  const bounds: Bounds = {
    timeoutMs: options.fetchTimeoutMs ?? FETCH_TIMEOUT_MS,
    ...(options.late !== undefined && { late: options.late }),
  };
  if (origin !== null) {
    const isNew = !existsSync(options.path);
    if (isNew) await mkdir(options.path, { recursive: true, mode: 0o750 });
    refuseOpenClone(options.path);
    if (isNew) await mustRunGit({ PATH: searchPath }, { args: [...INIT, options.path] });
  }
  const folder = findGitFolder(options.path);
  const access: GitAccess = { gitDir: folder.gitDir, searchPath, transport };
  const reader = new ObjectReader(access);
  const defaultRef = `refs/heads/${options.defaultBranch ?? "main"}`;

  const resolveRef = async (ref: string): Promise<string | null> => {
    if (ref !== "HEAD" && (!SAFE_REF.test(ref) || ref.includes(".."))) return null;
    const read = readRef(folder, ref);
    if (read !== undefined) return read;
    const reply = await runGit(closedEnvironment(access), {
      args: ["rev-parse", "--verify", "--quiet", "--end-of-options", ref],
    });
    return reply.exitCode === 0 ? reply.stdout.trim() : null;
  };

  return {
    async refresh() {
      if (origin === null) return;
      const reply = await runGit(transportEnvironment(access), {
        args: [...FETCH, "--end-of-options", origin, ...MIRRORED],
        ...bounds,
        // Of two fetches at once one would fail at each ref that the other moves.
        lockOn: folder.gitDir,
      });
      if (reply.exitCode === 0) return;
      const why = reply.isLate ? "no answer in time" : reply.stderr.trim();
      throw new RefusalError(refusal("STOP_REPO_UNREACHABLE", { field: "origin", actual: why }));
    },
    resolveRef,
    async listRefs() {
      const text = await mustRunGit(closedEnvironment(access), {
        args: ["for-each-ref", "--format=%(objectname) %(objecttype) %(refname)"],
      });
      return text
        .split("\n")
        .map((line) => line.split(" "))
        .flatMap(([id, type, ref]) =>
          type === "commit" && id !== undefined && ref !== undefined ? [{ ref, id }] : [],
        );
    },
    readObject: (id) => reader.read(id),
    async guessHistory(tip, known) {
      const wanted = known === null ? [tip] : [tip, `^${known}`];
      const reply = await runGit(closedEnvironment(access), {
        args: ["rev-list", "--end-of-options", ...wanted],
      });
      return reply.exitCode === 0 ? reply.stdout.split("\n").filter((id) => id !== "") : [];
    },
    stateFindings: async () => readStateFindings(folder),
    async commitFiles(change) {
      if (!SAFE_REF.test(change.ref)) throw new TypeError(`not a full ref name: ${change.ref}`);
      const expected = await resolveRef(change.ref);
      const parent = change.parent ?? (await resolveRef(defaultRef));
      const format = await mustRunGit(closedEnvironment(access), {
        args: ["rev-parse", "--show-object-format"],
      });
      const id = await commitFiles(access, {
        ...change,
        expected,
        parent,
        identity: options.identity ?? BOT,
        objectIdLength: format.trim() === "sha256" ? 64 : 40,
      });
      if (origin !== null) await push(access, origin, { ref: change.ref, id, expected }, bounds);
      return id;
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}

/** The configuration of a clone names programs that fetch and push start: whoever could write it would run code as the bot. */
function refuseOpenClone(path: string): void {
  const open = findOpenPath(path) ?? findOpenPath(join(path, "config"));
  if (open === null) return;
  throw new RefusalError(
    refusal("STOP_CONFIG_INVALID", {
      field: `controlRepository.path ${path}`,
      expected: "a clone that root and this account alone can change",
      actual: open,
    }),
  );
}

async function push(
  access: GitAccess,
  origin: string,
  moved: { readonly ref: string; readonly id: string; readonly expected: string | null },
  bounds: Bounds,
): Promise<void> {
  const back = moved.expected === null ? ["-d", moved.ref] : [moved.ref, moved.expected];
  const putBack = () => runGit(closedEnvironment(access), { args: ["update-ref", ...back] });
  const reply = await runGit(transportEnvironment(access), {
    args: [
      "push",
      "--quiet",
      "--no-verify",
      `--force-with-lease=${moved.ref}:${moved.expected ?? ""}`,
      "--end-of-options",
      origin,
      `${moved.id}:${moved.ref}`,
    ],
    ...bounds,
  }).catch(async (cause: unknown) => {
    await putBack();
    throw cause;
  });
  if (reply.exitCode === 0) return;
  await putBack();
  const actual = reply.isLate ? "no answer in time" : reply.stderr.trim();
  throw new RefusalError(refusal("STOP_REQUEST_FAILED", { field: moved.ref, actual }));
}
