/**
 * A state that takes long to make and that many tests begin with, such as a run that waits: it is made at the first call, and every later
 * call puts it back. Returns what `make` returned.
 */
export function makeOnce<T>(state: {
  readonly make: () => Promise<T>;
  /** Remembers what `make` has made; the function it returns puts it back. */
  readonly remember: () => Promise<() => Promise<void>>;
}): () => Promise<T> {
  let kept: { readonly made: T; readonly putBack: () => Promise<void> } | null = null;
  return async () => {
    if (kept === null) {
      const made = await state.make();
      kept = { made, putBack: await state.remember() };
    } else await kept.putBack();
    return kept.made;
  };
}
