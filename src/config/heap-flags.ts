/**
 * What the start line of every process of the product says to V8. Left to itself V8 lets the young generation grow to tens of megabytes,
 * so that garbage and not the document decides how much memory a run takes.
 */
export const HEAP_FLAGS = ["--max-semi-space-size=2"] as const;
