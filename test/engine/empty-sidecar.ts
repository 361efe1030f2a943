import type { Sidecar } from "../../src/ports/sidecar.ts";

/** What an audit asks of a sidecar, where it has no run. */
export const EMPTY_SIDECAR: Partial<Sidecar> = {
  readIndex: async () => new Map(),
  refuseIndex: async () => null,
  hasAllSince: async () => null,
  listRuns: async () => [],
  listBatches: async () => [],
};
