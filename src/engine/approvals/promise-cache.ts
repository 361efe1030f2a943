/** The promise that is cached for a key, or a new one. A failure is not cached: the next fetch may bring what was missing. */
export function cachePromise<T>(
  memory: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  made.catch(() => memory.delete(key));
  return made;
}

/** Like `cachePromise`, for at most `most` keys; the key that was used longest ago is evicted first. */
export function cachePromiseWithin<T>(
  memory: Map<string, Promise<T>>,
  key: string,
  most: number,
  make: () => Promise<T>,
): Promise<T> {
  const known = cachePromise(memory, key, make);
  memory.delete(key);
  memory.set(key, known);
  for (const oldest of memory.keys()) {
    if (memory.size <= most) break;
    memory.delete(oldest);
  }
  return known;
}
