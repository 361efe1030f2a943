import { z } from "zod";

/** Public root keys as the page of a proof carries them: the bytes of their files. */
export const carriedKeysSchema = z
  .array(z.strictObject({ system: z.enum(["openpgp", "ssh"]), base64: z.base64() }).readonly())
  .min(1)
  .readonly();

export type CarriedKeys = z.infer<typeof carriedKeysSchema>;
