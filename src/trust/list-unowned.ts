import { POLICY_PATH } from "../domain/run-paths.ts";

/** The paths that nobody may change without an owner's review: they decide how approvals are judged and who may approve. */
export const OWNED_PATHS = [".github/", POLICY_PATH, "approvals/keys/"] as const;

/**
 * The paths of `OWNED_PATHS` that a CODEOWNERS file gives no owner. As on GitHub, the last line that covers a path counts. A pattern with
 * special characters could cover any path, so it is taken to cover each of them.
 */
export function listUnowned(codeOwners: string): readonly string[] {
  const rows = codeOwners.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(^|\s)#.*/, "")
      .trim()
      .split(/\s+/);
    return pattern === undefined || pattern === "" ? [] : [{ pattern, owners }];
  });
  return OWNED_PATHS.filter((path) => {
    const last = rows.filter(({ pattern }) => mayCover(pattern, path)).at(-1);
    return last === undefined || last.owners.length === 0 || !isWhole(last.pattern, path);
  });
}

function mayCover(pattern: string, path: string): boolean {
  const plain = pattern.replace(/^\//, "");
  // A pattern with no slash, or with one only at its end, matches in any folder.
  const isAnywhere = !pattern.slice(0, -1).includes("/");
  return /[*?[\]!\\]/.test(plain) || isAnywhere || isWhole(pattern, path) || plain.startsWith(path);
}

/** Whether the pattern covers everything under the path: it is the path itself, a folder above it, or `*`. */
function isWhole(pattern: string, path: string): boolean {
  if (pattern === "*") return true;
  const plain = pattern.replace(/^\//, "");
  return plain === path || (plain.endsWith("/") && plain !== "/" && path.startsWith(plain));
}
