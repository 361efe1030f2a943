import assert from "node:assert/strict";
import type { MemberTrait } from "../../src/domain/policy.ts";
import type { ActionRun, GitHubSetup } from "./github-setup.ts";
import { judgePull } from "./github-story.ts";

/** Changes the policy so that members of a batch may be of these kinds. */
export async function allowInBatches(setup: GitHubSetup, traits: readonly MemberTrait[]): Promise<void> {
  await setup.changePolicy((policy) => ({
    ...policy,
    gates: Object.fromEntries(
      Object.entries(policy.gates).map(([name, rule]) => [
        name,
        "batch" in rule && rule.batch !== undefined
          ? { ...rule, batch: { ...rule.batch, may_hold: [...traits] } }
          : rule,
      ]),
    ) as typeof policy.gates,
  }));
}

/**
 * A batch from its dispatch to its end with the built actions: each gate is judged on the pull request's head, merged, and gone on with. `hear` is told
 * every step.
 */
export async function tellBatchRun(
  setup: GitHubSetup,
  documents: readonly string[],
  hear: (what: string, step: ActionRun) => void = () => {},
): Promise<ActionRun> {
  const started = await setup.startAction("run-phases", { command: "cut", documents: documents.join(" ") });
  hear(`dispatch of a batch of ${documents.length}`, started);
  assert.equal(started.outputs["decision"], "waiting", started.log);
  const batchId = started.outputs["run-id"] ?? "";
  let last = started;
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    assert.equal(last.outputs["gate"], gate, last.log);
    const pull = setup.github.world.pulls.length;
    const early = await judgePull(setup, pull);
    hear(`check of ${gate} before anybody has signed`, early);
    await setup.sign(batchId, gate);
    const judged = await judgePull(setup, pull);
    hear(`check of ${gate}`, judged);
    assert.equal(judged.outputs["decision"], "accepted", judged.log);
    await setup.api("PUT", `/pulls/${pull}/merge`, { merge_method: "merge" });
    last = await setup.startAction("run-phases", { command: "resume", "run-id": batchId });
    hear(`resume after the merge of #${pull}`, last);
  }
  return last;
}
