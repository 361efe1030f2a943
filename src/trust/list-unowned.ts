import { POLICY_PATH } from "../domain/run-paths.ts";

/** What nobody may change without its owner's review: how approvals are judged, and who may approve. */
export const OWNED_PATHS = [".github/", POLICY_PATH, "approvals/keys/"] as const;

/**
 * The paths of `OWNED_PATHS` that a CODEOWNERS file gives no owner. As on GitHub the last line that covers a path counts; a pattern that
 * is more than a plain path may cover anything, and is taken to.
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
  // Without a slash but at its end, a pattern fits in any folder.
  const isAnywhere = !pattern.slice(0, -1).includes("/");
  return /[*?[\]!\\]/.test(plain) || isAnywhere || isWhole(pattern, path) || plain.startsWith(path);
}

/** Whether the pattern names everything under the path: itself, a folder above it, or all there is. */
function isWhole(pattern: string, path: string): boolean {
  if (pattern === "*") return true;
  const plain = pattern.replace(/^\//, "");
  return plain === path || (plain.endsWith("/") && plain !== "/" && path.startsWith(plain));
}
