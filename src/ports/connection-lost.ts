import { type Refusal, refusal } from "../domain/refusal.ts";

/**
 * The connection was lost; if `duringCommit`, only the receipt tells whether the transaction committed. If `isSilent`, it stood and the server
 * said nothing, so this side ended it.
 */
export class ConnectionLost extends Error {
  readonly duringCommit: boolean;
  readonly isSilent: boolean;
  /** Where this process ended the wait because it was asked to end. */
  readonly asked: Refusal | null;

  constructor(
    message: string,
    options: {
      readonly duringCommit: boolean;
      readonly isSilent?: boolean;
      readonly asked?: Refusal | null;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = "ConnectionLost";
    this.duringCommit = options.duringCommit;
    this.isSilent = options.isSilent ?? false;
    this.asked = options.asked ?? null;
  }
}

/** The refusal that a lost connection stands for: the receipt settles an open outcome, everything else was rolled back. */
function refusalOfLoss({ duringCommit, isSilent, asked, message }: ConnectionLost): Refusal {
  if (duringCommit) return refusal("STOP_OUTCOME_UNKNOWN", { actual: message });
  if (asked !== null) return asked;
  return refusal(isSilent ? "STOP_DB_TIMEOUT" : "STOP_DB_UNREACHABLE", { actual: message });
}

/** The refusal of what was thrown where it is a lost connection. */
export function refusalOfLost(thrown: unknown): Refusal | null {
  return thrown instanceof ConnectionLost ? refusalOfLoss(thrown) : null;
}
