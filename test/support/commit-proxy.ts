import { openSocketDoor, type SocketDoor } from "./socket-door.ts";

/** A proxy in front of a server's unix socket that cuts the connection at COMMIT or another text, or passes nothing on from there. */
export interface CommitProxy extends SocketDoor {
  /** Settles when the text has come. */
  readonly reached: Promise<void>;
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
  /** Only on a connection on which the client has sent this before. */
  readonly behind?: string;
}): Promise<CommitProxy> {
  // The extended protocol carries the statement's text in its Parse message.
  const { cut, at = "commit\0", behind = "" } = target;
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const door = await openSocketDoor(target, (client, upstream) => {
    let isBehind = behind === "";
    let isCommitting = false;
    client.on("data", (chunk) => {
      isBehind ||= chunk.includes(behind);
      isCommitting ||= isBehind && chunk.includes(at);
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
  return { ...door, reached };
}
