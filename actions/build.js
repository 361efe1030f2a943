import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { refuseOldNode } from "../bin/node-version.js";
import {
  CARRIED,
  digestOf,
  digestPackages,
  digestSources,
  listFiles,
  MANIFEST,
  PACKAGES,
  refuseBuild,
  refuseOldBuild,
} from "../bin/own-code.js";
import { tellRefusal } from "../bin/tell-refusal.js";

/**
 * `npm run build [NAME]`: builds every action and the command line into `actions/dist/` (or NAME beside it), with their notices and a list
 * of all files. A build that stands is left alone, so that a release installs without the packages for development. Plain JavaScript,
 * because root runs it where a version is installed: no loader, and no cache of one, has a part in it.
 */
const oldNode = refuseOldNode();
if (oldNode) {
  tellRefusal(oldNode);
  process.exit();
}
const here = import.meta.dirname;
const root = join(here, "..");
const dist = join(here, process.argv[2] ?? "dist");

/**
 * Only inputs, outputs and annotations of the toolkit are used; this leaves out its code for HTTP and processes that nothing calls.
 *
 * @type {import("esbuild").Plugin}
 */
const onlyWhatIsCalled = {
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

/**
 * Imports the names of Zod: its one object `z` would add all of Zod to the bundle, with the messages of every language.
 *
 * @type {import("esbuild").Plugin}
 */
const zodByName = {
  name: "zod-by-name",
  setup(setup) {
    setup.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace('import { z } from "zod"', 'import * as z from "zod"'),
      loader: "ts",
    }));
  },
};

/**
 * `pg` would load a driver in C from wherever it finds one; the bot has none.
 *
 * @type {import("esbuild").Plugin}
 */
const noNativeDriver = {
  name: "no-native-driver",
  setup(setup) {
    setup.onResolve({ filter: /^pg-native$/ }, () => ({ path: "pg-native", namespace: "none" }));
    setup.onLoad({ filter: /.*/, namespace: "none" }, () => ({
      contents: 'throw new Error("the driver in C is not used");',
    }));
  },
};

/** What of a package is written into the site of readers as it is. */
const SEARCH_LIBRARY = { "minisearch.js": "dist/umd/index.js", "minisearch-licence.txt": "LICENSE.txt" };

/** Of Node what the judge uses, by what a browser has. */
const BROWSER = join(root, "src/proof-page/browser");

/**
 * Puts in the place of Node's cryptography that of a browser.
 *
 * @type {import("esbuild").Plugin}
 */
const inBrowser = {
  name: "in-browser",
  setup(setup) {
    setup.onResolve({ filter: /^node:crypto$/ }, () => ({ path: join(BROWSER, "node-crypto.ts") }));
    setup.onResolve({ filter: /\/verifying-key\.ts$/ }, ({ importer }) =>
      importer.startsWith(BROWSER) ? null : { path: join(BROWSER, "verifying-key.ts") },
    );
  },
};

if ((refuseBuild({ root, folder: dist }) ?? refuseOldBuild({ root, folder: dist })) !== null)
  await buildAll();

