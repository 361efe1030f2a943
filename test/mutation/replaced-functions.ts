/** Where in a migration the functions and triggers stand that a later migration makes anew, as lines: what is changed there, no database ever runs. */
export function replacedLines(source: string, later: readonly string[]): ReadonlySet<number> {
  const replaced = new Set(
    later.flatMap((text) => [
      ...namesIn(text, /create or replace function ([a-z_.]+)\(/g),
      ...namesIn(text, /drop trigger ([a-z_]+ on [a-z_.]+)/g),
    ]),
  );
  const lines = new Set<number>();
  let within: { readonly name: string; readonly end: RegExp } | null = null;
  const text = source.split("\n");
  for (const [index, line] of text.entries()) {
    within ??= beginning(line);
    if (within !== null && replaced.has(within.name)) lines.add(index + 1);
    if (within?.end.test(line) === true) within = null;
  }
  return lines;
}

function beginning(line: string): { readonly name: string; readonly end: RegExp } | null {
  const called = /^create (?:or replace )?function ([a-z_.]+)\(/.exec(line)?.[1];
  if (called !== undefined) return { name: called, end: /^\$\$;$/ };
  const [, name, table] = /^create trigger ([a-z_]+) .* on ([a-z_.]+)/.exec(line) ?? [];
  return name === undefined ? null : { name: `${name} on ${table}`, end: /;$/ };
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
