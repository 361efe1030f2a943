/** What a run is for: to cut a version of a document, or to set from which day enacted versions of it are in force. */
export const RUN_KINDS = ["cut", "effect"] as const;
export type RunKind = (typeof RUN_KINDS)[number];
