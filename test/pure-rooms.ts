import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "esbuild";

/** Rooms whose tests call functions and nothing else: no process, file, database or clock that one could leave to the next. */
const ROOMS = ["collections", "config", "document", "domain", "json", "merkle", "reports", "trust"];
const HOOK = /^(?:before|after)(?:Each)?\(/m;
const NAME = "pure-room:";

/** What a process of tests starts from: a file, or all files of a pure room, because to start a process takes longer than most of them do. */
export interface TestEntry {
  readonly in: string;
  /** The path of what is made of it, without an ending. */
  readonly out: string;
}

export function entriesOf(files: readonly string[], root: string): readonly TestEntry[] {
  const rooms = roomsOf(files, root);
  const together = new Set([...rooms.values()].flat());
  return [
    ...[...rooms.keys()].map((room) => ({ in: `${NAME}${room}`, out: `test/${room}` })),
    ...files
      .filter((file) => !together.has(file))
      .map((file) => ({ in: file, out: relative(root, file).replace(/\.ts$/, "") })),
  ];
}

/** Lets esbuild read the files of a pure room as one. */
export function joinRooms(files: readonly string[], root: string): Plugin {
  return {
    name: "pure-rooms",
    setup(bundling) {
      bundling.onResolve({ filter: new RegExp(`^${NAME}`) }, ({ path }) => ({ path, namespace: NAME }));
      bundling.onLoad({ filter: /./, namespace: NAME }, ({ path }) => ({
        contents: (roomsOf(files, root).get(path.slice(NAME.length)) ?? [])
          .map((file) => `import ${JSON.stringify(file)};`)
          .join("\n"),
        resolveDir: root,
      }));
    },
  };
}

/** The files of each pure room, where there are several; a hook would act on the tests of the others. */
function roomsOf(files: readonly string[], root: string): ReadonlyMap<string, readonly string[]> {
  const found = ROOMS.map((room) => {
    const folder = join(root, "test", room, "/");
    const own = files.filter((file) => file.startsWith(folder) && !HOOK.test(readFileSync(file, "utf8")));
    return [room, own] as const;
  });
  return new Map(found.filter(([, own]) => own.length > 1));
}
