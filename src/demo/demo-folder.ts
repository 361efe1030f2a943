import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { makeFolder } from "../files/make-folder.ts";
import { openPassingFolder } from "../files/passing-folder.ts";

export interface DemoFolder extends AsyncDisposable {
  readonly path: string;
  readonly kept: boolean;
}

/**
 * Opens the folder of a demo: the one that is to be kept, which must be empty, or one of its own that goes with the demo, however that ends,
 * because it holds private keys.
 */
export async function openDemoFolder(
  keep: string | true | undefined,
  tempFolder: string,
): Promise<Result<DemoFolder>> {
  if (keep === undefined) {
    return accepted({ ...(await openPassingFolder(tempFolder, "cutter-demo-")), kept: false });
  }
  const path = resolve(keep === true ? "demo-run" : keep);
  const isEmpty = await makeFolder(path)
    .then(async () => (await readdir(path)).length === 0)
    .catch((cause: NodeJS.ErrnoException) => cause);
  if (isEmpty !== true) {
    const actual = isEmpty === false ? path : isEmpty.message;
    return refused(refusal("STOP_BAD_INPUT", { field: "--keep", expected: "an empty folder", actual }));
  }
  return accepted({ path, kept: true, [Symbol.asyncDispose]: async () => {} });
}
