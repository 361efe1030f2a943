import { join } from "node:path";
import { isBatchId } from "../domain/batch.ts";

/** The folder of a run or batch in the sidecar at `root`. */
export function folderOf(root: string, id: string): string {
  return join(root, isBatchId(id) ? "batches" : "runs", id);
}
