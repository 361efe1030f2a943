import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a named folder with those above it. Node's own recursion never ends where a file system takes no folders, as `/proc` does. */
export async function makeFolder(path: string): Promise<void> {
  const made = await attempt(path);
  if (made === "there" || dirname(path) === path) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

async function attempt(path: string): Promise<"there" | "no parent"> {
  try {
    await mkdir(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return "no parent";
    if (code !== "EEXIST") throw cause;
  }
  return "there";
}
