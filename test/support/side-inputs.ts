import { makeIsBefore } from "../../src/engine/approvals/commit-graph.ts";
import { createHistoryReader } from "../../src/engine/approvals/history.ts";
import { lenientSource } from "../../src/engine/approvals/object-source.ts";
import type { ControlRepository, GitObject } from "../../src/ports/control-repository.ts";
import { RUN } from "./approval-story.ts";
import type { ReaderInput } from "./reader-inputs.ts";

const idOf = (kind: string, index: number) =>
  Buffer.from(kind).toString("hex") + String(index).padStart(38, "0");
const WHO = "A <a@example.org> 1780000000 +0000";
type Which = 0 | 1;
const FULL: Which = 0;
const EMPTY: Which = 1;

/** A folder of folders that all have the same content. */
function folderOf(names: readonly string[], id: string): Buffer {
  const entry = (name: string) => Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(id, "hex")]);
  return Buffer.concat(names.map(entry));
}

/** Commits beside a first one, of which each has the full folder of approvals or an empty one. */
function repositoryOf(
  size: number,
  commits: readonly { readonly folder: Which; readonly parents: readonly number[] }[],
): ControlRepository {
  const objects = new Map<string, GitObject>();
  const put = (type: GitObject["type"], id: string, content: string | Buffer) =>
    objects.set(id, { id, type, content: Buffer.from(content) });
  const names = Array.from({ length: size }, (_, index) => `a${String(index).padStart(7, "0")}`);
  put("tree", idOf("a", FULL), folderOf([...names, RUN], idOf("a", EMPTY)));
  put("tree", idOf("a", EMPTY), Buffer.alloc(0));
  for (const which of [FULL, EMPTY]) put("tree", idOf("t", which), folderOf(["approvals"], idOf("a", which)));
  for (const [index, { folder, parents }] of commits.entries()) {
    const lines = parents.map((parent) => `parent ${idOf("c", parent)}\n`).join("");
    const text = `tree ${idOf("t", folder)}\n${lines}author ${WHO}\ncommitter ${WHO}\n\nx\n`;
    put("commit", idOf("c", index), text);
  }
  return {
    refresh: async () => undefined,
    resolveRef: async () => null,
    listRefs: async () => [],
    readObject: async (id) => objects.get(id) ?? null,
    stateFindings: async () => [],
    commitFiles: async () => "",
  };
}

const side = (name: string, make: (size: number) => Parameters<typeof repositoryOf>[1]): ReaderInput => ({
  name,
  limit: 2000,
  prepare(size) {
    const commits = make(size);
    const repository = repositoryOf(size, commits);
    const tip = idOf("c", commits.length - 1);
    return async () => {
      const reader = createHistoryReader(repository, { source: lenientSource(repository) });
      const beside = await reader.openBeside(await reader.open(idOf("c", 0)), [tip]);
      return await beside.changesInRun(RUN, "x");
    };
  },
});

/** Heads that anybody may offer, with as many names under `approvals/` as commits or parents: both grow with what is pushed. */
export const SIDE_INPUTS: readonly ReaderInput[] = [
  side("a head that drops and restores many folders again and again", (size) =>
    Array.from({ length: size }, (_, index) => ({
      folder: index % 2 === 0 ? FULL : EMPTY,
      parents: index === 0 ? [] : [index - 1],
    })),
  ),
  side("a head with many parents that drops many folders", (size) => [
    { folder: FULL, parents: [] },
    { folder: FULL, parents: [0] },
    { folder: EMPTY, parents: Array<number>(size).fill(1) },
  ]),
  {
    name: "what leads to a commit, when it is asked of each other commit",
    limit: 20_000,
    prepare(size) {
      return () => {
        const isBefore = makeIsBefore((id) => (id === "0" ? [] : [String(Number(id) - 1)]));
        return Array.from({ length: size }, (_, index) => isBefore(String(index), String(size)));
      };
    },
  },
];
