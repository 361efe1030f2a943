import type { Output } from "../../adapters/terminal/output.ts";
import type { RunOutcome } from "../../compose.ts";
import type { Demo, DemoVersion } from "../../demo/demo.ts";
import { type Check, check } from "../../domain/check.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { createTeller, type Telling } from "./teller.ts";

/** A law that is amended and then corrected, and what a reader finds in it. */
export interface AmendedLaw {
  readonly amended: DemoVersion;
  readonly corrected: DemoVersion;
  readonly counts: string;
  /** Days, and the beginning of a unit's text on each. */
  readonly readings: readonly { readonly day: string; readonly address: string; readonly holds: string }[];
  readonly erratum: { readonly address: string; readonly wrong: string; readonly right: string };
}

/** Goes on after the first enactment: the next version, the statement of lineage that it needs, both gates, and the text of several days. */
export async function tellAmendment(
  demo: Demo,
  law: AmendedLaw,
  telling: Telling,
): Promise<readonly Check[]> {
  const { output } = telling;
  const { say, claim, checks } = createTeller(telling);
  const { documentId } = law.amended;
  const read = async (day: string, address: string, knownAt: string | null = null) => {
    const rows = await demo.readText(documentId, day, knownAt);
    return rows.find((row) => row.address.endsWith(`/${address}`))?.body ?? "not in force";
  };

  say("the law is amended: the owner registers the next version");
  const enacted = await demo.readEnacted(documentId);
  const asked = await demo.registerNext(law.amended);
  claim(check("a unit that is moved and changed", "STOP_LINEAGE_NEEDED", asked?.reason ?? "registered"));
  for (const line of asked?.details ?? []) output.progress.note(line);
  say("a person states which units are the same, and the amendment goes through both gates");
  const lineage = `${(asked?.details ?? []).join("\n")}\n`;
  mustBeNull(await demo.registerNext({ ...law.amended, lineage }));
  const runId = await enact(demo, documentId, output);
  const standing = await demo.readEnacted(documentId);
  claim(
    check("the delta", law.counts, await demo.readDelta(runId)),
    check("enacted rows that have changed", 0, countChanged(enacted, standing)),
  );
  for (const { day, address, holds } of law.readings)
    claim(check(`${address} on ${day}`, holds, shorten(await read(day, address), holds)));

  say("a mistake in it is corrected: what people got before stays known");
  const knownBefore = await demo.databaseNow();
  mustBeNull(await demo.registerNext(law.corrected));
  await enact(demo, documentId, output);
  const { address, wrong, right } = law.erratum;
  const day = law.amended.effectiveFrom ?? "";
  claim(
    check("the text after the erratum", right, shorten(await read(day, address), right)),
    check("as it was known before", wrong, shorten(await read(day, address, knownBefore), wrong)),
    check("enacted rows that have changed", 0, countChanged(standing, await demo.readEnacted(documentId))),
  );
  return checks;
}

async function enact(demo: Demo, documentId: string, output: Output): Promise<string> {
  const { runId } = must(await demo.app.cut({ documentId, mode: "LIVE" }));
  for (const gate of ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const) {
    for (const line of await demo.approve(runId, gate)) output.progress.note(line);
    must(await demo.app.resume(runId));
  }
  return runId;
}

/** The words that are looked for where they stand in the text, else how the text begins. */
function shorten(text: string, words: string): string {
  return text.includes(words) ? words : text.replace(/\s+/g, " ").slice(0, 80);
}

function countChanged(then: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): number {
  return [...then].filter(([id, digest]) => now.get(id) !== digest).length;
}

function mustBeNull(refused: Awaited<ReturnType<Demo["registerNext"]>>): void {
  if (refused !== null) throw new RefusalError(refused);
}

function must(result: Result<RunOutcome>): RunOutcome {
  if (!result.ok) throw new RefusalError(result.refusal);
  const { refusal } = result.value;
  if (refusal !== null && refusal.reason !== "STOP_APPROVAL_REQUIRED") throw new RefusalError(refusal);
  return result.value;
}
