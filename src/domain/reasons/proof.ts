import type { ReasonTable } from "./reason.ts";

/** Reasons for which a proof is not made, or does not hold. */
export const PROOF_REASONS = {
  STOP_PROOF_INVALID: {
    sentence: "This is no proof that can be read.",
    wayOut: "Take the file as `cutter kb prove` has written it, or make it again.",
    exitCode: 2,
  },
  STOP_PROOF_TEXT: {
    sentence: "The text is not the one that was approved.",
    wayOut:
      "Do not rely on this text. Ask whoever gave you the file for one as `cutter kb prove` has written it.",
    exitCode: 3,
  },
  STOP_PROOF_PATH: {
    sentence: "The path does not lead from this version to what was approved.",
    wayOut:
      "Do not rely on this text. Ask whoever gave you the file for one as `cutter kb prove` has written it.",
    exitCode: 3,
  },
  STOP_PROOF_MISMATCH: {
    sentence: "Two parts of the proof speak of different things.",
    wayOut:
      "Do not rely on this text. Ask whoever gave you the file for one as `cutter kb prove` has written it.",
    exitCode: 3,
  },
  STOP_PROOF_OBJECT: {
    sentence: "An object of git is missing in the proof, or is not what its id says.",
    wayOut:
      "Do not rely on this text. Ask whoever gave you the file for one as `cutter kb prove` has written it.",
    exitCode: 3,
  },
  STOP_PROOF_KEY_REVOKED: {
    sentence:
      "A key that has approved the text was revoked since, so that nobody can tell who has signed with it, and when.",
    wayOut:
      "Ask for a seal with a time stamp that is older than the revocation, and check it with `cutter evidence verify-seal`.",
    exitCode: 3,
  },
  STOP_PROOF_NO_TREE: {
    sentence: "The approved request binds no tree of versions, as those of earlier releases.",
    wayOut: "Its evidence can be checked as a whole: cutter evidence verify RUN.",
    exitCode: 3,
  },
  STOP_PROOF_NOT_APPROVED: {
    sentence: "The base holds something else than what was approved.",
    wayOut: "Do not rely on this text. Let the operator run `cutter audit`.",
    exitCode: 3,
  },
  STOP_PROOF_NO_APPROVAL: {
    sentence: "This clone of the control repository does not hold the approval that the base names.",
    wayOut:
      "Fetch the whole history of the control repository, with `--repo` and `--ref` naming it, and try again.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
