import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { digestOf, MANIFEST, RELEASE, refuseBuild, refuseOldBuild } from "../bin/own-code.js";
import { readManifest, readOwnNotes } from "./read-notes.js";

/**
 * `node release/make-assets.js OUT COMMIT OWNER/NAME`: what a release consists of beside its tag. `OUT/assets/` holds the tarball, the list
 * of all that is in it (SBOM) and SHA256SUMS, `OUT/notes.md` the text of the release. The same commit, Node and npm give the same bytes.
 */
const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "actions/dist");
const [out = "", commit = "", repository = ""] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(commit) || !/^[\w.-]+\/[\w.-]+$/.test(repository))
  throw new Error("usage: node release/make-assets.js OUT COMMIT OWNER/NAME");
const fault = refuseBuild({ root: ROOT, folder: DIST }) ?? refuseOldBuild({ root: ROOT, folder: DIST });
if (fault !== null) throw new Error(`no build to release: ${fault.field}: ${fault.actual}`);

const assets = join(resolve(out), "assets");
mkdirSync(assets, { recursive: true });
const { name, version, ...manifest } = readManifest();
writeFileSync(join(resolve(out), "notes.md"), renderNotes());
pack();
writeFileSync(join(assets, `${name}-${version}.cdx.json`), json(listContents()));
const sums = readdirSync(assets).map((file) => `${digestOf(join(assets, file))}  ${file}\n`);
writeFileSync(join(assets, "SHA256SUMS"), sums.join(""));

function renderNotes() {
  const uses = `uses: ${repository}/actions/<name>@${commit} # v${version}`;
  return `${readOwnNotes()}
## Install

\`docs/operator.md\`, step 1, tells how this tarball is checked and installed, \`docs/upgrade.md\` how to come here from an earlier release.
The workflows of a control repository take the actions of this release by \`${uses}\`; \`cutter init\` writes it.
`;
}

/** The tarball: no scripts and no packages for development in its manifest, since nobody who installs it could use either. */
function pack() {
  const whole = readFileSync(join(ROOT, "package.json"));
  const { scripts: _, devDependencies: __, ...kept } = manifest;
  const build = digestOf(join(DIST, MANIFEST));
  try {
    writeFileSync(join(ROOT, "package.json"), json({ name, version, ...kept }));
    writeFileSync(join(ROOT, RELEASE), json({ version, repository, commit, build }));
    npm("pack", "--ignore-scripts", "--pack-destination", assets);
  } finally {
    writeFileSync(join(ROOT, "package.json"), whole);
    rmSync(join(ROOT, RELEASE), { force: true });
  }
}

/**
 * A CycloneDX list of what runs from the tarball: each package that the build holds or has beside it, by version and hash. npm would name
 * those that it installs, which are few: the rest is in the bundles.
 */
function listContents() {
  /** @type {{ metadata: { timestamp: string, component: { "bom-ref": string } }, serialNumber?: string, components: readonly Component[], dependencies: readonly { ref: string, dependsOn?: readonly string[] }[] }} */
  const bom = JSON.parse(
    npm("sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"),
  );
  /** @type {{ contains: readonly string[] }} */
  const { contains } = JSON.parse(readFileSync(join(DIST, MANIFEST), "utf8"));
  const components = contains.map((one) => {
    const found = bom.components.find((component) => `${component.name}@${component.version}` === one);
    if (found === undefined) throw new Error(`the lock file does not name ${one}, which the build holds`);
    // To npm they are packages for development, because it does not see into bundles.
    const properties = found.properties?.filter(({ name: key }) => key !== "cdx:npm:package:development");
    return { ...found, scope: "required", properties };
  });
  // npm names the whole after the folder that it lies in.
  const [root, own] = [bom.metadata.component["bom-ref"], `${name}@${version}`];
  const nameRef = (/** @type {string} */ ref) => (ref === root ? own : ref);
  const refs = new Set([own, ...components.map((component) => component["bom-ref"])]);
  const whole = { ...bom.metadata.component, "bom-ref": own, name, purl: `pkg:npm/${own}` };
  const { serialNumber: _, ...rest } = bom;
  return {
    ...rest,
    metadata: { ...bom.metadata, timestamp: dateOf(commit), component: whole },
    components,
    dependencies: bom.dependencies
      .map(({ ref, dependsOn = [] }) => ({
        ref: nameRef(ref),
        dependsOn: dependsOn.filter((one) => refs.has(one)),
      }))
      .filter(({ ref }) => refs.has(ref)),
  };
}

/** @typedef {{ "bom-ref": string, name: string, version: string, properties?: readonly { name: string }[] }} Component */

/** @param {string} id */
function dateOf(id) {
  const shown = execFileSync("git", ["show", "--no-patch", "--format=%ct", id], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return new Date(Number(shown) * 1000).toISOString();
}

/** @param {readonly string[]} args */
function npm(...args) {
  return execFileSync("npm", args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
}

/** @param {object} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
