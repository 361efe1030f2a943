import { dirname, join } from "node:path";
import { CARRIED } from "../../bin/own-code.js";

/** The build's files end in `.mjs`, the sources' in `.ts`. */
export const IS_BUILT = import.meta.filename.endsWith(".mjs");

/** The folder that holds `src/`, `package.json` and the lock file, seen from the source and from a build in `actions/dist/` alike. */
export const CODE_ROOT = join(import.meta.dirname, "../..");

/** Where the code that runs lies: the build, or in development `src/`. */
export const CODE_FOLDER = IS_BUILT ? import.meta.dirname : join(import.meta.dirname, "..");

/** Where the files lie that the build carries in a folder of this name, in development where they come from. */
export function carriedFolder(name: keyof typeof CARRIED): string {
  return IS_BUILT ? join(CODE_FOLDER, name) : join(CODE_ROOT, dirname(CARRIED[name][0] ?? ""));
}

/** The start line of one of our programs, such as `adapters/openpgp/sign-stdin.ts`, which the build holds as `sign-stdin.mjs`. */
export function startLine(source: string): readonly string[] {
  const name = source.replace(/^.*\/|\.ts$/g, "");
  return IS_BUILT
    ? [process.execPath, join(CODE_FOLDER, `${name}.mjs`)]
    : [process.execPath, "--import", import.meta.resolve("tsx"), join(CODE_FOLDER, source)];
}
