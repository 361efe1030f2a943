import type { StatedUnits } from "../../domain/expectation.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { refuseBytes } from "../source/refuse-bytes.ts";
import { digestLabels } from "./refuse-unmet-expectation.ts";

/** Reads the publisher's list: one label a line (of a table, the first column before a tab); empty lines and lines that begin with `#` count for nothing. */
export function readExpectedList(bytes: Uint8Array): Result<StatedUnits> {
  const unusable = refuseBytes(bytes);
  if (unusable !== null) return refused({ ...unusable, field: "--expect" });
  const labels = new TextDecoder("utf-8")
    .decode(bytes)
    .split(/\r\n|[\n\r]/)
    .map((line) => (line.split("\t")[0] ?? "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (labels.length > 0)
    return accepted({ count: labels.length, labelsSha256: digestLabels(labels), labels });
  return refused(
    refusal("STOP_BAD_INPUT", { field: "--expect", expected: "one label a line", actual: "no label" }),
  );
}

/** Reads the number of units that the publisher states. */
export function readExpectedCount(text: string): Result<StatedUnits> {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count > 0) return accepted({ count, labelsSha256: null, labels: [] });
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: "--expect-count",
      expected: "a whole number from 1 to 999999",
      actual: text,
    }),
  );
}
