import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JournalForm } from "../../domain/journal.ts";
import { GENESIS, makeEntry } from "../../domain/journal-chain.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import type { Json } from "../../json/canonical-json.ts";
import type { JournalFolder, JournalView } from "../../ports/sidecar.ts";
import { attemptIo } from "./attempt-io.ts";
import { removeTemporary, syncFolder, writeDurably } from "./durable-file.ts";
import { JournalFile } from "./journal-file.ts";
import { isLockHeld, type KernelLock, takeKernelLock } from "./kernel-lock.ts";
import { isLeaseHeld, readLease, removeLease, writeLease } from "./lease-file.ts";
import { refuseUnsafeTree } from "./refuse-unsafe.ts";
import { type Projection, readRunFiles, writeState } from "./run-files.ts";

/** Where a run or a batch lies, and what its journal can say. */
export interface RunLocation<Event> {
  readonly runId: string;
  /** `<root>/runs/<run_id>`, `<root>/batches/<batch_id>`. */
  readonly folder: string;
  /** `<root>/locks/<id>.lock`. */
  readonly lock: string;
  readonly form: JournalForm<Event>;
  readonly project: Projection<Event>;
  readonly readHold: () => Promise<string | null>;
}

/**
 * Makes the folder of a new run, whole or not at all: prepared under another name, then renamed. Where the run is adopted, what stands there of its
 * earlier journal is put aside.
 */
export async function createRun<Event extends Json>(
  location: RunLocation<Event>,
  started: { readonly event: Event; readonly at: Date },
): Promise<Result<JournalFolder<Event>>> {
  const lock = await takeKernelLock(location.lock);
  if (!lock.ok) return lock;
  const prepared = `${location.folder}.new`;
  try {
    await rm(prepared, { recursive: true, force: true });
    await mkdir(join(prepared, "kb"), { recursive: true, mode: 0o750 });
    const { line, entry } = makeEntry(1, utc(started.at), GENESIS, started.event);
    await writeFile(join(prepared, "journal.jsonl"), line, { mode: 0o640, flush: true });
    await writeState(prepared, location.runId, { entries: [entry], project: location.project });
    const number = location.form.numberOf(started.event);
    if (number > 0) await putAside(location.folder, `${location.folder}.before-a${number}`);
    await rename(prepared, location.folder);
    await syncFolder(join(location.folder, ".."));
  } catch (cause) {
    await rm(prepared, { recursive: true, force: true }).catch(() => undefined);
    await lock.value[Symbol.asyncDispose]();
    if (isTaken(cause))
      return refused(refusal("STOP_RUN_ID_TAKEN", { field: "run_id", actual: location.runId }));
    throw new RefusalError(refusal("STOP_STATE_IO", { field: location.folder, actual: String(cause) }));
  }
  return holdRun(location, lock.value);
}

/** Nothing is overwritten: it is evidence. */
async function putAside(folder: string, aside: string): Promise<void> {
  await rename(folder, aside).catch((cause: { readonly code?: unknown }) => {
    if (cause.code !== "ENOENT") throw cause;
  });
}

/** Opens a run under its kernel lock. */
export async function openRun<Event extends Json>(
  location: RunLocation<Event>,
): Promise<Result<JournalFolder<Event>>> {
  const known = await peekRun(location);
  if (!known.ok) return known;
  const lock = await takeKernelLock(location.lock);
  if (!lock.ok) return lock;
  return holdRun(location, lock.value);
}

/** Reads journal, state and lease of a run; refuses where one of them is damaged, or where others can change any file of the run. */
export async function peekRun<Event extends Json>(
  location: RunLocation<Event>,
): Promise<Result<JournalView<Event> & { readonly wholeBytes: number }>> {
  // Before anything is read: to read a pipe would wait without end.
  const unsafe = await attemptIo(
    location.folder,
    Promise.resolve().then(() => refuseUnsafeTree(location.folder)),
  );
  if (!unsafe.ok) return unsafe;
  if (unsafe.value) return refused(unsafe.value);
  const files = await readRunFiles(location.form, location.folder, location.runId);
  if (!files.ok) return files;
  const lease = await readLease(join(location.folder, "armed.json"));
  if (!lease.ok) return lease;
  return accepted({
    runId: location.runId,
    folder: location.folder,
    entries: files.value.entries,
    lease: lease.value,
    isAtWork: await isLockHeld(location.lock),
    readFile: (name) => readNamedFile(join(location.folder, name)).catch(() => null),
    wholeBytes: files.value.wholeBytes,
  });
}

async function holdRun<Event extends Json>(
  location: RunLocation<Event>,
  lock: KernelLock,
): Promise<Result<JournalFolder<Event>>> {
  const read = await peekRun(location);
  if (!read.ok) {
    await lock[Symbol.asyncDispose]();
    return read;
  }
  await removeTemporary(location.folder);
  const armed = join(location.folder, "armed.json");
  const { lease, wholeBytes } = read.value;
  const entries = [...read.value.entries];
  const path = join(location.folder, "journal.jsonl");
  const opened = await attemptIo(path, JournalFile.open(path, { last: entries.at(-1) ?? null, wholeBytes }));
  if (!opened.ok) {
    await lock[Symbol.asyncDispose]();
    return opened;
  }
  const journal = opened.value;
  return accepted({
    runId: location.runId,
    folder: location.folder,
    entries,
    lease,
    isAtWork: true,
    fence: numberOf(location.form, entries),
    async append(event, at) {
      const entry = await journal.append(event, utc(at));
      entries.push(entry);
      await writeState(location.folder, location.runId, { entries, project: location.project });
      return entry;
    },
    writeFile: (name, content) => writeDurably(join(location.folder, name), content),
    readFile: read.value.readFile,
    arm: (lease) => writeLease(armed, lease),
    disarm: () => removeLease(armed),
    async isArmed(gate, now) {
      if ((await location.readHold()) !== null) return false;
      return isLeaseHeld(armed, { runId: location.runId, gate, now });
    },
    async [Symbol.asyncDispose]() {
      await journal[Symbol.asyncDispose]();
      await lock[Symbol.asyncDispose]();
    },
  });
}

/** The number under which the journal was begun. */
function numberOf<Event>(form: JournalForm<Event>, [first]: readonly { readonly event: Event }[]): number {
  return first === undefined ? 0 : form.numberOf(first.event);
}

function isTaken(cause: unknown): boolean {
  const code = (cause as { code?: unknown }).code;
  return code === "ENOTEMPTY" || code === "EEXIST";
}
