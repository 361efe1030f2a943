import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readAccount } from "../adapters/scratch-postgres/unprivileged.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

const OTHERS_WRITE = 0o002;

/**
 * `STOP_CONFIG_INVALID` where the server's socket lies in a folder like `/tmp` and belongs to neither root, this account nor postgres:
 * anybody may listen there in the server's place, and would be told the password of a lane.
 */
export async function refuseForeignSocket(place: {
  readonly host: string;
  readonly port: number;
}): Promise<Refusal | null> {
  if (!place.host.startsWith("/")) return null;
  const path = join(place.host, `.s.PGSQL.${place.port}`);
  const [folder, socket] = await Promise.all([place.host, path].map((one) => stat(one).catch(() => null)));
  if (!folder || !socket || (folder.mode & OTHERS_WRITE) === 0) return null;
  const server = await readAccount("postgres");
  if ([0, process.geteuid?.(), server?.uid].includes(socket.uid)) return null;
  return refusal("STOP_CONFIG_INVALID", {
    field: `DOT_CUTTER_DB_HOST ${path}`,
    expected: "a socket of root, of this account or of postgres",
    actual: `a socket of uid ${socket.uid}, in a folder that everybody may write to`,
  });
}
