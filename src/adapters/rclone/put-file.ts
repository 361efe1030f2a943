import { type Copy, joinPlace, namesAtPlace } from "../../domain/backup-copies.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { PutOrder } from "../../ports/copy-place.ts";
import { isCutOff, refuseEachCutOff } from "./cut-off.ts";
import { lookAt, type Seen } from "./look-at.ts";
import { type PlaceOptions, refuseNoFolder, refuseNoRoot } from "./place-options.ts";
import { runRclone } from "./run-rclone.ts";

/** Puts a file under the first of its names that no copy which was cut off is in the way of, and reads it back. */
export async function putFile(options: PlaceOptions, order: PutOrder, until: number): Promise<Result<Copy>> {
  await refuseNoFolder(options.place);
  const { place } = options;
  for (const object of namesAtPlace(order.object)) {
    const put = await putUnder(options, { ...order, object }, until);
    if (put !== "cut off") return put;
  }
  return refuseEachCutOff(joinPlace(place, order.object));
}

async function putUnder(
  options: PlaceOptions,
  order: PutOrder,
  until: number,
): Promise<Result<Copy> | "cut off"> {
  const { place } = options;
  const { object, path, sizeBytes, sha256 } = order;
  const at = { place, object, until };
  const look = () => lookAt(options, { ...at, mostBytes: sizeBytes });
  const wasCutOff = () => isCutOff(options, { ...at, ...order });
  const copy = { place, object, sizeBytes, sha256 };
  let before: Seen | null;
  try {
    before = await look();
  } catch (cause) {
    if (await wasCutOff()) return "cut off";
    throw cause;
  }
  if (before !== null && isThat(before, order)) return accepted(copy);
  if (await wasCutOff()) return "cut off";
  if (before !== null) return refused(other("STOP_COPY_NAME_TAKEN", copy, before));
  await refuseNoRoot(options, until);
  // `--immutable` does not hold for a single file; this does.
  await runRclone(options, {
    arguments: ["copyto", "--ignore-existing", "--", path, joinPlace(place, object)],
    place,
    names: [object, path],
    until,
  });
  const after = await look();
  if (after === null)
    return refused(
      refusal("STOP_COPY_MISSING", { field: joinPlace(place, object), expected: sha256, actual: "nothing" }),
    );
  return isThat(after, order) ? accepted(copy) : refused(other("STOP_COPY_DIFFERS", copy, after));
}

function isThat(seen: Seen, { sha256, sizeBytes }: Seen): boolean {
  return seen.sha256 === sha256 && seen.sizeBytes === sizeBytes;
}

function other(reason: "STOP_COPY_NAME_TAKEN" | "STOP_COPY_DIFFERS", copy: Copy, seen: Seen) {
  const isLonger = seen.sizeBytes > copy.sizeBytes;
  return refusal(reason, {
    field: joinPlace(copy.place, copy.object),
    expected: describe(copy),
    actual: isLonger ? `more than ${copy.sizeBytes} bytes` : describe(seen),
  });
}

function describe({ sha256, sizeBytes }: Seen): string {
  return `${sha256}, ${sizeBytes} bytes`;
}
