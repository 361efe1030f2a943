/** Where in a migration the functions stand that a later migration replaces, as lines: what is changed there, no database ever runs. */
export function replacedLines(source: string, later: readonly string[]): ReadonlySet<number> {
  const replaced = new Set(
    later.flatMap((text) => namesIn(text, /create or replace function ([a-z_.]+)\(/g)),
  );
  const lines = new Set<number>();
  let within: string | null = null;
  for (const [index, line] of source.split("\n").entries()) {
    within ??= /^create function ([a-z_.]+)\(/.exec(line)?.[1] ?? null;
    if (within !== null && replaced.has(within)) lines.add(index + 1);
    if (line === "$$;") within = null;
  }
  return lines;
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
