import { type AskedRequest, askedRequestSchema } from "../../domain/asked-request.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

/** The bot's own requests have a few kilobytes, and half a kilobyte for each member of a batch. */
const MAX_REQUEST_BYTES = 8_388_608;

/** Parses a request; null if the content is not one, or if it can be read in more than one way. */
export function parseRequest(content: string | Uint8Array): AskedRequest | null {
  if (content.length > MAX_REQUEST_BYTES) return null;
  const json = parseStrictJson(content);
  const parsed = json.ok ? askedRequestSchema.safeParse(json.value) : null;
  return parsed?.success ? parsed.data : null;
}
