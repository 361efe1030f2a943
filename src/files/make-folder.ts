import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a named folder with those above it, and says which it has made, the outermost first. Node's own recursion never ends where a file system takes no folders, as `/proc` does. */
export async function makeFolder(path: string): Promise<readonly string[]> {
  const found = await attempt(path);
  if (found === "made") return [path];
  if (found === "there" || dirname(path) === path) return [];
  const above = await makeFolder(dirname(path));
  await mkdir(path);
  return [...above, path];
}

async function attempt(path: string): Promise<"made" | "there" | "no parent"> {
  try {
    await mkdir(path);
    return "made";
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return "no parent";
    if (code !== "EEXIST") throw cause;
  }
  return "there";
}
