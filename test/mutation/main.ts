import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { EQUIVALENT } from "./equivalent.ts";
import { applyMutant, type Mutant, mutantsOf } from "./operators.ts";

const ROOT = join(import.meta.dirname, "../..");
const WORKERS = 2;
const TIMEOUT_MS = 60_000;

/** `npm run mutants [path…]`: changes src/trust/ one place at a time, runs the trust tests on each, and lists what no test noticed. */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const files = find("src/trust", ".ts").filter(
    (file) => named.length === 0 || named.some((name) => file.includes(name)),
  );
  const mutants = files.flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")));
  const counted = mutants.filter((mutant) => !isEquivalent(mutant));
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-mutants-"));
  try {
    if (!(await survives(folder, null))) throw new Error("the tests fail without a mutant");
    const survivors: Mutant[] = [];
    const queue = [...counted];
    const work = async () => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        if (await survives(folder, mutant)) {
          survivors.push(mutant);
          process.stdout.write(`survived  ${describe(mutant)}\n`);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    const equivalent = mutants.length - counted.length;
    process.stdout.write(
      `${counted.length} mutants, ${counted.length - survivors.length} killed, ${survivors.length} survived; ${equivalent} change no verdict\n`,
    );
    process.exitCode = survivors.length === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** True where every trust test passes with the mutant in place. */
async function survives(folder: string, mutant: Mutant | null): Promise<boolean> {
  const outfile = join(folder, `${mutant?.start ?? "none"}-${Math.random().toString(36).slice(2)}.mjs`);
  const entry = find("test/trust", ".test.ts")
    .map((file) => `import ${JSON.stringify(join(ROOT, file))};`)
    .join("\n");
  try {
    await build({
      stdin: { contents: entry, resolveDir: ROOT, loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
      // Tests read files beside them; the bundle stands elsewhere.
      plugins: [replaceSource(mutant)],
      banner: {
        js: 'import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);',
      },
    });
  } catch {
    return false;
  }
  const isPassed = await run(outfile);
  await rm(outfile, { force: true });
  return isPassed;
}

function replaceSource(mutant: Mutant | null): Plugin {
  return {
    name: "mutant",
    setup(bundle) {
      bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const isMutated = mutant !== null && path === join(ROOT, mutant.file);
        const contents = (isMutated ? applyMutant(source, mutant) : source).replaceAll(
          "import.meta.dirname",
          JSON.stringify(dirname(path)),
        );
        return { contents, loader: "ts" };
      });
    },
  };
}

function run(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], { stdio: "ignore", timeout: TIMEOUT_MS });
    child.on("close", (code) => resolve(code === 0));
    child.on("error", () => resolve(false));
  });
}

function isEquivalent(mutant: Mutant): boolean {
  const line = readFileSync(join(ROOT, mutant.file), "utf8").split("\n")[mutant.line - 1] ?? "";
  return EQUIVALENT.some(
    ({ file, contains, before }) =>
      mutant.file === file &&
      line.includes(contains) &&
      (before === undefined || mutant.before.trim() === before),
  );
}

function describe({ file, line, before, after }: Mutant): string {
  const one = (text: string) => text.replace(/\s+/g, " ").trim();
  return `${relative(".", join(ROOT, file))}:${line}  ${one(before)}  ->  ${one(after) || "(nothing)"}`;
}

function find(folder: string, ending: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();
}

await main();
