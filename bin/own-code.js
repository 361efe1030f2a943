import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findOpenPath } from "./open-path.js";

/** The list of a build's files, which the build itself writes. */
export const MANIFEST = "build.json";
/** What a release's tarball tells of the release; a clone has none. */
export const RELEASE = "release.json";

/** Files of other folders that the build carries beside the code, by its folder for them: an installation has nothing else of ours. */
export const CARRIED = {
  workflows: [
    "approval.yml",
    "cut.yml",
    "doctor.yml",
    "effect.yml",
    "publish-site.yml",
    "renew.yml",
    "resume.yml",
  ].map((name) => `.github/workflows/${name}`),
  documents: [
    "en-harbour-charter.txt",
    "en-harbour-charter-amended.txt",
    "en-harbour-charter-corrected.txt",
    "de-laternenverordnung.md",
  ].map((name) => `test/fixtures/documents/${name}`),
  laws: [
    "de-brueckenordnung.md",
    "de-gassenordnung.md",
    "de-nachtwachenordnung.md",
    "en-bakers-act.md",
    "en-bells-act.md",
    "en-ferry-act.md",
    "en-lamp-oil-act.txt",
    "en-market-rules.txt",
    "en-wells-act.md",
    "fr-arrete-des-jardins.md",
    "fr-arrete-des-quais.md",
    "vi-quy-che-cho-dem.md",
  ].map((name) => `test/fixtures/laws/${name}`),
};

/** Packages that stay outside of the build, because they read files of their own, and what is loaded of them. */
export const PACKAGES = ["@electric-sql/pglite", "@electric-sql/pglite-tools"];
const LOADED = /(?:^package\.json|\.(?:js|wasm|data))$/;

/**
 * What is wrong with a build, as the fields of a refusal.
 *
 * @typedef {{ readonly field: string, readonly expected: string, readonly actual: string }} Fault
 */

/**
 * Refuses a build that is not there, is not the one that was made, or could be changed by others, as could what starts it; null where it
 * may run.
 *
 * @param {{ readonly root: string, readonly folder: string }} code
 * @returns {Fault | null}
 */
export function refuseBuild({ root, folder }) {
  if (!existsSync(join(folder, MANIFEST))) return { field: folder, expected: "a build", actual: "none" };
  const names = listFiles(folder);
  const starts = ["package.json", RELEASE, ...listFiles(join(root, "bin")).map((name) => join("bin", name))];
  const open = refuseOpen([
    ...starts.map((name) => join(root, name)),
    ...names.map((name) => join(folder, name)),
  ]);
  if (open !== null) return open;
  const files = readManifest(folder)?.files;
  if (files === undefined)
    return { field: join(folder, MANIFEST), expected: "the list of its files", actual: "another form" };
  return refuseOthers({ folder, names: names.filter((name) => name !== MANIFEST), files });
}

/**
 * Refuses the packages outside of the build, as `refuseBuild` refuses the build. Asked where they are loaded, so that nobody else waits
 * while their 20 megabytes are read.
 *
 * @param {{ readonly root: string, readonly folder: string }} code
 * @returns {Fault | null}
 */
export function refusePackages({ root, folder }) {
  // Node looks in every folder on the way up, and takes the first that has the package.
  for (const nearer of [folder, dirname(folder)].map((at) => join(at, "node_modules")))
    if (existsSync(nearer)) return { field: nearer, expected: "no such folder", actual: "a folder" };
  for (const own of PACKAGES.map((name) => join(root, "node_modules", name)))
    if (!existsSync(own)) return { field: own, expected: "the package", actual: "none" };
  const names = listLoaded(root);
  const files = readManifest(folder)?.packages;
  if (files === undefined)
    return { field: join(folder, MANIFEST), expected: "the list of packages", actual: "another form" };
  return refuseOpen(names.map((name) => join(root, name))) ?? refuseOthers({ folder: root, names, files });
}

