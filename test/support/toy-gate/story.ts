import { readFile, writeFile } from "node:fs/promises";
import { fillPhases } from "../../../docs/render-phases.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { STATES } from "../../../src/domain/phases.ts";
import { lawOf, makeTestSetup, must, runPath } from "../test-setup.ts";

/** Runs in a copy of the product: one run from its start to its end, and what each step left, as JSON in the file named first. */
const [file = ""] = process.argv.slice(2);
await using test = await makeTestSetup();
const documentId = await test.register(lawOf("the toy"));
await using app = await test.openApp();
const { runId } = must(await app.cut({ documentId, mode: "LIVE" }));
const steps: { readonly did: string; readonly state: string; readonly waits: string | null }[] = [];

await approve("SG_1_cut_authz");
await resume("approved SG_1");
must(await app.renew(runId));
await resume("renewed");
await approve("SG_2_lifecycle_authz");
await resume("approved SG_2");
await resume("approved nothing");
await approve("SG_4_toy_authz" as Gate);
await resume("approved SG_4");

const journal = (await readFile(runPath(test.setup, runId, "journal.jsonl"), "utf8")).trimEnd().split("\n");
const phases = journal
  .map((line) => JSON.parse(line) as { event: { type: string; phase?: string } })
  .flatMap(({ event }) => (event.type === "phase_result" ? [event.phase] : []));
const rehearsal = JSON.parse(await readFile(runPath(test.setup, runId, "rehearsal.json"), "utf8")) as {
  steps: { step: string }[];
};
await writeFile(
  file,
  JSON.stringify({
    steps,
    phases,
    states: STATES,
    rehearsed: rehearsal.steps.map(({ step }) => step),
    readme: fillPhases("<!-- phases: made by npm run docs --><!-- /phases -->"),
  }),
);

async function resume(did: string): Promise<void> {
  const { state, waiting } = must(await app.resume(runId));
  steps.push({ did, state, waits: waiting?.gate ?? null });
}

async function approve(gate: Gate): Promise<void> {
  await test.approve(runId, gate);
}
