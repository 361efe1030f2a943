/**
 * What V8 is told by the start lines that may hold a long document. Left to itself V8 lets the young generation grow to tens of megabytes,
 * so that garbage and not the document decides how much memory a run takes.
 */
export const HEAP_FLAGS = ["--max-semi-space-size=2"] as const;
