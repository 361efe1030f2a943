import { spawn } from "node:child_process";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { ProgramError } from "../../domain/program-error.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { endChild, endWithProcess } from "../../processes/end-with-process.ts";

/** What git is started with: never a shell, never the environment of the caller. */
export interface GitAccess {
  /** The repository's own folder (`.git`, or the bare repository). */
  readonly gitDir: string;
  /** PATH for finding git itself. */
  readonly searchPath: string;
  /** Variables that only fetch and push get, for their credentials (HOME, SSH_AUTH_SOCK …). */
  readonly transport: Readonly<Record<string, string>>;
}

export interface GitCall {
  readonly args: readonly string[];
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** After this time git and what it started are ended, and `isLate` is true. Left out: git reads this machine alone. */
  readonly timeoutMs?: number;
  /** Aborted when nothing is to be waited for any more: then git is ended, and the call throws `STOP_INTERRUPTED`. */
  readonly late?: AbortSignal;
  /** True where git may ask the person at the terminal (a passphrase): only then it shares the terminal and its signals. */
  readonly isForeground?: boolean;
  /** A folder on which git waits, by flock(1), until no other call works under its lock. */
  readonly lockOn?: string;
}

export interface GitReply {
  readonly exitCode: number;
  readonly bytes: Uint8Array;
  /** `bytes` as text. */
  readonly stdout: string;
  readonly stderr: string;
  readonly isLate: boolean;
}

/** Settings of the repository that would run a program while git reads or writes. */
const NO_PROGRAMS = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "core.fsmonitor",
  GIT_CONFIG_VALUE_0: "false",
  GIT_CONFIG_KEY_1: "core.hooksPath",
  GIT_CONFIG_VALUE_1: "/dev/null",
};

/**
 * The environment in which repository configuration, replace refs, grafts, hooks, credential prompts and lazy fetching of a partial
 * clone have no effect on what is read (docs/threats.md rule 1).
 */
export function closedEnvironment(access: GitAccess): Record<string, string> {
  return {
    PATH: access.searchPath,
    GIT_DIR: access.gitDir,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...NO_PROGRAMS,
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "",
    GIT_GRAFT_FILE: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
  };
}

/** The environment of fetch and push: the repository's configuration has effect; replace refs and hooks have none. */
export function transportEnvironment(access: GitAccess): Record<string, string> {
  return {
    ...access.transport,
    ...NO_PROGRAMS,
    PATH: access.searchPath,
    GIT_DIR: access.gitDir,
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

/** Runs git to its end; an exit code other than 0 is a value, a git that cannot be started is a fault. */
export function runGit(environment: Readonly<Record<string, string>>, call: GitCall): Promise<GitReply> {
  const asked = call.late === undefined ? null : refuseInterrupted(call.late);
  if (asked) return Promise.reject(new RefusalError(asked));
  return new Promise((resolve, reject) => {
    // flock(1) keeps the lock to itself, so that what git leaves behind, such as a collection of garbage, does not hold it.
    const [program, before] =
      call.lockOn === undefined ? ["git", []] : ["flock", ["--close", call.lockOn, "git"]];
    const child = spawn(program, [...before, ...call.args], {
      env: { ...environment, ...call.env },
      stdio: ["pipe", "pipe", "pipe"],
      // A session of its own: the program that git talks through ends with it, and a signal of the terminal reaches this process alone.
      detached: call.isForeground !== true,
    });
    // In the foreground it belongs to the group of this process.
    const group = call.isForeground !== true;
    endWithProcess(child, { group });
    const kill = () => endChild(child, { group });
    let isLate = false;
    const timer =
      call.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            kill();
          }, call.timeoutMs);
    const { late = null } = call;
    late?.addEventListener("abort", kill);
    const end = () => {
      clearTimeout(timer);
      late?.removeEventListener("abort", kill);
    };
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (fault) => {
      end();
      reject(fault);
    });
    child.on("close", (exitCode) => {
      end();
      const asked = late === null || exitCode === 0 ? null : refuseInterrupted(late);
      if (asked) return reject(new RefusalError(asked));
      const bytes = Buffer.concat(stdout);
      resolve({
        exitCode: exitCode ?? 1,
        bytes,
        stdout: bytes.toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        isLate,
      });
    });
    child.stdin.on("error", () => {
      // git may end before it has read everything; its exit code tells why.
    });
    child.stdin.end(call.stdin ?? "");
  });
}

/** Runs git; throws an error with git's own message if it fails. */
export async function mustRunGit(
  environment: Readonly<Record<string, string>>,
  call: GitCall,
): Promise<string> {
  const reply = await runGit(environment, call);
  if (reply.exitCode !== 0) {
    throw new ProgramError(`git ${call.args[0]} failed (${reply.exitCode}): ${reply.stderr.trim()}`);
  }
  return reply.stdout;
}
