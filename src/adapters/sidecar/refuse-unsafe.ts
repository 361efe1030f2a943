import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Refusal, refusal } from "../../domain/refusal.ts";

/** Rights by which the group or anybody can change a file, or put names into a folder. */
const WRITABLE_BY_OTHERS = 0o022;

/** `STOP_STATE_UNSAFE` where a path is a link, a pipe or a device, of another account, or open to changes by others; null where it is safe or not there. */
export function refuseUnsafe(path: string): Refusal | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : refuseFault(path, faultOf(found, ownersBelow(dirname(path))));
}

/** The same for the sidecar's root, which may be named through a link. Root may look after the sidecar of any account. */
export function refuseUnsafeRoot(root: string): Refusal | null {
  const found = statSync(root);
  return refuseFault(root, faultOf(found, ownId() === 0 ? [found.uid] : [ownId(), 0]));
}

/** The first refusal of a folder and everything below it, or null. */
export function refuseUnsafeTree(folder: string): Refusal | null {
  const own = refuseUnsafe(folder);
  if (own) return own;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const unsafe = entry.isDirectory() ? refuseUnsafeTree(path) : refuseUnsafe(path);
    if (unsafe) return unsafe;
  }
  return null;
}

function faultOf(found: Stats, mayOwn: readonly number[]): string | null {
  if (found.isSymbolicLink()) return "a link";
  if (!found.isFile() && !found.isDirectory()) return "neither a file nor a folder";
  if (!mayOwn.includes(found.uid)) return `owned by uid ${found.uid}`;
  return (found.mode & WRITABLE_BY_OTHERS) === 0 ? null : `mode ${(found.mode & 0o777).toString(8)}`;
}

/** Who may own what lies in a folder: this account and root; to root also whose folder it is, who could put another file there anyway. */
function ownersBelow(folder: string): readonly number[] {
  return ownId() === 0 ? [0, statSync(folder).uid] : [ownId(), 0];
}

function refuseFault(path: string, fault: string | null): Refusal | null {
  if (fault === null) return null;
  return refusal("STOP_STATE_UNSAFE", {
    field: path,
    expected: "a file or folder of this account that nobody else can write",
    actual: fault,
  });
}

function ownId(): number {
  return process.getuid?.() ?? 0;
}
