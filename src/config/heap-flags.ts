/**
 * What V8 is told by the start lines that may hold a long document. Left to itself V8 lets the young generation grow to tens of megabytes, and
 * the old one to four times what lives in it, so that garbage and not the document decides how much memory a run takes. Under a limit of two
 * gigabytes and less the old one grows in smaller steps.
 */
export const HEAP_FLAGS = ["--max-semi-space-size=2", "--max-old-space-size=1024"] as const;
