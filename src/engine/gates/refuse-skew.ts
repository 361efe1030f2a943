import type { Refusal } from "../../domain/refusal.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import { refuseClockSkew } from "../../trust/times.ts";

/**
 * Refuses where the runner's clock is not the database's. Asked before anything is begun, asked for or opened by it: a request of another time
 * could be answered by nobody, and a lifetime that has ended would seem to go on.
 */
export async function refuseSkew(clock: Clock, live: KnowledgeBase): Promise<Refusal | null> {
  const databaseNow = readUtc(await live.now());
  return refuseClockSkew(clock.now(), databaseNow);
}
