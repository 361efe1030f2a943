import { spawnSync } from "node:child_process";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, parse, resolve, sep } from "node:path";

const MOST_LINKS = 40;
/** Kind and nine rights, as `ls` writes them. */
const MODE_LENGTH = 10;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;

/**
 * Who besides root and this account could put something else in the place of `path`, in words, or null where nobody could. Every folder
 * on the way counts, as does every link. `isShared` allows `path` itself to be a folder like `/tmp`, in which everybody may make entries
 * and nobody may touch those of others. Plain JavaScript, because it judges the build before anything of the build runs.
 *
 * @param {string} path
 * @param {{ readonly isShared?: boolean }} [options]
 * @returns {string | null}
 */
export function findOpenPath(path, { isShared = false } = {}) {
  let target = resolve(path);
  let links = 0;
  let at = parse(target).root;
  let rest = partsOf(target);
  for (;;) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    // What is not there can be made only by those who may write to the folder that holds it.
    if (found === undefined) return null;
    if (!isTrusted(found.uid)) return `${at} is owned by uid ${found.uid}`;
    if (found.isSymbolicLink()) {
      links += 1;
      if (links > MOST_LINKS) return `${at} is a link without an end`;
      target = resolve(dirname(at), readlinkSync(at), ...rest);
      at = parse(target).root;
      rest = partsOf(target);
      continue;
    }
    const isProtected = (found.mode & STICKY) !== 0 && (rest.length > 0 || isShared);
    if (!isProtected && isWritableByOthers(at, found))
      return `${at} has mode ${(found.mode & 0o7777).toString(8)}, group ${found.gid}`;
    const next = rest.shift();
    if (next === undefined) return null;
    at = join(at, next);
  }
}

/** @param {string} path */
function partsOf(path) {
  return path.split(sep).filter((part) => part !== "");
}

/** @param {number} uid */
function isTrusted(uid) {
  return uid === 0 || uid === process.geteuid?.();
}

/**
 * @param {string} path
 * @param {import("node:fs").Stats} found
 */
function isWritableByOthers(path, { mode, gid }) {
  if ((mode & OTHERS_WRITE) !== 0) return true;
  return (mode & GROUP_WRITES) !== 0 && (hasOtherMembers(gid) || mayHaveList(path));
}

/**
 * Whether an access control list may let others write: where there is one, the bits of the group are the most that any of its entries
 * gives. `ls` marks it by a plus behind the mode; where that can't be asked, there may be one.
 *
 * @param {string} path
 */
function mayHaveList(path) {
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C" };
  const { stdout, status } = spawnSync("ls", ["-ld", "--", path], { env, encoding: "utf8", timeout: 10_000 });
  return status !== 0 || stdout.at(MODE_LENGTH) === "+";
}

/**
 * Whether anybody but root and this account is in the group; many systems give each account a group of its own. A group that the
 * system's files do not name may have any member.
 *
 * @param {number} gid
 */
function hasOtherMembers(gid) {
  const accounts = readRows("/etc/passwd");
  const groups = readRows("/etc/group").filter((row) => row[2] === String(gid));
  if (groups.length === 0) return true;
  const trusted = accounts.filter((row) => isTrusted(Number(row[2]))).map((row) => row[0]);
  const named = groups.flatMap((row) => (row[3] ?? "").split(",")).filter((name) => name !== "");
  const primary = accounts.filter((row) => row[3] === String(gid)).map((row) => row[0]);
  return [...named, ...primary].some((name) => !trusted.includes(name));
}

/** @param {string} file */
function readRows(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(":"));
}
