import { z } from "zod";

/** sha256 as lower-case hex. */
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");

/** A moment that exists, to the second: `YYYY-MM-DDTHH:MM:SSZ`. */
export const utcText = z.iso.datetime({ precision: 0, error: "YYYY-MM-DDTHH:MM:SSZ" });
