import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openBench } from "./bench.ts";
import { EQUIVALENT } from "./equivalent.ts";
import { type Mutant, mutantsOf } from "./operators.ts";
import { replacedLines } from "./replaced-functions.ts";
import { ROOMS, type Room } from "./rooms.ts";
import { sqlMutantsOf } from "./sql-operators.ts";

const ROOT = join(import.meta.dirname, "../..");
const WORKERS = 2;

/**
 * `npm run mutants [room, path, path:line or path:line-line…]`: changes the sources of each room one place at a time, runs its tests on each, and lists
 * what no test noticed. MUTANTS_VERBOSE also tells who noticed what.
 */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  let survived = 0;
  for (const room of ROOMS) {
    const mutants = filesOf(room.sources, /\.(?:ts|sql)$/)
      .flatMap(readMutants)
      .filter((mutant) => isNamed(room, mutant, named));
    if (mutants.length > 0) survived += await examine(room, mutants);
  }
  process.exitCode = survived === 0 ? 0 : 1;
}

function isNamed(room: Room, { file, line }: Mutant, named: readonly string[]): boolean {
  const isMeant = (name: string) => {
    const [, path = name, first, last = first] = /^(.*):(\d+)(?:-(\d+))?$/.exec(name) ?? [];
    const isWithin = first === undefined || (line >= Number(first) && line <= Number(last));
    return name === room.name || (file.includes(path) && isWithin);
  };
  return named.length === 0 || named.some(isMeant);
}

/** Runs every mutant; returns how many no test noticed. */
async function examine(room: Room, mutants: readonly Mutant[]): Promise<number> {
  const counted = mutants.filter((mutant) => !isEquivalent(mutant));
  const tests = filesOf(room.tests, /\.test\.ts$/).map((file) => join(ROOT, file));
  const folder = await mkdtemp(join(tmpdir(), "mu-"));
  const survivors: Mutant[] = [];
  const queue = [...counted];
  const work = async (number: number) => {
    await using bench = await openBench({ room, root: ROOT, tests, folder: join(folder, String(number)) });
    const failed = await bench.run(null);
    if (failed !== null) throw new Error(`the tests of ${room.name} fail without a mutant: ${failed}`);
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const noticed = await bench.run(mutant);
      if (process.env["MUTANTS_VERBOSE"])
        process.stdout.write(`  ${describe(mutant)}  [${noticed ?? "nobody"}]\n`);
      if (noticed !== null) continue;
      survivors.push(mutant);
      process.stdout.write(`survived  ${describe(mutant)}\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: WORKERS }, (_, number) => work(number)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `${room.name}: ${counted.length} mutants, ${counted.length - survivors.length} killed, ${survivors.length} survived; ${mutants.length - counted.length} change no verdict\n`,
  );
  return survivors.length;
}

function readMutants(file: string): readonly Mutant[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  if (!file.endsWith(".sql")) return mutantsOf(file, source);
  const replaced = replacedLines(source, laterMigrations(file));
  return sqlMutantsOf(file, source).filter(({ line }) => !replaced.has(line));
}

function laterMigrations(file: string): readonly string[] {
  return filesOf([dirname(file)], /\.sql$/)
    .filter((path) => path > file)
    .map((path) => readFileSync(join(ROOT, path), "utf8"));
}

function isEquivalent(mutant: Mutant): boolean {
  const line = readFileSync(join(ROOT, mutant.file), "utf8").split("\n")[mutant.line - 1] ?? "";
  return EQUIVALENT.some(
    ({ file, contains, before, after }) =>
      mutant.file === file &&
      line.includes(contains) &&
      (before === undefined || oneLine(mutant.before) === before) &&
      (after === undefined || oneLine(mutant.after) === after),
  );
}

function describe({ file, line, before, after }: Mutant): string {
  return `${file}:${line}  ${oneLine(before)}  ->  ${oneLine(after) || "(nothing)"}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The files named, and those in the folders named, in order. */
function filesOf(paths: readonly string[], ending: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    statSync(join(ROOT, path)).isFile()
      ? [path]
      : readdirSync(join(ROOT, path), { recursive: true, encoding: "utf8" })
          .filter((name) => ending.test(name))
          .map((name) => join(path, name))
          .sort(),
  );
}

await main();
