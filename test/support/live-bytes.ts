import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What a value holds of memory, once all that nobody holds is gone. */
export async function liveBytes(make: () => unknown): Promise<number> {
  const before = measure();
  const made = await make();
  const after = measure();
  // Read behind the measurement, so that it is held until then.
  return made === null ? 0 : after - before;
}

function measure(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
