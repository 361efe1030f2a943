import { type Refusal, refusal } from "../refusal.ts";

/** Where a site will lie: a host, and a folder on it. Nothing in it has to be escaped, in a page or a feed. */
export const SITE_URL = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?\/(?:[A-Za-z0-9._~-]+\/)*$/;

export function refuseSiteUrl(field: string, url: string): Refusal | null {
  if (SITE_URL.test(url)) return null;
  return refusal("STOP_BAD_INPUT", {
    field,
    expected: "https://, a host, and a path that ends with a slash",
    actual: url,
  });
}