async function buildAll() {
  const { build } = await loadEsbuild();
  const sources = digestSources(root);
  const folders = (await readdir(here, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const actions = folders.map((entry) => entry.name).filter((name) => !name.startsWith("dist"));
  // Made beside it and then renamed, so that a build that fails leaves the one that stands.
  const made = join(here, `dist-${process.pid}.new`);
  await mkdir(made, { mode: 0o755 });
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [
        ...actions.map((name) => ({ in: join(here, name, "main.ts"), out: name })),
        { in: join(root, "src/commands/main.ts"), out: "cutter" },
        { in: join(root, "src/adapters/openpgp/sign-stdin.ts"), out: "sign-stdin" },
      ],
      outdir: made,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      outExtension: { ".js": ".mjs" },
      chunkNames: "[name]-[hash]",
      // PGlite has files of its own, and is needed only without PostgreSQL, which a runner beside a database has. The list names their digests.
      external: ["@electric-sql/*"],
      banner: {
        js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
      },
      legalComments: "none",
      minifyWhitespace: true,
      minifySyntax: true,
      plugins: [onlyWhatIsCalled, zodByName, noNativeDriver],
      metafile: true,
    });
    await cp(join(root, "src/adapters/postgres/migrations"), join(made, "migrations"), { recursive: true });
    for (const from of ["src/styles", "src/site/browser"])
      await cp(join(root, from), join(made, "site"), { recursive: true });
    for (const [name, file] of Object.entries(SEARCH_LIBRARY))
      await cp(join(root, "node_modules/minisearch", file), join(made, "site", name));
    for (const [folder, carried] of Object.entries(CARRIED))
      for (const path of carried) await cp(join(root, path), join(made, folder, basename(path)));
    const page = await buildProofPage(build, join(made, "proof-page"));
    const inputs = [...Object.keys(metafile.inputs), ...page];
    const bundled = [...new Set(inputs.flatMap(packageFolder))].sort();
    await writeFile(join(made, "THIRD-PARTY-NOTICES.txt"), await renderNotices(bundled));
    const files = Object.fromEntries(listFiles(made).map((name) => [name, digestOf(join(made, name))]));
    const beside = PACKAGES.map((name) => join("node_modules", name));
    const contains = await Promise.all([...bundled, ...beside].map(namePackage));
    const list = { sources, files, packages: digestPackages(root), contains: contains.sort() };
    await writeFile(join(made, MANIFEST), `${JSON.stringify(list, null, 2)}\n`);
    await rm(dist, { recursive: true, force: true });
    await rename(made, dist);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * The parts of the page that verifies itself: its script, which holds the judge of the gates, its style, and the licences of what others wrote of it.
 * Returns the files that the script is made of.
 *
 * @param {typeof import("esbuild").build} build
 * @param {string} folder
 */
async function buildProofPage(build, folder) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, "src/proof-page/main.ts")],
    outfile: "script.js",
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    // Browsers of 2024 and later; the Ed25519 of SSH keys needs those of 2025.
    target: ["chrome120", "firefox128", "safari17.4"],
    inject: [join(BROWSER, "buffer.ts")],
    charset: "ascii",
    legalComments: "none",
    minify: true,
    plugins: [zodByName, inBrowser],
    metafile: true,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const packages = [...new Set(inputs.flatMap(packageFolder))].sort();
  await mkdir(folder, { mode: 0o755 });
  const script = outputFiles[0]?.text.trimEnd() ?? "";
  const ending = /<\/script|<!--/i.exec(script);
  if (ending !== null)
    throw new Error(`the script of the page holds ${ending[0]}, which a page reads otherwise`);
  await writeFile(join(folder, "script.js"), script);
  const styles = await Promise.all(
    ["src/styles/paper.css", "src/proof-page/style.css"].map((file) => readFile(join(root, file), "utf8")),
  );
  await writeFile(join(folder, "style.css"), styles.join(""));
  await writeFile(join(folder, "notices.txt"), await renderNotices(packages));
  return inputs;
}

/** An installation without the packages of development can't build: a release carries its build. */
async function loadEsbuild() {
  try {
    return await import("esbuild");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND")) throw cause;
    process.stderr.write(`There is no build of these sources in ${dist}, and esbuild, which makes one, is not installed.
Check out a release (v<version>), which carries its build, or run \`npm ci\` with the packages of development.
`);
    process.exit(3);
  }
}

/**
 * Name and exact version of a package whose code runs, be it in the build or beside it.
 *
 * @param {string} folder
 */
async function namePackage(folder) {
  const { name, version } = await readPackage(folder);
  return `${name}@${version}`;
}

/** @param {string} folder */
async function readPackage(folder) {
  return JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
}

/** @param {readonly string[]} packages */
async function renderNotices(packages) {
  const notices = await Promise.all(packages.map(renderNotice));
  return `${[await readStatement(), ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The project's statement on the licences of the packages in its bundles; it is added to every bundle. */
async function readStatement() {
  const text = await readFile(join(root, "docs/decisions/dependencies.md"), "utf8");
  const statement = /^## What others wrote\n\n([^#]+)/m.exec(text)?.[1];
  if (statement === undefined)
    throw new Error("no section `What others wrote` in docs/decisions/dependencies.md");
  return statement.trim();
}

/**
 * @param {string} input
 * @returns {readonly string[]}
 */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1] === undefined ? [] : [match[1]];
}

/** @param {string} folder */
async function renderNotice(folder) {
  const { name, version, license } = await readPackage(folder);
  const files = (await readdir(join(root, folder)))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), "utf8")));
  return [`${name} ${version}, ${license ?? "see its license text"}`, ...texts.map((one) => one.trim())].join(
    "\n\n",
  );
}
