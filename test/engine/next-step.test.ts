import assert from "node:assert/strict";
import test from "node:test";
import { refusal } from "../../src/domain/refusal.ts";
import { foldJournal } from "../../src/engine/session/fold-journal.ts";
import { nextStep } from "../../src/engine/session/next-step.ts";
import type { RunPosition } from "../../src/engine/session/run-position.ts";
import { runStarted } from "../support/journal-events.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const HASH = "0".repeat(64);
const ENTRY = { seq: 1, at: "2026-11-21T09:00:00Z", prev: HASH, event: runStarted(RUN), hash: HASH };
const START: RunPosition = foldJournal([ENTRY]);
const DRY: RunPosition = { ...START, run: { ...START.run, mode: "DRYRUN" } };
const { documentId } = START.run;

const FAILED = {
  kind: "failed",
  phase: "structural_verify",
  refusal: refusal("STOP_INVARIANT_FAILED"),
} as const;

function waitsAt(
  gate: NonNullable<RunPosition["waiting"]>["gate"],
  where: string,
  endedBefore: RunPosition["ending"] = null,
): RunPosition {
  return {
    ...START,
    waiting: { gate, where, payloadSha256: HASH, nonce: "", issuedUtc: ENTRY.at, endedBefore },
  };
}

const CASES: readonly { readonly title: string; readonly at: RunPosition; readonly next: string | null }[] = [
  {
    title: "waits at SG_1 without GitHub",
    at: waitsAt("SG_1_cut_authz", "cutter/branch"),
    next: `cutter approve --run ${RUN} --gate SG_1_cut_authz --push, then cutter orchestrate resume ${RUN}`,
  },
  {
    title: "waits at SG_2 on GitHub",
    at: waitsAt("SG_2_lifecycle_authz", "https://github.com/icx/control/pull/2"),
    next: `cutter approve --run ${RUN} --gate SG_2_lifecycle_authz --push, merge the pull request with a merge commit, then cutter orchestrate resume ${RUN}`,
  },
  {
    title: "waits at SG_3, which no resume goes through",
    at: waitsAt("SG_3_compensation_authz", "cutter/branch"),
    next: `cutter approve --run ${RUN} --gate SG_3_compensation_authz --push, then cutter orchestrate revert ${RUN} --execute`,
  },
  { title: "lost its process", at: START, next: `cutter orchestrate resume ${RUN}` },
  {
    title: "met a fault",
    at: { ...START, ending: { kind: "fault", phase: null, message: "x" } },
    next: `cutter orchestrate resume ${RUN}`,
  },
  {
    title: "is a dry run that lost its process",
    at: DRY,
    next: `cutter orchestrate cut --document-id ${documentId} --mode DRYRUN`,
  },
  {
    title: "is a dry run that came to its end",
    at: { ...DRY, ending: { kind: "closed", closeoutSha256: HASH } },
    next: `cutter orchestrate cut --document-id ${documentId}`,
  },
  {
    title: "is closed",
    at: { ...START, ending: { kind: "closed", closeoutSha256: HASH } },
    next: `cutter evidence verify ${RUN}`,
  },
  {
    title: "has stopped at its gate",
    at: {
      ...waitsAt("SG_1_cut_authz", "cutter/branch"),
      ending: { kind: "stopped", phase: null, refusal: refusal("STOP_APPROVAL_STALE") },
    },
    next: null,
  },
  {
    title: "had failed before it was asked at SG_3",
    at: { ...waitsAt("SG_3_compensation_authz", "cutter/branch", FAILED), ending: FAILED },
    next: `cutter approve --run ${RUN} --gate SG_3_compensation_authz --push, then cutter orchestrate revert ${RUN} --execute`,
  },
  {
    title: "is given up",
    at: { ...START, ending: { kind: "voided", by: "operator", why: "x" } },
    next: null,
  },
];

for (const { title, at, next } of CASES) {
  test(`a run that ${title} is told ${next === null ? "its way out alone" : "what leads it on"}`, () => {
    assert.equal(nextStep(at), next);
  });
}
