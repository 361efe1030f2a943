import assert from "node:assert/strict";
import type { Pull } from "../support/github/world.ts";
import { makeOnce } from "../support/make-once.ts";
import { lawOf } from "../support/test-setup.ts";
import type { GitHubSetup } from "./github-setup.ts";

/** A run that waits at SG_1, and the pull request that asks for it. */
export interface WaitingRequest {
  readonly runId: string;
  readonly pull: Pull;
}

/** Cuts a document by the workflow; every later call puts GitHub, database, sidecar and the sovereign's clone back to that moment. */
export function cutOnce(setup: () => GitHubSetup): () => Promise<WaitingRequest> {
  const cut = makeOnce({
    async make() {
      const documentId = await setup().test.register(lawOf("a request"));
      const inputs = { command: "cut", "document-id": documentId };
      const ended = await setup().startAction("run-phases", inputs);
      assert.equal(ended.outputs["decision"], "waiting", ended.log);
      return ended.outputs["run-id"] ?? assert.fail();
    },
    remember: () => remember(setup()),
  });
  return async () => {
    const runId = await cut();
    return { runId, pull: setup().github.world.pulls.at(-1) ?? assert.fail() };
  };
}

async function remember({ test, github }: GitHubSetup): Promise<() => Promise<void>> {
  const { git, pulls, comments, reviews, statuses } = github.world;
  const listRefs = (format: string) => git.git(["for-each-ref", `--format=${format}`]);
  const [putBack, refs] = await Promise.all([test.remember(), listRefs("update %(refname) %(objectname)")]);
  const kept = structuredClone({ pulls, comments, reviews, statuses });
  return async () => {
    await putBack();
    await git.git(["update-ref", "--stdin"], (await listRefs("delete %(refname)")).concat("\n"));
    await git.git(["update-ref", "--stdin"], refs.concat("\n"));
    const again = structuredClone(kept);
    pulls.splice(0, pulls.length, ...again.pulls);
    comments.splice(0, comments.length, ...again.comments);
    reviews.splice(0, reviews.length, ...again.reviews);
    statuses.splice(0, statuses.length, ...again.statuses);
  };
}
