import type { Node } from "./change-index.ts";

export type ReadNode = (commit: string) => Promise<Node>;

const AT_ONCE = 256;

/** The commits and their parents. */
export async function readNodes(
  commits: readonly string[],
  node: ReadNode,
): Promise<ReadonlyMap<string, Node>> {
  const nodes = new Map<string, Node>();
  const read = async (ids: readonly string[]): Promise<void> => {
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      for (const [index, each] of (await Promise.all(some.map(node))).entries()) {
        nodes.set(some[index] ?? "", each);
      }
    }
  };
  await read(commits);
  const parents = new Set([...nodes.values()].flatMap((each) => each.parents));
  await read([...parents].filter((id) => !nodes.has(id)));
  return nodes;
}
