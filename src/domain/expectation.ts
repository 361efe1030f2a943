import { z } from "zod";
import { sha256Text } from "./text-forms.ts";

/** What the publisher states about the units of a document: their number, and sha256 over their folded labels in order, or null where only the number is known. */
export const expectationSchema = z
  .strictObject({ count: z.number().int().positive(), labelsSha256: sha256Text.nullable() })
  .readonly();

export type Expectation = z.infer<typeof expectationSchema>;

/** An expectation as a person gives it: with the labels that the digest stands for; none where only the number is given. */
export type StatedUnits = Expectation & { readonly labels: readonly string[] };
