const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_HOPS = 3;

/** Says that the answer came from, or pointed to, a host that must not see the token. Never repeated. */
export const FOREIGN_HOST_STATUS = 421;

/**
 * A fetch that speaks with one origin only. A redirect within it is followed for reads (and for writes where the server
 * says to repeat them as they are); one to another host ends in status 421, and the token is not sent there.
 */
export function makeSafeFetch(options: {
  readonly apiUrl: string;
  readonly timeoutMs: number;
}): typeof fetch {
  const { origin } = new URL(options.apiUrl);
  return async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      if (url.origin !== origin) return misdirected(`refused to send the token to ${url.host}`);
      const signal = AbortSignal.timeout(options.timeoutMs);
      const response = await fetch(url, { ...init, redirect: "manual", signal });
      if (!REDIRECTS.includes(response.status)) return response;
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

function misdirected(message: string): Response {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return new Response(JSON.stringify({ message }), { status: FOREIGN_HOST_STATUS, headers });
}
