import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { keepPlaces } from "../keep-places.ts";
import { applyMutant, type Mutant } from "./operators.ts";
import type { Room } from "./rooms.ts";
import { startMutationServer } from "./server.ts";

const TIMEOUT_MS = 120_000;

/** Where the tests of one room run, one mutant at a time. */
export interface Bench extends AsyncDisposable {
  /** What noticed the mutant (null: the room as it is): the first test that failed, or what did not build; null where every test passed. */
  run(mutant: Mutant | null): Promise<string | null>;
}

export interface BenchOrder {
  readonly room: Room;
  readonly root: string;
  readonly tests: readonly string[];
  /** A folder of its own, which is made. */
  readonly folder: string;
}

export async function openBench(order: BenchOrder): Promise<Bench> {
  const { room, folder } = order;
  await mkdir(folder);
  const server = room.database === "none" ? null : await startMutationServer();
  // Each file of tests of a database takes time to begin: the next begins only where the ones before notice nothing.
  const bundles = server === null ? [order.tests] : order.tests.map((test) => [test]);
  const bundleAll = (mutant: Mutant | null) =>
    Promise.all(
      bundles.map(async (tests, index) => {
        const file = join(folder, `${index}.mjs`);
        await bundle({ root: order.root, tests, file, mutant });
        return file;
      }),
    );
  // Mutants of one place are mostly noticed by one file: the one that noticed the last mutant is asked first.
  let last: string | null = null;
  const inTurn = (files: readonly string[]) =>
    last === null ? files : [last, ...files.filter((file) => file !== last)];
  const unchanged = await bundleAll(null);
  if (room.database === "installed") await server?.install(null);
  return {
    async run(mutant) {
      const isSql = room.database === "mutated";
      const files = isSql ? unchanged : await bundleAll(mutant).catch(() => null);
      if (files === null) return "it does not build";
      const refused = isSql && server !== null ? await server.install(mutant) : null;
      if (refused !== null) return refused;
      for (const file of inTurn(files)) {
        const noticed = await runTests(file, server?.variables ?? {});
        await server?.dropCopies();
        if (noticed === null) continue;
        last = file;
        return noticed;
      }
      return null;
    },
    [Symbol.asyncDispose]: async () => server?.[Symbol.asyncDispose](),
  };
}

async function bundle(order: {
  readonly root: string;
  readonly tests: readonly string[];
  readonly file: string;
  readonly mutant: Mutant | null;
}): Promise<void> {
  const { root, tests, file, mutant } = order;
  const contents = tests.map((test) => `import ${JSON.stringify(test)};`).join("\n");
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "silent",
    external: ["pg-native"],
    plugins: [keepPlaces(readMutated(root, mutant))],
    banner: {
      js: 'import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);',
    },
  });
}

function readMutated(root: string, mutant: Mutant | null): (path: string) => string {
  return (path) => {
    const source = readFileSync(path, "utf8");
    return mutant !== null && path === join(root, mutant.file) ? applyMutant(source, mutant) : source;
  };
}

/** The title of the first test that failed, at which the process is ended; null where all passed. */
function runTests(file: string, variables: Readonly<Record<string, string>>): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--test-reporter=tap", file], {
      stdio: ["ignore", "pipe", process.env["MUTANTS_VERBOSE"] ? "inherit" : "ignore"],
      env: { ...process.env, ...variables },
      timeout: TIMEOUT_MS,
    });
    let told = "";
    let failed: string | null = null;
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      failed ??= /^\s*not ok \d+ - (.*)$/m.exec(told)?.[1] ?? null;
      if (failed !== null) child.kill("SIGKILL");
    });
    child.on("close", (code) => resolve(failed ?? (code === 0 ? null : "the process failed")));
    child.on("error", reject);
  });
}
