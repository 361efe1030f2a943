import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A proxy in front of a server's unix socket that cuts the connection at COMMIT or another text, or passes nothing on from there. */
export interface CommitProxy extends AsyncDisposable {
  /** Settles when the text has come. */
  readonly reached: Promise<void>;
  readonly host: string;
  readonly port: number;
}

/**
 * `beforeServer`: COMMIT never arrives. `afterServer`: the server commits, its reply is lost. `silent`: COMMIT never arrives and the connection
 * stands. `answerless`: the server commits, its reply is lost and the connection stands.
 */
export async function startCommitProxy(target: {
  readonly host: string;
  readonly port: number;
  readonly cut: "beforeServer" | "afterServer" | "silent" | "answerless";
  /** What the client sends; empty: from the first byte on. */
  readonly at?: string;
}): Promise<CommitProxy> {
  // The extended protocol carries the statement's text in its Parse message.
  const { cut, at = "commit\0" } = target;
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
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
      isCommitting ||= chunk.includes(at);
      if (isCommitting) reach();
      if (isCommitting && cut === "silent") return;
      if (isCommitting && cut === "beforeServer") client.destroy();
      else upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (isCommitting && cut === "afterServer") client.destroy();
      else if (!isCommitting) client.write(chunk);
    });
  });
  server.listen(join(folder, ".s.PGSQL.5432"));
  await once(server, "listening");
  return {
    host: folder,
    port: 5432,
    reached,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
