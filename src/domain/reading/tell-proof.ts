import type { Proof } from "../proof.ts";
import type { Period } from "./timeline.ts";

/** When a proven version is in force, by what whoever tells it knows. */
export function tellInForce({
  inForce,
  isCorrected,
  change,
}: {
  readonly inForce: Period | null;
  readonly isCorrected: boolean;
  readonly change: string;
}): string {
  if (isCorrected) return "on no day: what follows corrects it";
  if (change === "repeal") return "on no day: it repeals the unit";
  if (inForce === null) return "on no day that is set";
  const from = inForce.from === null ? "from the beginning" : `from ${inForce.from}`;
  return inForce.until === null ? `${from}; no end is known` : `${from} until ${inForce.until}`;
}

interface Dated {
  readonly leaf: { readonly effective_from: string | null };
}

/** From which day a version counts: as a later run has set it, else as its plan says. */
export function tellFrom({ leaf, day: set }: Dated & { readonly day: Dated | null }): string {
  const day = set?.leaf.effective_from ?? leaf.effective_from;
  if (day === null || day === "open") return "its day is open";
  return day === "-infinity" ? "from the beginning" : `from ${day}`;
}

/** What a proof can't know is said. `holder` is what the reader has before them. */
export function tellKnown({ known, later }: Pick<Proof, "known" | "later">, holder: "file" | "page"): string {
  const unknown = `what came after, this ${holder} does not know`;
  if (known === null) return unknown;
  const said = later.length === 0 ? "nothing had followed it" : "nothing else had followed";
  return `by ${known.utc} ${said}, as whoever made this ${holder} says; ${unknown}`;
}
