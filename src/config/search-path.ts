import { existsSync } from "node:fs";
import { delimiter, isAbsolute } from "node:path";
import { findOpenPath } from "../../bin/open-path.js";

export interface SearchPath {
  /** PATH as programs are looked up: folders that root and this account alone can change. */
  readonly path: string;
  /** What was left out, with its reason. */
  readonly leftOut: readonly string[];
}

/** Leaves out of PATH every folder in which somebody else could put a program under the name of one of ours, such as git. */
export function closeSearchPath(path: string): SearchPath {
  const kept: string[] = [];
  const leftOut: string[] = [];
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) leftOut.push(`${folder || "the working folder"}, which is not absolute`);
    else if (existsSync(folder)) {
      const open = findOpenPath(folder);
      if (open === null) kept.push(folder);
      else leftOut.push(`${folder}: ${open}`);
    }
  }
  return { path: kept.join(delimiter), leftOut };
}
