const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_HOPS = 3;
/** More than a page of a hundred comments of full length takes at four bytes per character. */
const MAX_BYTES = 64_000_000;

/** Status of a request to, or a redirect to, a host that must not see the token; such a request is never repeated. */
export const FOREIGN_HOST_STATUS = 421;

/**
 * A fetch that talks to one origin only. A redirect within it is followed for reads (and for writes if the server
 * says to repeat them unchanged); one to another host ends in status 421, and the token is not sent there. An answer is read to its
 * end; a good one that is not complete JSON, such as the page of a proxy, becomes status 502, so that the outcome counts as unknown.
 */
export function makeSafeFetch(options: {
  readonly apiUrl: string;
  readonly timeoutMs: number;
  /** Aborted when nothing is to be waited for any more. */
  readonly late: AbortSignal;
}): typeof fetch {
  const { origin } = new URL(options.apiUrl);
  return async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      if (url.origin !== origin) return misdirected(`refused to send the token to ${url.host}`);
      const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), options.late]);
      const response = await fetch(url, { ...init, redirect: "manual", signal });
      if (!REDIRECTS.includes(response.status)) return await readWhole(response);
      await response.body?.cancel();
      const location = response.headers.get("location");
      const isRead = ["GET", "HEAD"].includes(init?.method?.toUpperCase() ?? "GET");
      if (location === null || (!isRead && response.status < 307))
        return misdirected(`the server answered ${response.status}: the repository may have moved`);
      url = new URL(location, url);
    }
    return misdirected("too many redirects");
  };
}

async function readWhole(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) return refusedResponse(502, `the server answered more than ${MAX_BYTES} bytes`);
  }
  const body = Buffer.concat(chunks);
  if (response.ok && !isJson(body.toString("utf8")))
    return refusedResponse(502, `the server answered ${response.status} with something that is not JSON`);
  const { status, headers } = response;
  return new Response(body, { status, headers });
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function misdirected(message: string): Response {
  return refusedResponse(FOREIGN_HOST_STATUS, message);
}

function refusedResponse(status: number, message: string): Response {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return new Response(JSON.stringify({ message }), { status, headers });
}
