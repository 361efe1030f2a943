import type { Refusal } from "../domain/refusal.ts";
import { code, inline } from "./inert-text.ts";
import { make, makeFacts } from "./make-element.ts";

export type Verdict = "checking" | "holds" | "refused" | "fault";

const HEADLINES: Readonly<Record<Verdict, string>> = {
  checking: "Checking …",
  holds: "Holds",
  refused: "DOES NOT HOLD",
  fault: "COULD NOT BE CHECKED",
};

/** Puts the verdict in the place of what stood there. */
export function showVerdict(verdict: Verdict, ...below: readonly Node[]): void {
  const place = document.getElementById("verdict");
  if (place === null) throw new Error("the page has no place for its verdict");
  document.title = HEADLINES[verdict];
  place.className = verdict;
  place.replaceChildren(make("h1", {}, HEADLINES[verdict]), ...below);
}

export function showRefusal({ reason, message, field, expected, actual, wayOut, details }: Refusal): void {
  const fact = (name: string, value: string | undefined) =>
    value === undefined ? [] : [[name, inline(value)] as const];
  showVerdict(
    "refused",
    make("p", { class: "lead" }, inline(message)),
    makeFacts([
      ["Reason", code(reason)],
      ...fact("Where", field),
      ...fact("Expected", expected),
      ...fact("Actual", actual),
      ...(details ?? []).map((detail) => ["Also", inline(detail)] as const),
      ["What to do", inline(wayOut)],
    ]),
  );
}
