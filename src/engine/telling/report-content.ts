import type { Amendment } from "../../domain/amendment.ts";
import type { Check } from "../../domain/check.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { WrittenFile } from "../../domain/shown-cut.ts";

/** What one report says, before it is rendered. */
export interface ReportContent {
  readonly name: string;
  readonly title: string;
  readonly result: "passed" | "waiting" | "stopped" | "failed";
  readonly summary: string;
  readonly facts?: readonly (readonly [string, string])[];
  /** The list of the cut, where the report tells of one. */
  readonly list?: readonly WrittenFile[];
  /** What changes, where the report tells of an amendment. */
  readonly amendment?: Amendment;
  readonly checks?: readonly Check[];
  readonly refusal?: Refusal;
}
