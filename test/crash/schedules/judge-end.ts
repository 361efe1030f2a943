import type { CutterEnd } from "../../support/cutter.ts";

/** What nothing but an edit of the database or of a journal may be refused for; no schedule makes one. */
const ALIEN =
  /STOP_(?:TAMPERED|STATE_CORRUPT|STATE_BEHIND_DB|STATE_AHEAD_OF_DB|UNEXPLAINED\w*|APPROVAL_USED|APPROVAL_INVALID|SOURCE_\w+|SCHEMA\w*|SIDECAR_FOREIGN|SIDECAR_MIXED|BAD_INPUT|CONFIG_INVALID)\b/;

export interface Judged {
  readonly told: string;
  /** What is wrong with how it ended, or null. */
  readonly violation: string | null;
}

/** A command ends well, is stopped with a reason that its faults explain, or was killed; null is one that hung. */
export function judgeEnd(end: CutterEnd | null, mayBeKilled: boolean): Judged {
  if (end === null) return { told: "hangs", violation: "HANG" };
  if (end.signal !== null)
    return {
      told: end.signal,
      violation: mayBeKilled ? null : `KILLED by ${end.signal}: ${end.stderr.slice(-600)}`,
    };
  const reasons = [...new Set((end.stdout + end.stderr).match(/STOP_[A-Z_]+/g) ?? [])];
  const told = `${end.code} ${reasons.join(" ")}`.trim();
  const tail = () => `${end.stderr.slice(-1500)} ${end.stdout.slice(-1500)}`;
  if (ALIEN.test(reasons.join(" "))) return { told, violation: `ALIEN REASON ${told}: ${tail()}` };
  if (end.code === 0 || end.code === 143) return { told, violation: null };
  if (end.code !== 3 || reasons.length === 0) return { told, violation: `FAULT ${told}: ${tail()}` };
  return { told, violation: null };
}
