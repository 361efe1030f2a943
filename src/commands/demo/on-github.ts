import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CODE_ROOT } from "../../compose/code-root.ts";
import { readPersonalEnvironment } from "../../config/personal-environment.ts";
import { refuseInterrupted } from "../../domain/interruption.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

/** The way out of a demo that was asked to end. */
export const AGAIN = "Start the demo again; what it made is gone, unless --keep keeps it.";

const STORIES = join(CODE_ROOT, "test/acceptance");

/** Runs the demo on a GitHub on the loopback interface, with the built actions, and writes the conversation as one page. */
export function tellOnGitHub(
  page: string | true,
  { interrupted, isBatch }: { readonly interrupted: AbortSignal; readonly isBatch: boolean },
): Promise<Result<ExitCode>> {
  const story = join(STORIES, isBatch ? "tell-batch.ts" : "tell-story.ts");
  const file = resolve(page === true ? "github-conversation.html" : page);
  const missing = [
    story,
    join(CODE_ROOT, "node_modules/@octokit/openapi"),
    join(CODE_ROOT, "node_modules/esbuild"),
  ].find((path) => !existsSync(path));
  if (missing !== undefined) {
    const expected = "a full checkout with its development packages (`npm ci`)";
    return Promise.resolve(
      refused(refusal("STOP_BAD_INPUT", { field: "--github", expected, actual: `no ${missing}` })),
    );
  }
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), story, file], {
      stdio: "inherit",
      // The loader's cache lies where every account may write.
      env: { ...readPersonalEnvironment(), TSX_DISABLE_CACHE: "1" },
    });
    interrupted.addEventListener("abort", () => child.kill("SIGTERM"));
    child.on("error", reject);
    child.on("close", (code) => {
      const asked = refuseInterrupted(interrupted);
      settle(asked === null ? accepted(code === 0 ? 0 : 1) : refused({ ...asked, wayOut: AGAIN }));
    });
  });
}
