import { type GateRequest, requestSchema } from "../../domain/request.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

/** The bot's own requests have a few kilobytes. */
const MAX_REQUEST_BYTES = 262_144;

/** Parses a request; null if the content is not one, or if it can be read in more than one way. */
export function parseRequest(content: string | Uint8Array): GateRequest | null {
  if (content.length > MAX_REQUEST_BYTES) return null;
  const json = parseStrictJson(content);
  const parsed = json.ok ? requestSchema.safeParse(json.value) : null;
  return parsed?.success ? parsed.data : null;
}
