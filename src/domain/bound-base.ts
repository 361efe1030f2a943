import { z } from "zod";
import { DRIFT_SCOPES } from "./base-facts.ts";
import { countOf, sha256Text, utcText } from "./text-forms.ts";

/** How a request sees the documents that are not its own, and what was found when the whole base was last recomputed. */
export const boundBaseSchema = z
  .strictObject({
    /** `all`: the rows of each were digested; `chain`: the newest entry of each chain was read; `document`: nothing was. */
    others: z.enum(DRIFT_SCOPES),
    documents: z.number().int().nonnegative(),
    /** Digest of the list of these entries. */
    heads_sha256: sha256Text,
    /** The last audit of this database that found nothing, as this machine knows it. */
    audited_utc: utcText.nullable(),
    audit_sha256: sha256Text.nullable(),
  })
  .readonly();

export type BoundBase = z.infer<typeof boundBaseSchema>;

/** The same in one line. What is weaker than reading every row is said with it. */
export function describeBoundBase({ others, documents, audited_utc }: BoundBase): string {
  const audited =
    audited_utc === null ? "there was no audit yet" : `the last clean audit was at ${audited_utc}`;
  const many = countOf(documents, "document");
  switch (others) {
    case "all":
      return `${many}, every row of which was read; ${audited}`;
    case "chain":
      return `${many}, seen by the newest entry of their chains: an edit of one past the triggers is found by cutter audit and not by this run; ${audited}`;
    case "document":
      return "are not looked at, as the configuration says";
  }
}
