/** The commits of a history with their parents. A parent that is missing lies outside. */
export type CommitGraph = ReadonlyMap<string, readonly string[]>;

type FindParents = (id: string) => readonly string[];

/** Where the parents of commits are kept, and how those of further ones are read into it. */
export interface ParentSource {
  readonly known: CommitGraph;
  /** A commit that cannot be read makes the history unjudgeable. */
  readonly read: (ids: readonly string[]) => Promise<unknown>;
}

/** Every commit that leads to one of `tips`, except what leads to a commit that `isOutside`. */
export async function readReachable(
  tips: readonly string[],
  { known, read }: ParentSource,
  isOutside: (id: string) => boolean,
): Promise<CommitGraph> {
  const reached = new Map<string, readonly string[]>();
  const seen = new Set(tips);
  let front = [...seen];
  while (front.length > 0) {
    // A history that is known already is walked without a wait for each of its commits.
    const unread = front.filter((id) => !known.has(id));
    if (unread.length > 0) await read(unread);
    const next: string[] = [];
    for (const id of front) {
      const parents = known.get(id) ?? [];
      reached.set(id, parents);
      for (const parent of parents) {
        if (seen.has(parent) || isOutside(parent)) continue;
        seen.add(parent);
        next.push(parent);
      }
    }
    front = next;
  }
  return reached;
}

/** The commit and everything that leads to it. */
export function leadingTo(commit: string, parentsOf: FindParents): ReadonlySet<string> {
  const seen = new Set([commit]);
  for (const id of seen) for (const parent of parentsOf(id)) seen.add(parent);
  return seen;
}

/** Tells whether one commit is an ancestor of another. Many are asked about after each other with the same later one: what leads to it is kept. */
export function makeIsBefore(parentsOf: FindParents): (earlier: string, later: string) => boolean {
  let kept: { readonly later: string; readonly leading: ReadonlySet<string> } | null = null;
  return (earlier, later) => {
    if (kept?.later !== later) kept = { later, leading: leadingTo(later, parentsOf) };
    return earlier !== later && kept.leading.has(earlier);
  };
}

/** The line of a branch: its tip, the first parent of that, and so on. */
export function firstParents(tip: string, graph: CommitGraph): ReadonlySet<string> {
  const line = new Set<string>();
  for (let id: string | undefined = tip; id !== undefined; id = graph.get(id)?.[0]) line.add(id);
  return line;
}
