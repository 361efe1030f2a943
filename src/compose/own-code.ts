import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST, refuseBuild, refusePackages } from "../../bin/own-code.js";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { CODE_FOLDER, CODE_ROOT, IS_BUILT } from "./code-root.ts";

/** `STOP_CODE_UNTRUSTED` where the build that runs is not what was built, or could be changed by others; null in development. */
export function refuseOwnCode(): Refusal | null {
  const fault = IS_BUILT ? refuseBuild({ root: CODE_ROOT, folder: CODE_FOLDER }) : null;
  return fault && refusal("STOP_CODE_UNTRUSTED", fault);
}

/** The same of the packages outside of the build, asked before they are loaded. */
export function refuseOwnPackages(): Refusal | null {
  const fault = IS_BUILT ? refusePackages({ root: CODE_ROOT, folder: CODE_FOLDER }) : null;
  return fault && refusal("STOP_CODE_UNTRUSTED", fault);
}

/** What the bot runs from, and whether its own account could change that, in words. */
export async function describeOwnCode(): Promise<string> {
  if (!IS_BUILT) return `the sources in ${CODE_FOLDER}, for development`;
  const isRoot = process.geteuid?.() === 0;
  const isOwn = await access(join(CODE_FOLDER, MANIFEST), constants.W_OK).then(
    () => !isRoot,
    () => false,
  );
  return `the build in ${CODE_FOLDER}${isOwn ? ", which this account could change: give it to root" : ""}`;
}
