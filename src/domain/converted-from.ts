import { z } from "zod";
import { sha256Text } from "./text-forms.ts";

export const convertedFromSchema = z
  .strictObject({ sha256: sha256Text, bytes: z.number().int().positive() })
  .readonly();

/** The file from which a person has made a text, such as the PDF of a gazette; the text alone is cut. */
export type ConvertedFrom = z.infer<typeof convertedFromSchema>;
