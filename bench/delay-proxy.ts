import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A proxy for a server's unix socket that delays every byte by `delayMs` in each direction, with no limit on the bytes in flight. */
export interface DelayProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

const PORT = 5432;

export async function startDelayProxy(target: {
  readonly host: string;
  readonly port: number;
  readonly delayMs: number;
}): Promise<DelayProxy> {
  const folder = await mkdtemp(join(tmpdir(), "bd-"));
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(join(target.host, `.s.PGSQL.${target.port}`));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    passOn(client, upstream, target.delayMs);
    passOn(upstream, client, target.delayMs);
  });
  server.listen(join(folder, `.s.PGSQL.${PORT}`));
  await once(server, "listening");
  return {
    host: folder,
    port: PORT,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function passOn(from: Socket, to: Socket, delayMs: number): void {
  from.on("data", (chunk) => {
    setTimeout(() => {
      if (to.writable) to.write(chunk);
    }, delayMs);
  });
  from.on("close", () => {
    setTimeout(() => to.destroy(), delayMs);
  });
}
