import type { Check } from "../../domain/check.ts";
import type { Refusal } from "../../domain/refusal.ts";

/** What one report says, before it is rendered. */
export interface ReportContent {
  readonly name: string;
  readonly title: string;
  readonly result: "passed" | "waiting" | "stopped" | "failed";
  readonly summary: string;
  readonly facts?: readonly (readonly [string, string])[];
  readonly checks?: readonly Check[];
  readonly refusal?: Refusal;
}
