import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A host that takes every connection, and of which nothing more is heard. */
export interface SilentHost extends AsyncDisposable {
  readonly port: number;
  /** Settles when somebody has come. */
  readonly reached: Promise<void>;
}

/** `greeting`: what it says before it falls silent, such as the head of an answer that has no body. */
export async function startSilentHost(greeting = ""): Promise<SilentHost> {
  const sockets = new Set<Socket>();
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.resume();
    if (greeting === "") return reach();
    socket.once("data", () => socket.write(greeting, () => reach()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
