import { z } from "zod";
import type { Json } from "../json/canonical-json.ts";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";

/** A file that the bot writes and reads again: its name, what it holds in words, and what it must look like. */
export interface StateFile<T> {
  readonly name: string;
  readonly holds: string;
  readonly schema: z.ZodType<T>;
}

/** The same file of a run that another version of the code has begun: a JSON object, of which only its digest has to be known. */
export function inAnyForm({ name, holds }: StateFile<object>): StateFile<AnyForm> {
  return { name, holds, schema: z.record(z.string(), z.json()) };
}

export type AnyForm = Readonly<Record<string, Json>>;

/** What a state file says; `STOP_STATE_CORRUPT` names the file and the first fault, the details list every one. Null: there is no such file. */
export function parseStateFile<T>(file: StateFile<T>, content: Uint8Array | null): Result<T> {
  if (content === null) return corrupt(file, ["no readable file"]);
  const json = parseStrictJson(content);
  if (!json.ok) return corrupt(file, [json.fault]);
  const parsed = file.schema.safeParse(json.value);
  if (parsed.success) return accepted(parsed.data);
  return corrupt(file, describeFaults(parsed.error));
}

/** Every fault that a schema has found, `place: what was expected and what was found`. */
function describeFaults(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`);
}

function corrupt({ name, holds }: StateFile<unknown>, details: readonly string[]) {
  const [actual = ""] = details;
  return refused(
    refusal("STOP_STATE_CORRUPT", {
      field: name,
      expected: holds,
      actual,
      ...(details.length > 1 ? { details } : {}),
    }),
  );
}
