import type { App, BatchOutcome, RunOutcome } from "../../compose.ts";
import type { PhasesInputs } from "../../config/action-inputs.ts";
import { type BatchRules, DEFAULT_RULES } from "../../domain/batch.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

/** What a job has moved: one run, or a batch. */
export type Moved =
  | { readonly kind: "run"; readonly outcome: Result<RunOutcome> }
  | { readonly kind: "batch"; readonly outcome: Result<BatchOutcome> };

/** Starts what the inputs name: a run of one document, or a batch of those that are listed, in the inputs or in a file of the control repository. */
export async function startCut(app: App, inputs: PhasesInputs): Promise<Moved> {
  const { "document-id": documentId, documents, "batch-file": file, mode } = inputs;
  const named = [documentId !== "", documents.length > 0, file !== ""].filter(Boolean).length;
  if (named !== 1) {
    const expected = "one of document-id, documents and batch-file";
    return { kind: "run", outcome: badInput("inputs", expected, `${named} of them`) };
  }
  if (documentId !== "") return { kind: "run", outcome: await app.cut({ documentId, mode }) };
  if (mode === "DRYRUN")
    return {
      kind: "batch",
      outcome: badInput("mode", "LIVE for a batch; a dry run is of one document", mode),
    };
  const listed = file === "" ? accepted(documents) : await app.batches.readList(file);
  const outcome = listed.ok
    ? await app.batches.start({ documentIds: listed.value, rules: rulesOf(inputs) })
    : listed;
  return { kind: "batch", outcome };
}

/** What is not said is as `cutter orchestrate batch` has it. */
function rulesOf({ halt, canary, wave }: PhasesInputs): BatchRules {
  return {
    halt: halt === "" ? DEFAULT_RULES.halt : halt,
    canary: canary === "" ? DEFAULT_RULES.canary : Number(canary),
    wave: wave === "" ? DEFAULT_RULES.wave : Number(wave),
  };
}

function badInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
