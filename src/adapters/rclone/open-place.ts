import { type Copy, joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { CopyPlace, PutOrder } from "../../ports/copy-place.ts";
import { lookAt, type Seen } from "./look-at.ts";
import { type PlaceOptions, refuseNoFolder } from "./place-options.ts";
import { probePlace } from "./probe-place.ts";
import { putFolder } from "./put-folder.ts";
import { runRclone, streamRclone } from "./run-rclone.ts";

/** Nobody waits for the doctor as long as a backup may take. */
const PROBE_MS = 120_000;

/** A place for copies that rclone reaches. Nothing is repeated by itself, and every wait has an end. */
export function openPlace(options: PlaceOptions): CopyPlace {
  const { place } = options;
  const until = () => performance.now() + options.timeoutMs;
  return {
    place,
    takesEvidence: options.takesEvidence,
    put: (order) => refusing(() => put(options, order, until())),
    putFolder: (folder, files) => refusing(() => putFolder(options, { folder, files, until: until() })),
    read: (object) => read(options, object, until()),
    probe: (order) =>
      refusing(() => probePlace(options, order, Math.min(until(), performance.now() + PROBE_MS))),
  };
}

async function put(options: PlaceOptions, order: PutOrder, until: number): Promise<Result<Copy>> {
  const { place } = options;
  const { object, path, sizeBytes, sha256 } = order;
  await refuseNoFolder(place);
  const look = () => lookAt(options, { place, object, until, mostBytes: sizeBytes });
  const copy = { place, object, sizeBytes, sha256 };
  const before = await look();
  if (before !== null)
    return isThat(before, order) ? accepted(copy) : refused(other("STOP_COPY_NAME_TAKEN", copy, before));
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
  const of = (bytes: number) => `${bytes} bytes`;
  const isLonger = seen.sizeBytes > copy.sizeBytes;
  return refusal(reason, {
    field: joinPlace(copy.place, copy.object),
    expected: `${copy.sha256}, ${of(copy.sizeBytes)}`,
    actual: isLonger ? `more than ${of(copy.sizeBytes)}` : `${seen.sha256}, ${of(seen.sizeBytes)}`,
  });
}

async function* read(options: PlaceOptions, object: string, until: number): AsyncIterable<Uint8Array> {
  const { place } = options;
  await refuseNoFolder(place);
  yield* streamRclone(options, {
    arguments: ["cat", "--", joinPlace(place, object)],
    place,
    names: [object],
    until,
  });
}

/** Turns what streams had to throw back into a value. */
async function refusing<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}