/**
 * The files of the packages outside of the build that can be loaded, by their path below `root`, with their sha256.
 *
 * @param {string} root
 */
export function digestPackages(root) {
  return Object.fromEntries(listLoaded(root).map((name) => [name, digestOf(join(root, name))]));
}

/** @param {string} root */
function listLoaded(root) {
  return PACKAGES.flatMap((name) => {
    const own = join("node_modules", name);
    return listFiles(join(root, own))
      .filter((file) => LOADED.test(file))
      .map((file) => join(own, file));
  });
}

/**
 * @param {readonly string[]} files
 * @returns {Fault | null}
 */
function refuseOpen(files) {
  for (const file of files) {
    const open = findOpenPath(file);
    if (open !== null)
      return { field: file, expected: "to be changed by root and this account alone", actual: open };
  }
  return null;
}

/**
 * @param {{ readonly folder: string, readonly names: readonly string[], readonly files: Readonly<Record<string, string>> }} parts
 * @returns {Fault | null}
 */
function refuseOthers({ folder, names, files }) {
  for (const name of new Set([...names, ...Object.keys(files)])) {
    const file = join(folder, name);
    const [expected, actual] = [files[name], digestOf(file)];
    if (expected !== actual)
      return {
        field: file,
        expected: expected ?? "no such file",
        actual: actual ?? (isThere(file) ? "not a file of its own" : "no such file"),
      };
  }
  return null;
}

/**
 * Refuses a build that was made of other sources than those that lie beside it; null where there are none.
 *
 * @param {{ readonly root: string, readonly folder: string }} code
 * @returns {Fault | null}
 */
export function refuseOldBuild({ root, folder }) {
  if (!existsSync(join(root, "src"))) return null;
  try {
    const [expected, actual] = [digestSources(root), readManifest(folder)?.sources];
    return expected === actual
      ? null
      : { field: folder, expected: `sources ${expected}`, actual: `sources ${actual}` };
  } catch (cause) {
    // Part of the sources alone was copied, or another account may read them.
    const { path = root, code } = /** @type {NodeJS.ErrnoException} */ (cause);
    if (code === undefined) throw cause;
    return { field: path, expected: "a file that can be read", actual: code };
  }
}

/**
 * The sha256 of everything that a build is made of: sources, build, lock file, and what it carries.
 *
 * @param {string} root
 */
export function digestSources(root) {
  const hash = createHash("sha256");
  const inside = ["src", "actions", "bin"].flatMap((name) =>
    listFiles(join(root, name)).map((file) => join(name, file)),
  );
  const sources = inside.filter(
    (file) => /\.(?:ts|js|sql|json|css)$/.test(file) && !/^actions.dist/.test(file),
  );
  for (const file of [...sources, "package-lock.json", ...Object.values(CARRIED).flat()]) {
    const content = readFileSync(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/**
 * Every file of a folder by its path inside it, in order.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * The sha256 of a file, or null where there is none. A link is none: what it leads to would be loaded from where it lies, with what lies
 * beside it there. Nor is a pipe, which would keep its reader waiting.
 *
 * @param {string} file
 */
export function digestOf(file) {
  const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? createHash("sha256").update(readFileSync(file)).digest("hex") : null;
}

/** @param {string} path */
function isThere(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * The sources that a build was made of, and the sha256 of its files and of those of the packages beside it; null where its list has another
 * form.
 *
 * @param {string} folder
 * @returns {{ readonly sources: string, readonly files: Readonly<Record<string, string>>, readonly packages: Readonly<Record<string, string>> } | null}
 */
function readManifest(folder) {
  try {
    const { sources, files, packages } = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
    const isWhole = typeof sources === "string" && files instanceof Object && packages instanceof Object;
    return isWhole ? { sources, files, packages } : null;
  } catch (fault) {
    if (fault instanceof SyntaxError || fault instanceof TypeError) return null;
    throw fault;
  }
}
