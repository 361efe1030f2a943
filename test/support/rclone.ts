import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPlace } from "../../src/adapters/rclone/open-place.ts";
import type { PlaceOptions } from "../../src/adapters/rclone/place-options.ts";
import type { CopyPlace } from "../../src/ports/copy-place.ts";
import { createRedactor } from "../../src/reports/redact.ts";
import { makeTempFolder } from "./temp-folder.ts";

/** A configuration of rclone, what its serving programs serve, and places that are opened with it. */
export interface RcloneScene extends AsyncDisposable {
  /** A new empty folder below it for each name. */
  folder(name: string): Promise<string>;
  readonly config: string;
  add(name: string, settings: Readonly<Record<string, string>>): Promise<void>;
  /** Serves a folder on loopback by rclone itself, and adds the remote. */
  serve(name: string, kind: "sftp" | "webdav", folder: string): Promise<void>;
  place(place: string, changes?: Partial<PlaceOptions>): CopyPlace;
}

export async function makeRcloneScene(): Promise<RcloneScene> {
  const temp = await makeTempFolder();
  const config = join(temp.path, "rclone.conf");
  await writeFile(config, "", { mode: 0o600 });
  const ends: (() => Promise<void>)[] = [];
  const add: RcloneScene["add"] = async (name, settings) => {
    const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
    await writeFile(config, `${await readFile(config, "utf8")}[${name}]\n${lines.join("")}`, { mode: 0o600 });
  };
  const environment = { PATH: process.env["PATH"] ?? "", HOME: temp.path };
  return {
    config,
    add,
    async folder(name) {
      const path = join(temp.path, name);
      await mkdir(path, { recursive: true });
      return path;
    },
    async serve(name, kind, folder) {
      const port = await freePort();
      const login = ["--user=bot", "--pass=served"];
      const child = spawn(
        "rclone",
        ["serve", kind, folder, `--addr=127.0.0.1:${port}`, "--dir-cache-time=0s", ...login],
        {
          env: environment,
          stdio: "ignore",
        },
      );
      ends.push(async () => {
        child.kill("SIGKILL");
        await once(child, "close");
      });
      const pass = obscure("served");
      const account = { user: "bot", pass };
      await add(
        name,
        kind === "sftp"
          ? { type: "sftp", host: "127.0.0.1", port: String(port), ...account }
          : { type: "webdav", url: `http://127.0.0.1:${port}/`, vendor: "other", ...account },
      );
      const list = ["--retries=1", `--config=${config}`, "lsf", `${name}:`];
      for (let tries = 0; tries < 100 && !succeeds("rclone", list); tries += 1) await sleep(100);
    },
    place: (place, changes = {}) =>
      openPlace({
        place,
        takesEvidence: true,
        timeoutMs: 60_000,
        config,
        environment,
        tempFolder: temp.path,
        redact: (text) => createRedactor([]).redact(text),
        interrupted: new AbortController().signal,
        ...changes,
      }),
    async [Symbol.asyncDispose]() {
      for (const end of ends) await end();
      await temp[Symbol.asyncDispose]();
    },
  };
}

export function obscure(text: string): string {
  return execFileSync("rclone", ["obscure", text], { encoding: "utf8" }).trim();
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
