import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import { makeVerifiers } from "../../src/compose/verifiers.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import { createApprovalJudge } from "../../src/engine/approvals/approval-judge.ts";
import type { HistoryMemory } from "../../src/engine/approvals/known-history.ts";
import type { GitObject } from "../../src/ports/control-repository.ts";
import { GATE, NOW, RUN } from "./approval-story.ts";
import type { Scene } from "./attack-scene.ts";
import { reasonOf } from "./reason-of.ts";

/** Judges the run's first gate as a new process does; tells the verdict and the objects that were read. */
export async function judgeCounted(
  scene: Scene,
  asked: {
    readonly memory?: HistoryMemory | null;
    readonly ref?: string;
    readonly request?: GateRequest;
  } = {},
): Promise<{ readonly told: string; readonly reads: readonly GitObject[] }> {
  await using repository = await createControlRepository({ path: scene.repo.path });
  const request = asked.request ?? scene.request;
  const reads: GitObject[] = [];
  const verdict = await createApprovalJudge({
    repository: {
      ...repository,
      async readObject(id) {
        const object = await repository.readObject(id);
        if (object !== null) reads.push(object);
        return object;
      },
    },
    defaultRef: asked.ref ?? "refs/heads/main",
    rootKeys: [{ system: "openpgp", content: Buffer.from(scene.root.armoredPublicKey) }],
    verifiers: makeVerifiers(),
    now: () => NOW,
    memory: asked.memory ?? null,
  }).judge({
    runId: RUN,
    gate: GATE,
    mode: "LIVE",
    repositoryId: request.repository_id,
    initiator: request.initiator,
    requestText: sealRequest(request).text,
    now: NOW,
    firstSeen: new Map(),
    policyFloor: 0,
    isConsumed: false,
  });
  return { told: reasonOf(verdict.result), reads };
}

/** Keeps what is read of a history as the sidecar does. */
export function makeHistoryMemory() {
  const kept: { content: string | null } = { content: null };
  const memory: HistoryMemory = {
    read: async () => (kept.content === null ? null : Buffer.from(kept.content)),
    async write(text) {
      kept.content = text;
    },
  };
  return { kept, memory };
}
