import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A proxy in front of a server's unix socket that cuts the connection at COMMIT, or passes nothing on from there. */
export interface CommitProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** `beforeServer`: COMMIT never arrives. `afterServer`: the server commits, its reply is lost. `silent`: the connection stands and says nothing. */
export async function startCommitProxy(target: {
  readonly host: string;
  readonly port: number;
  readonly cut: "beforeServer" | "afterServer" | "silent";
}): Promise<CommitProxy> {
  const folder = await mkdtemp(join(tmpdir(), "cp-"));
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
    let isCommitting = false;
    client.on("data", (chunk) => {
      // The extended protocol carries the statement's text in its Parse message.
      isCommitting ||= chunk.includes("commit\0");
      if (isCommitting && target.cut === "silent") return;
      if (isCommitting && target.cut === "beforeServer") client.destroy();
      else upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (isCommitting) client.destroy();
      else client.write(chunk);
    });
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
