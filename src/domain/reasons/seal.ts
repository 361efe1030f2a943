import type { ReasonTable } from "./reason.ts";

/** Reasons about the seal of a period: what cannot be sealed, and what of a seal does not hold. */
export const SEAL_REASONS = {
  STOP_SEAL_PERIOD: {
    sentence: "The period of the seal is not over yet, or is none.",
    wayOut: "Take a last day before today (UTC), and no first day after it.",
    exitCode: 2,
  },
  STOP_SEAL_EMPTY: {
    sentence: "No run and no batch was closed in this period.",
    wayOut: "Take a longer period; `cutter status` tells which runs are closed.",
    exitCode: 2,
  },
  STOP_SEAL_EXISTS: {
    sentence: "The folder holds something else already.",
    wayOut: "Name another folder with `--out`.",
    exitCode: 2,
  },
  STOP_SEAL_LIST: {
    sentence: "The list of the seal is not the one whose root was taken.",
    wayOut: "Fetch the seal again from where it was kept, and find out who changed this copy.",
    exitCode: 3,
  },
  STOP_SEAL_ROOT: {
    sentence: "The root of the seal is not that of its list.",
    wayOut: "Fetch the seal again from where it was kept, and find out who changed this copy.",
    exitCode: 3,
  },
  STOP_SEAL_UNSIGNED: {
    sentence: "The root of the seal carries no signature.",
    wayOut: "Sign `root.txt` with the root key, as `cutter evidence seal` has told.",
    exitCode: 3,
  },
  STOP_SEAL_SIG_BAD: {
    sentence: "The signature does not fit the root of the seal, or is of a kind that is not accepted.",
    wayOut: "Sign `root.txt` with the root key, as `cutter evidence seal` has told.",
    exitCode: 3,
  },
  STOP_SEAL_SIGNER_UNKNOWN: {
    sentence: "The root of the seal is signed by another key than the root key.",
    wayOut: "Name the root key that has signed it, or have it signed by the root key.",
    exitCode: 3,
  },
  STOP_SEAL_WEAK_CRYPTO: {
    sentence: "Signature or time stamp of the seal rest on a hash or key that is too weak.",
    wayOut: "Sign and stamp it with SHA-256 or better.",
    exitCode: 3,
  },
  STOP_SEAL_UNSTAMPED: {
    sentence: "The signature of the seal carries no time stamp.",
    wayOut: "Have the signature stamped into `root.tsr`, as `cutter evidence seal` has told.",
    exitCode: 3,
  },
  STOP_SEAL_STAMP_BAD: {
    sentence: "The time stamp of the seal cannot be read.",
    wayOut: "Ask the authority for a time stamp again.",
    exitCode: 3,
  },
  STOP_SEAL_STAMP_OTHER: {
    sentence: "The time stamp is of something else than the signature of this seal.",
    wayOut: "Have the signature of this seal stamped.",
    exitCode: 3,
  },
  STOP_SEAL_TSA_UNKNOWN: {
    sentence: "The time stamp is not by the authority that was named, or was not valid when it was made.",
    wayOut: "Name the certificate of the authority that made it, if you trust it.",
    exitCode: 3,
  },
  STOP_SEAL_KEY_ENDED: {
    sentence: "The time stamp does not show that the signature was made before its key ended.",
    wayOut:
      "Seal the period again and sign it with a key that is valid; runs keep their evidence for as long as you do.",
    exitCode: 3,
  },
  STOP_SEAL_TIMES: {
    sentence: "The times of the seal contradict each other.",
    wayOut: "Seal, sign and stamp again on machines whose clocks are right, in this order.",
    exitCode: 3,
  },
  STOP_SEAL_RUN_UNKNOWN: {
    sentence: "The run or batch is not under this seal.",
    wayOut: "Take the seal of the period in which it was closed.",
    exitCode: 3,
  },
  STOP_SEAL_RUN_OTHER: {
    sentence: "The evidence of the run or batch is not the one that was sealed.",
    wayOut: "Fetch its evidence again from a copy, and find out who changed this one.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
