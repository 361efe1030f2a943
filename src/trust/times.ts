import { GATES, type Gate } from "../domain/gates.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { utc } from "../domain/run.ts";

/** How far two honest clocks may stand apart. */
export const SKEW_MS = 120_000;
const HOUR_MS = 3_600_000;

export interface Moments {
  /** `issued_utc` of the request. */
  readonly issued: Date;
  /** `signed_utc` of the statement. */
  readonly signed: Date;
  /** Time inside the signature; null where it has none (SSH). */
  readonly signature: Date | null;
  /** Committer date of the signed commit, or the moment of the merge for a merged pull request. */
  readonly committed: Date;
  /** When the bot first saw the commit: its own clock, not the signer's. */
  readonly firstSeen: Date;
  /** The runner's clock. */
  readonly now: Date;
}

/**
 * A statement from the future, seen from the runner's clock now or from the moment that the bot first saw it (docs/threats.md C-07, G-11).
 */
export function refuseFuture(moments: Moments): Refusal | null {
  if (moments.firstSeen > moments.now) {
    return refusal("STOP_CLOCK_REGRESSION", {
      field: "first_seen",
      expected: `not after ${utc(moments.now)}`,
      actual: utc(moments.firstSeen),
    });
  }
  const latest = moments.firstSeen.getTime() + SKEW_MS;
  for (const [field, moment] of [
    ["signature time", moments.signature],
    ["committer date", moments.committed],
    ["signed_utc", moments.signed],
  ] as const) {
    if (moment !== null && moment.getTime() > latest) {
      return refusal("STOP_APPROVAL_TIME_FUTURE", {
        field,
        expected: `not after ${utc(new Date(latest))}`,
        actual: utc(moment),
      });
    }
  }
  return null;
}

/** Signed after the request was written, and all of the signer's own times agree (docs/threats.md rule 7). */
export function refuseIncoherence(moments: Moments): Refusal | null {
  if (moments.signed < moments.issued) {
    return incoherent("signed_utc", `not before issued_utc ${utc(moments.issued)}`, moments.signed);
  }
  for (const [field, moment] of [
    ["signature time", moments.signature],
    ["committer date", moments.committed],
  ] as const) {
    if (moment !== null && Math.abs(moment.getTime() - moments.signed.getTime()) > SKEW_MS) {
      return incoherent(field, `within 120 s of signed_utc ${utc(moments.signed)}`, moment);
    }
  }
  return null;
}

/** The end of a statement's life: it is stale from exactly this moment on (docs/threats.md C-04, C-05). */
export function endOfLife(gate: Gate, signed: Date): Date {
  return new Date(signed.getTime() + GATES[gate].lifetimeHours * HOUR_MS);
}

export function refuseStale(gate: Gate, signed: Date, now: Date): Refusal | null {
  const end = endOfLife(gate, signed);
  if (now < end) return null;
  return refusal("STOP_APPROVAL_STALE", {
    field: "signed_utc",
    expected: `used before ${utc(end)}`,
    actual: `now ${utc(now)}`,
  });
}

/** A clock that stands before the newest moment that the journal knows has been turned back (docs/threats.md rule 18). */
export function refuseClockRegression(newestKnown: Date | null, now: Date): Refusal | null {
  if (newestKnown === null || now >= newestKnown) return null;
  return refusal("STOP_CLOCK_REGRESSION", {
    field: "clock",
    expected: `not before ${utc(newestKnown)}`,
    actual: utc(now),
  });
}

/** The runner's and the database's clock must tell the same time before a lifetime is counted with either. */
export function refuseClockSkew(runnerNow: Date, databaseNow: Date): Refusal | null {
  const skewMs = Math.abs(databaseNow.getTime() - runnerNow.getTime());
  if (skewMs <= SKEW_MS) return null;
  return refusal("STOP_CLOCK_SKEW", {
    expected: `at most ${SKEW_MS / 1000} s`,
    actual: `${Math.round(skewMs / 1000)} s`,
  });
}

function incoherent(field: string, expected: string, actual: Date): Refusal {
  return refusal("STOP_APPROVAL_TIME_INCOHERENT", { field, expected, actual: utc(actual) });
}
