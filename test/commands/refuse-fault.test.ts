import assert from "node:assert/strict";
import test from "node:test";
import { refusalOfThrown } from "../../src/commands/refuse-fault.ts";
import { RefusalError, refusal } from "../../src/domain/refusal.ts";
import { refusalOf } from "../../src/engine/runs/stop-run.ts";
import { ConnectionLost } from "../../src/ports/connection-lost.ts";

const LOST = new ConnectionLost("connection lost", { duringCommit: false });
const STOPPED = new RefusalError(refusal("STOP_STATE_IO"));
const FAULT = new TypeError("not a function");

/** What the work threw, what its disposal threw, and what is told of both. */
const BOTH = [
  { work: LOST, disposal: STOPPED, reason: "STOP_DB_UNREACHABLE" },
  { work: STOPPED, disposal: LOST, reason: "STOP_STATE_IO" },
  { work: FAULT, disposal: LOST, reason: undefined },
  { work: LOST, disposal: FAULT, reason: undefined },
] as const;

for (const { work, disposal, reason } of BOTH)
  test(`of work that threw ${work.name} and a disposal that threw ${disposal.name}, ${reason ?? "a fault"} is told`, () => {
    const both = Object.assign(new Error("An error was suppressed during disposal"), {
      name: "SuppressedError",
      error: disposal,
      suppressed: work,
    });
    assert.equal(refusalOfThrown(both)?.reason, reason);
    assert.equal(refusalOf(both)?.reason, reason);
  });
