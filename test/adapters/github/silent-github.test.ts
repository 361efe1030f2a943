import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { createGitHubClient } from "../../../src/adapters/github/github-client.ts";
import { readFailure } from "../../../src/adapters/github/read-failure.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";

/** A GitHub that answers as told; `asked` settles at the first request. */
async function startGitHub(answer: (response: ServerResponse) => void) {
  let ask: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const server: Server = createServer((_request, response) => {
    ask();
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const HEAD = { "content-type": "application/json" };

const SILENT: readonly (readonly [how: string, answer: (response: ServerResponse) => void])[] = [
  ["from the first byte on", () => undefined],
  ["behind the head of its answer", (response) => response.writeHead(200, HEAD).flushHeaders()],
  [
    "never, but has no end",
    (response) => {
      response.writeHead(200, HEAD);
      const drip = setInterval(() => response.write("["), 20);
      response.on("close", () => clearInterval(drip));
    },
  ],
];

for (const [how, answer] of SILENT) {
  test(`a GitHub that is silent ${how} is a request without an answer (R-08)`, async () => {
    await using github = await startGitHub(answer);
    const { octokit } = createGitHubClient({
      apiUrl: github.url,
      token: "t",
      progress: { step() {}, note() {} },
      pace: "none",
      secondMs: 1,
      timeoutMs: 300,
    });
    await assert.rejects(octokit.request("GET /user"), (thrown) => {
      assert.equal(readFailure(thrown)?.status, null);
      return true;
    });
  });
}

for (const [what, answer] of [
  ...SILENT,
  [
    "until a limit has ended, for which it is waited",
    (response: ServerResponse) =>
      response
        .writeHead(403, { ...HEAD, "retry-after": "600" })
        .end('{"message":"You have exceeded a secondary rate limit"}'),
  ],
] as const) {
  test(`a process that was asked to end does not wait for a GitHub that is silent ${what}, and asks no more (F-61)`, async () => {
    await using github = await startGitHub(answer);
    const late = new AbortController();
    const { octokit } = createGitHubClient({
      apiUrl: github.url,
      token: "t",
      // The limit is met when it is told.
      progress: { step() {}, note: () => late.abort("SIGTERM") },
      pace: "none",
      secondMs: 10,
      late: late.signal,
    });
    const isAsked = (thrown: unknown) => {
      assert.ok(thrown instanceof RefusalError, String(thrown));
      assert.equal(thrown.refusal.reason, "STOP_INTERRUPTED");
      return true;
    };
    const refused = assert.rejects(octokit.request("GET /user"), isAsked);
    await github.asked;
    if (!what.includes("limit")) late.abort("SIGTERM");
    await refused;
    await assert.rejects(octokit.request("GET /user"), isAsked);
  });
}
