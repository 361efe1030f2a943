import { type Release, readRelease } from "../adapters/runner/release.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ActionSource } from "../reports/control-workflow.ts";
import { CODE_FOLDER, CODE_ROOT } from "./code-root.ts";

/** The release that runs; null in a clone. */
export function readOwnRelease(): Promise<Release | null> {
  return readRelease({ root: CODE_ROOT, folder: CODE_FOLDER });
}

/** Where a control repository takes the actions from: as `named` (`owner/name@commit`), else from the release that runs. */
export function chooseActions(named: string | null, own: Release | null): Result<ActionSource> {
  const field = "--actions";
  const found = /^([\w.-]+\/[\w.-]+)(?:@([0-9a-f]{40}))?$/.exec(named ?? own?.repository ?? "");
  if (named !== null && found === null) {
    const expected = "owner/name, or owner/name@<40 hex digits>";
    return refused(refusal("STOP_BAD_INPUT", { field, expected, actual: named }));
  }
  const [repository, commit] = [found?.[1], found?.[2] ?? own?.commit];
  if (repository === undefined || commit === undefined)
    return refused(
      refusal("STOP_BAD_INPUT", {
        field,
        expected: "owner/name@<commit of a release's tag, 40 hex digits>",
        actual: `${named ?? "nothing"}: only what a release's tarball has installed knows its own commit`,
        wayOut:
          "Name the commit, which `git rev-parse v<version>^{commit}` tells in a clone, or install a release and run its `cutter init`.",
      }),
    );
  return accepted({ repository, commit, version: commit === own?.commit ? own.version : null });
}
