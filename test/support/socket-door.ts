import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A door in front of a server's unix socket, at which sessions knock as at the server itself. */
export interface SocketDoor extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** Opens the door; `pass` wires each client to its own connection with the server. Where one side ends, both do. */
export async function openSocketDoor(
  target: { readonly host: string; readonly port: number },
  pass: (client: Socket, upstream: Socket) => void,
): Promise<SocketDoor> {
  const folder = await mkdtemp(join(tmpdir(), "door-"));
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(join(target.host, `.s.PGSQL.${target.port}`));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    pass(client, upstream);
  });
  server.listen(join(folder, ".s.PGSQL.5432"));
  await once(server, "listening");
  return {
    host: folder,
    port: 5432,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
