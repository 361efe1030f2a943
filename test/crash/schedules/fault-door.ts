import type { Socket } from "node:net";
import { openSocketDoor, type SocketDoor } from "../../support/socket-door.ts";

/** What happens to the message that a fault met: it goes on to the server, it is lost, or it goes on with all behind it when it is let through. */
type Fate = "passes" | "is lost" | "is late";

/** The door between one machine and the server, at which the connections of the machine are counted, cut and kept silent. */
export interface FaultDoor extends SocketDoor {
  /** How many messages the machine has sent since this was asked last. */
  takeCount(): number;
  /** Does it at the message of that number from now on, or at the first that holds the text, once. */
  at(message: number | string, fault: () => Fate): void;
  /** Lets through what is late. */
  letThrough(): void;
  /** Takes back what was to be done. */
  clear(): void;
  /** Both sides see the end of every connection. */
  cut(): void;
  /** The machine sees the end of every connection, the server of none. */
  leaveGhosts(): void;
  /** The server sees the end of those as well. */
  endGhosts(): void;
  /** Nothing passes in either direction, until `speak`. */
  keepSilent(): void;
  speak(): void;
}

interface Line {
  readonly client: Socket;
  readonly upstream: Socket;
}

export async function openFaultDoor(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultDoor> {
  const lines = new Set<Line>();
  const ghosts = new Set<Socket>();
  let sent = 0;
  let planned: { readonly meets: (chunk: Buffer) => boolean; readonly fault: () => Fate } | null = null;
  let late: { readonly client: Socket; readonly upstream: Socket; readonly chunks: Buffer[] } | null = null;
  let kept: (() => void)[] | null = null;

  function pass(from: Socket, to: Socket, chunk: Buffer): void {
    const write = () => void (to.destroyed || from.destroyed || to.write(chunk));
    if (kept === null) write();
    else kept.push(write);
  }

  const door = await openSocketDoor(target, (client, upstream) => {
    const line = { client, upstream };
    lines.add(line);
    client.on("close", () => lines.delete(line));
    client.on("data", (chunk: Buffer) => {
      sent += 1;
      if (planned?.meets(chunk)) {
        const { fault } = planned;
        planned = null;
        const fate = fault();
        if (fate === "is lost") return;
        if (fate === "is late") late = { client, upstream, chunks: [] };
      }
      if (late?.client === client) {
        late.chunks.push(chunk);
        return;
      }
      pass(client, upstream, chunk);
    });
    upstream.on("data", (chunk: Buffer) => pass(upstream, client, chunk));
  });
  return {
    ...door,
    takeCount() {
      const count = sent;
      sent = 0;
      return count;
    },
    at(message, fault) {
      const last = sent;
      const meets = (chunk: Buffer) =>
        typeof message === "string" ? chunk.includes(message) : sent >= last + message;
      planned = { meets, fault };
    },
    letThrough() {
      const { client, upstream, chunks = [] } = late ?? {};
      late = null;
      if (client !== undefined && upstream !== undefined)
        for (const chunk of chunks) pass(client, upstream, chunk);
    },
    clear() {
      planned = null;
    },
    cut() {
      for (const { client, upstream } of lines) {
        client.destroy();
        upstream.destroy();
      }
    },
    leaveGhosts() {
      for (const { client, upstream } of lines) {
        upstream.removeAllListeners("data").resume();
        ghosts.add(upstream);
        client.removeAllListeners("close").destroy();
      }
      lines.clear();
    },
    endGhosts() {
      for (const ghost of ghosts) ghost.destroy();
      ghosts.clear();
    },
    keepSilent() {
      kept ??= [];
    },
    speak() {
      const writes = kept ?? [];
      kept = null;
      for (const write of writes) write();
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}
