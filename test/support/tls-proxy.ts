import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What a client of PostgreSQL sends first where it wants TLS: length 8 and a number of its own. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A TCP door with TLS before a server's Unix socket, on a free port of localhost. */
export async function startTlsProxy(
  socket: string,
  identity: { readonly key: string; readonly cert: string },
): Promise<{ readonly address: string; readonly port: number } & AsyncDisposable> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (first: Buffer) => {
      if (!first.equals(SSL_REQUEST)) {
        client.destroy();
        return;
      }
      client.pause();
      client.write("S");
      const secure = new TLSSocket(client, { isServer: true, ...identity });
      const inside = createConnection(socket);
      secure.on("error", () => inside.destroy());
      inside.on("error", () => secure.destroy());
      secure.pipe(inside).pipe(secure);
    });
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;
  return {
    address,
    port,
    async [Symbol.asyncDispose]() {
      for (const client of open) client.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
