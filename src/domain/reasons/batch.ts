import type { ReasonTable } from "./reason.ts";

/** Reasons about batches. */
export const BATCH_REASONS = {
  STOP_BATCH_UNKNOWN: {
    sentence: "There is no batch of that id in the sidecar.",
    wayOut:
      "List the batches with `cutter status` and name one of them. Where the batch was begun on a machine that is lost: `cutter orchestrate adopt BATCH`.",
    exitCode: 2,
  },
  STOP_BATCH_NOT_ALLOWED: {
    sentence: "The policy does not allow this batch at this gate.",
    wayOut:
      "Leave out what is named, or start a run of its own for it with `cutter orchestrate cut`. What a batch may hold is `batch` of the gate in approvals/policy.json, which the holder of the root key signs.",
    exitCode: 3,
  },
  STOP_BATCH_MEMBER: {
    sentence: "A member of the batch is not as the batch needs it, so that none of them begins.",
    wayOut:
      "Settle what is named of each member. `cutter orchestrate renew BATCH` asks again, without those that are over; `cutter orchestrate void BATCH` gives up what has written nothing.",
    exitCode: 3,
  },
  STOP_BATCH_HALTED: {
    sentence: "A member failed, and by the signed rule the batch stops there.",
    wayOut:
      "Read the receipt: what was not attempted is untouched. End the member that failed with `cutter orchestrate void RUN`, or `revert RUN --execute` where it has drafts; then `cutter orchestrate renew BATCH` asks again for the rest.",
    exitCode: 3,
  },
  STOP_RUN_IN_BATCH: {
    sentence: "The run is a member of a batch, and goes on with it alone.",
    wayOut: "Go on with the batch: `cutter orchestrate resume BATCH`.",
    exitCode: 3,
  },
  STOP_BATCH_CLOSED: {
    sentence: "The batch is closed; there is nothing left to do.",
    wayOut: "Read its receipts; start a new batch for other documents.",
    exitCode: 0,
  },
  STOP_BATCH_VOIDED: {
    sentence: "The batch has been given up and cannot go on.",
    wayOut: "Start a new batch.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
