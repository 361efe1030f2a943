import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeTempFolder } from "./temp-folder.ts";

export interface PostgrestServer extends AsyncDisposable {
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts the program with a configuration, on a port of its own, and waits until it answers. */
export async function startPostgrest(
  program: string,
  settings: ReadonlyMap<string, string>,
): Promise<PostgrestServer> {
  const folder = await makeTempFolder();
  const port = await freePort();
  const file = join(folder.path, "postgrest.conf");
  const lines = [...settings].filter(([key]) => key !== "server-port");
  await writeFile(
    file,
    [...lines, ["server-port", `${port}`]].map(([key, value]) => `${key} = ${value}\n`).join(""),
    {
      mode: 0o600,
    },
  );
  const child = spawn(program, [file], { stdio: ["ignore", "inherit", "inherit"] });
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  await untilItAnswers(child, ask);
  return {
    ask,
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null ? once(child, "exit") : null;
      child.kill();
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function untilItAnswers(child: ChildProcess, ask: PostgrestServer["ask"]): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`postgrest ended with ${child.exitCode}`);
    const answer = await ask("/iu_current?limit=0").catch(() => null);
    // It says 503 until it has read the schema.
    if (answer !== null && answer.status !== 503) return;
    await wait(100);
  }
  throw new Error("postgrest does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return address !== null && typeof address === "object" ? address.port : 0;
}
