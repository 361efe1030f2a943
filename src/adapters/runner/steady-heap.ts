import { setFlagsFromString } from "node:v8";
import type { DumpSource } from "../../ports/backup.ts";

/** Of what is in use, in percent. */
const GROWTH = 30;

/**
 * Lets the heap of this process grow by a third between two collections, and keeps its young generation at the few megabytes that it
 * starts with. By itself V8 lets the one grow to several times of what is in use, and the other to 48 MB or more, so that garbage
 * would decide how much memory a long document takes. It costs a fifth of the speed of cutting.
 */
export function steadyHeap(): void {
  setGrowth(GROWTH);
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * The same dumps, with the growth left to V8 while one runs. Bytes that only pass through count as growth: a small heap would be
 * searched after every eight megabytes of a backup, which takes a fifth of its time.
 */
export function withRoomyHeap(source: DumpSource): DumpSource {
  return { ...source, dump: (order) => roomily(source.dump(order)) };
}

async function* roomily(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  setGrowth(0);
  try {
    yield* stream;
  } finally {
    setGrowth(GROWTH);
  }
}

/** 0: as V8 decides. */
function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
