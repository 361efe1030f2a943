/** What was made for a key, or makes it now. A failure is not remembered: the next fetch may bring what was missing. */
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

/** As `remember`, for so many at most: what was asked for longest ago is forgotten first. */
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
