import { openSocketDoor, type SocketDoor } from "./socket-door.ts";

/** A door that treats start-up options as poolers do. */
export function startPoolerProxy(
  target: { readonly host: string; readonly port: number },
  options: "dropped" | "refused",
): Promise<SocketDoor> {
  return openSocketDoor(target, (client, upstream) => {
    client.once("data", (start: Buffer) => {
      if (options === "refused") {
        client.end(fatal("unsupported startup parameter: options"));
        return;
      }
      upstream.write(withoutOptions(start));
      client.pipe(upstream);
    });
    upstream.pipe(client);
  });
}

/** The start-up message: its length, the version of the protocol, names and values that end with a zero byte, and another one. */
function withoutOptions(start: Buffer): Buffer {
  const words = start
    .subarray(8, start.readInt32BE(0) - 1)
    .toString("utf8")
    .split("\0");
  const kept: string[] = [];
  for (let at = 0; at + 1 < words.length; at += 2)
    if (words[at] !== "options") kept.push(`${words[at]}\0${words[at + 1]}\0`);
  const body = Buffer.from(`${kept.join("")}\0`);
  const head = Buffer.from(start.subarray(0, 8));
  head.writeInt32BE(body.length + 8, 0);
  return Buffer.concat([head, body]);
}

function fatal(message: string): Buffer {
  const body = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
