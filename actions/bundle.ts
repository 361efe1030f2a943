import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** `npm run bundle [NAME]`: builds every action and the command line into `actions/dist/` (or NAME beside it), with their notices. */
const here = import.meta.dirname;
const root = join(here, "..");
const dist = join(here, process.argv[2] ?? "dist");

const folders = (await readdir(here, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const actions = folders.map((entry) => entry.name).filter((name) => !name.startsWith("dist"));

/** Only inputs, outputs and annotations of the toolkit are used; this leaves out its code for HTTP and processes that nothing calls. */
const onlyWhatIsCalled: Plugin = {
  name: "only-what-is-called",
  setup(setup) {
    setup.onResolve(
      { filter: /^@actions\/(?:http-client|exec|io)|^undici$|oidc-utils|platform\.js$/ },
      async (asked) => {
        if (asked.pluginData === "seen" || !asked.importer.includes("/@actions/")) return null;
        const { kind, importer, resolveDir } = asked;
        const found = await setup.resolve(asked.path, { kind, importer, resolveDir, pluginData: "seen" });
        return { ...found, sideEffects: false };
      },
    );
  },
};

/** Imports the names of Zod: its one object `z` would add all of Zod to the bundle, with the messages of every language. */
const zodByName: Plugin = {
  name: "zod-by-name",
  setup(setup) {
    setup.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace('import { z } from "zod"', 'import * as z from "zod"'),
      loader: "ts",
    }));
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    ...actions.map((name) => ({ in: join(here, name, "main.ts"), out: name })),
    { in: join(root, "src/commands/main.ts"), out: "cutter" },
  ],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  outExtension: { ".js": ".mjs" },
  chunkNames: "[name]-[hash]",
  // PGlite has files of its own, and is needed only without PostgreSQL, which a runner beside a database has.
  external: ["@electric-sql/*", "pg-native"],
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  legalComments: "none",
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [onlyWhatIsCalled, zodByName],
  metafile: true,
});
await cp(join(root, "src/adapters/postgres/migrations"), join(dist, "migrations"), { recursive: true });
await writeFile(join(dist, "THIRD-PARTY-NOTICES.txt"), await renderNotices(Object.keys(metafile.inputs)));

async function renderNotices(inputs: readonly string[]): Promise<string> {
  const packages = new Set(inputs.flatMap((input) => packageFolder(input)));
  const notices = await Promise.all([...packages].sort().map(renderNotice));
  return `${[await readStatement(), ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The project's statement on the licences of the packages in its bundles; it is added to every bundle. */
async function readStatement(): Promise<string> {
  const text = await readFile(join(root, "docs/decisions/dependencies.md"), "utf8");
  const statement = /^## What others wrote\n\n([^#]+)/m.exec(text)?.[1];
  if (statement === undefined)
    throw new Error("no section `What others wrote` in docs/decisions/dependencies.md");
  return statement.trim();
}

function packageFolder(input: string): readonly string[] {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1] === undefined ? [] : [match[1]];
}

async function renderNotice(folder: string): Promise<string> {
  const text = await readFile(join(root, folder, "package.json"), "utf8");
  const { name, version, license } = JSON.parse(text) as Readonly<Record<string, string>>;
  const files = (await readdir(join(root, folder)))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), "utf8")));
  return [`${name} ${version}, ${license ?? "see its license text"}`, ...texts.map((one) => one.trim())].join(
    "\n\n",
  );
}
