import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { parse } from "yaml";
import { readNotes } from "../../release/read-notes.js";
import { readToolIdentity } from "../../src/adapters/runner/tool-digest.ts";
import { CONTROL_WORKFLOWS } from "../../src/reports/control-files.ts";
import { bundleCutter, runCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const REPOSITORY = "icx/iu-cutter";

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const JOBS: Readonly<Record<"test" | "build" | "publish", Job>> = parse(
  await readFile(join(ROOT, ".github/workflows/release.yml"), "utf8"),
).jobs;

/** A GitHub of one folder: the release workflow's shell steps run here as they stand, and `gh` notes what it is asked. */
interface Scene {
  readonly home: string;
  readonly clone: string;
  readonly origin: string;
  readonly version: string;
  readonly outputs: Record<string, string>;
  readonly log: string;
  /** What the forge says of the published release. */
  isImmutable: boolean;
}

let temp: Awaited<ReturnType<typeof makeTempFolder>>;
let scene: Scene;

before(async () => {
  temp = await makeTempFolder();
  const home = temp.path;
  const clone = join(home, "clone");
  const origin = join(home, "server", REPOSITORY);
  const [{ stdout: listed }, bundle] = await Promise.all([
    run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT }),
    bundleCutter(),
  ]);
  const names = listed.split("\0").filter((name) => /^(?!node_modules$|bench|docs\/threats)./.test(name));
  for (const folder of new Set(names.map((name) => dirname(name))))
    await mkdir(join(clone, folder), { recursive: true });
  for (const name of names) await cp(join(ROOT, name), join(clone, name)).catch(skipDeleted);
  await cp(bundle.folder, join(clone, "actions/dist"), { recursive: true });
  await bundle[Symbol.asyncDispose]();
  await cp(join(ROOT, "node_modules/@electric-sql"), join(clone, "node_modules/@electric-sql"), {
    recursive: true,
  });
  const changelog = join(clone, "CHANGELOG.md");
  const { version } = JSON.parse(await readFile(join(clone, "package.json"), "utf8"));
  // As it stands on the day of a release.
  const text = (await readFile(changelog, "utf8")).replace(
    /## Unreleased[\s\S]*?(?=\n## )/,
    "## Unreleased\n",
  );
  await writeFile(
    changelog,
    text.includes(`## ${version}\n`)
      ? text
      : text.replace("## Unreleased\n", `## Unreleased\n\n## ${version}\n\nNews.\n`),
  );
  await git(home, "init", "--quiet", "--bare", "--initial-branch=main", origin);
  await git(clone, "init", "--quiet", "--initial-branch=main");
  await git(clone, "add", ".");
  await git(clone, "commit", "--quiet", "--message", "Main");
  await git(clone, "push", "--quiet", origin, "main");
  const log = join(home, "gh.log");
  const bin = join(home, "bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "gh"),
    `#!/bin/sh\necho "$*" >> '${log}'\ncase "$*" in *"--jq .isDraft"*) cat '${home}/is-draft';; *"--jq .immutable"*) cat '${home}/is-immutable';; esac\n`,
  );
  await chmod(join(bin, "gh"), 0o755);
  await writeFile(join(home, "is-draft"), "");
  scene = { home, clone, origin, version, outputs: {}, log, isImmutable: true };
});
after(() => temp[Symbol.asyncDispose]());

function skipDeleted(fault: unknown): void {
  if (!(fault instanceof Error && "code" in fault && fault.code === "ENOENT")) throw fault;
}

const IDENTITY = ["-c", "user.name=main", "-c", "user.email=main@example.org"];
async function git(at: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", at, ...IDENTITY, ...args], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" },
  });
  return stdout.trim();
}

function stepOf(job: keyof typeof JOBS, name: string): Step {
  const found = JOBS[job].steps.find((step) => step.name === name);
  assert.ok(found, `${job} has no step: ${name}`);
  return found;
}

/** Runs a shell step as GitHub would, in the folder `at`. */
async function runStep(
  job: keyof typeof JOBS,
  name: string,
  at: string,
  also: Readonly<Record<string, string>> = {},
) {
  const step = stepOf(job, name);
  const output = join(scene.home, "output");
  await writeFile(output, "");
  await writeFile(join(scene.home, "is-immutable"), `${scene.isImmutable}\n`);
  const env = {
    PATH: `${join(scene.home, "bin")}:${process.env["PATH"]}`,
    HOME: scene.home,
    TMPDIR: scene.home,
    npm_config_cache: join(scene.home, "npm-cache"),
    GIT_CONFIG_NOSYSTEM: "1",
    GITHUB_OUTPUT: output,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_SERVER_URL: `file://${join(scene.home, "server")}`,
    GITHUB_SHA: await git(scene.origin, "rev-parse", "main"),
    RUNNER_TEMP: scene.home,
    ...Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, fill(value)])),
    ...also,
  };
  const ended = await run("bash", ["-e", "-o", "pipefail", "-c", step.run ?? ""], { cwd: at, env });
  for (const line of (await readFile(output, "utf8")).split("\n")) {
    const [key, value] = line.split("=");
    if (key && value) scene.outputs[`${step.id}.${key}`] = value;
  }
  return ended;
}

function fill(value: string): string {
  return value.replace(/\$\{\{ ?(.*?) ?\}\}/g, (_, expression: string) => {
    if (expression === "inputs.version") return scene.version;
    if (expression === "github.token") return "no-token";
    const output =
      /^steps\.(\w+)\.outputs\.(\w+)$/.exec(expression) ??
      /^needs\.build\.outputs\.((\w+))$/.exec(expression);
    const key = expression.startsWith("needs")
      ? output?.[1] === "sums"
        ? "assets.sums"
        : "commit.commit"
      : `${output?.[1]}.${output?.[2]}`;
    const found = scene.outputs[key];
    assert.ok(found, expression);
    return found;
  });
}

const TAG = "The tag carries the bundles";
const ASSETS = "Tarball, list of contents and checksums";

test("a release is of the version that package.json names and the changelog tells of, and of nothing untold", async () => {
  const name = "The version is the one of package.json, and the changelog tells of it";
  assert.equal(JOBS.build.needs, "test", "what is released has passed the tests");
  await runStep("test", name, scene.clone);
  await assert.rejects(runStep("test", name, scene.clone, { VERSION: "9.9.9" }));
  const changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.3\n\n- News.\n\n## 1.2.2\n\n- Old.\n";
  assert.equal(readNotes(changelog, "1.2.3"), "- News.\n");
  assert.throws(() => readNotes(changelog, "1.2.4"), /does not tell of 1\.2\.4/);
  assert.throws(
    () => readNotes(changelog.replace("ed\n", "ed\n\n- More.\n"), "1.2.3"),
    /lines under Unreleased/,
  );
});

test("what builds a release may not write, and what writes runs no code but git, gh and sha256sum", () => {
  assert.deepEqual(JOBS.test.permissions, { contents: "read" });
  assert.deepEqual(JOBS.build.permissions, { contents: "read", "id-token": "write", attestations: "write" });
  assert.deepEqual(JOBS.publish.permissions, { contents: "write" });
  assert.deepEqual([JOBS.publish.needs, JOBS.publish.environment], ["build", "release"]);
  for (const { run: script = "" } of JOBS.publish.steps) assert.doesNotMatch(script, /\b(?:npm|npx|node)\b/);
  for (const { uses = "", with: inputs } of Object.values(JOBS).flatMap((job) => job.steps))
    if (uses.startsWith("actions/checkout@")) assert.equal(inputs?.["persist-credentials"], false);
});

test("tarball, list of contents, checksums and bundles have their provenance", () => {
  const names = JOBS.build.steps.map((step) => step.uses?.split("@")[0] ?? step.name ?? step.run);
  const attest = JOBS.build.steps.find((step) => step.uses?.startsWith("actions/attest-build-provenance@"));
  assert.deepEqual(attest?.with?.["subject-path"]?.trim().split("\n"), ["actions/dist/**", "out/assets/*"]);
  assert.ok(names.indexOf(ASSETS) < names.indexOf("actions/attest-build-provenance"));
});

test("the tag is the commit of main and the bundles, and the same source gives the same tag and the same files again", async () => {
  const { clone, version } = scene;
  const again = join(scene.home, "again");
  await cp(clone, again, { recursive: true });
  const made: string[] = [];
  for (const at of [clone, again]) {
    await runStep("build", TAG, at);
    await runStep("build", ASSETS, at);
    made.push(
      await git(at, "rev-parse", `v${version}`),
      await readFile(join(at, "out/assets/SHA256SUMS"), "utf8"),
    );
    assert.equal(
      await git(at, "status", "--porcelain", "--", "package.json"),
      "",
      "the manifest is as it was",
    );
  }
  await rm(again, { recursive: true });
  assert.deepEqual(made.slice(0, 2), made.slice(2));
  assert.equal(scene.outputs["commit.commit"], await git(clone, "rev-parse", "HEAD"));
  assert.deepEqual(
    [...(made[1] ?? "").matchAll(/^[0-9a-f]{64} {2}(.*)$/gm)].map(([, name]) => name),
    [`iu-cutter-${version}.cdx.json`, `iu-cutter-${version}.tgz`],
  );
  const notes = await readFile(join(clone, "out/notes.md"), "utf8");
  assert.ok(notes.includes(`@${scene.outputs["commit.commit"]} # v${version}`));
});

test("the list of contents names every package in the tarball with its hash, and none that only builds it", async () => {
  const file = join(scene.clone, `out/assets/iu-cutter-${scene.version}.cdx.json`);
  const bom = JSON.parse(await readFile(file, "utf8"));
  const build = JSON.parse(await readFile(join(scene.clone, "actions/dist/build.json"), "utf8"));
  const named = bom.components.map((one: { name: string; version: string }) => `${one.name}@${one.version}`);
  assert.deepEqual(named, build.contains);
  for (const one of bom.components) {
    assert.ok(one.hashes.length > 0 && one.licenses.length > 0, one.name);
    assert.doesNotMatch(JSON.stringify(one), /package:development/);
  }
  assert.deepEqual(
    [bom.bomFormat, bom.metadata.component.name, bom.metadata.component.version],
    ["CycloneDX", "iu-cutter", scene.version],
  );
});

test("the tarball installs offline, has no script to run, and is one version with the tag and its bundles", async () => {
  const { clone, home, version } = scene;
  const [tag, prefix] = [join(home, "tag"), join(home, "tried")];
  await runStep("build", "The tarball runs where nothing else is, without a network", clone);
  const installed = join(prefix, "lib/node_modules/iu-cutter");
  await git(home, "clone", "--quiet", "--branch", `v${version}`, clone, tag);
  const identities = await Promise.all(
    [installed, tag].map((root) => readToolIdentity({ root, folder: join(root, "actions/dist") })),
  );
  assert.deepEqual(identities[0], identities[1]);
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  assert.deepEqual([manifest.scripts, manifest.devDependencies], [undefined, undefined]);
  const page = await readFile(join(prefix, "share/man/man1/cutter.1"), "utf8");
  assert.match(page, /\.TH/, "`man cutter` finds its page");
  const files = await readdir(installed);
  for (const name of ["src", "test", "package-lock.json"]) assert.ok(!files.includes(name), name);
  for (const name of ["LICENSE", "README.md", "SECURITY.md", "CHANGELOG.md", "docs"])
    assert.ok(files.includes(name), name);
  for (const program of [join(prefix, "bin/cutter"), join(tag, "bin/cutter.js")]) {
    const end = await runCutter(["--version"], { variables: {}, program });
    assert.deepEqual([end.code, end.stdout], [0, `iu-cutter ${version}\n`], end.stderr);
  }
});

test("an installed release pins itself in a control repository; a clone asks for the commit", async () => {
  const { home, version } = scene;
  const keys = join(home, "keys");
  await mkdir(keys);
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(keys, "ada")]);
  const key = join(keys, "ada.pub");
  const order = [
    "--repository",
    "icx/control",
    "--root-key",
    key,
    "--sovereign",
    "ada",
    "--sovereign-key",
    key,
  ];
  const init = (program: string, name: string, ...more: readonly string[]) =>
    runCutter(["init", join(home, name), ...order, ...more], { variables: {}, program });
  const cutter = join(home, "tried/bin/cutter");
  const end = await init(cutter, "control");
  assert.equal(end.code, 0, end.stderr);
  const commit = scene.outputs["commit.commit"];
  assert.match(end.stdout, new RegExp(`^Actions of ${REPOSITORY}@${commit}, version ${version}\\.$`, "m"));
  for (const name of CONTROL_WORKFLOWS) {
    const text = await readFile(join(home, "control/.github/workflows", name), "utf8");
    const own = [...text.matchAll(/uses: (icx\/.*)$/gm)].map(([, used]) =>
      used?.replace(/actions\/[a-z-]+/, ""),
    );
    assert.deepEqual(own, [`${REPOSITORY}/@${commit} # v${version}`], name);
  }
  const unreleased = await init(join(home, "tag/bin/cutter.js"), "unreleased", "--actions", REPOSITORY);
  assert.equal(unreleased.code, 2);
  assert.match(unreleased.stderr, /only what a release's tarball[\s\S]*git rev-parse v<version>\^\{commit\}/);
  const { stdout } = await run("git", ["rev-parse", `v${version}^{commit}`], { cwd: join(home, "tag") });
  const named = await init(
    join(home, "tag/bin/cutter.js"),
    "named",
    "--actions",
    `${REPOSITORY}@${stdout.trim()}`,
  );
  assert.equal(named.code, 0, named.stderr);
  // A release that another build stands beside is none.
  const file = join(home, "tried/lib/node_modules/iu-cutter/release.json");
  const release = await readFile(file, "utf8");
  await writeFile(file, release.replace(/"build": "[0-9a-f]{4}/, '"build": "0000'));
  assert.equal((await init(cutter, "other")).code, 2);
  await writeFile(file, release);
});

test("what is published is what was built: the tag is pushed, and everything is in a draft before it is published for good", async () => {
  const { clone, home, origin, version, log } = scene;
  const at = join(home, "publish");
  await git(home, "clone", "--quiet", origin, at);
  await cp(join(clone, "out"), join(at, "out"), { recursive: true });
  const BYTES = "It is what the job build has made, byte by byte";
  const CHECKED = "The tag is this commit and the bundles, and nothing else";
  await runStep("publish", BYTES, at);
  await assert.rejects(runStep("publish", BYTES, at, { SUMS_DIGEST: "0".repeat(64) }));
  const tarball = join(at, `out/assets/iu-cutter-${version}.tgz`);
  const whole = await readFile(tarball);
  await writeFile(tarball, Buffer.concat([whole, Buffer.from("x")]));
  await assert.rejects(runStep("publish", BYTES, at));
  await writeFile(tarball, whole);
  await runStep("publish", CHECKED, at);
  await assert.rejects(runStep("publish", CHECKED, at, { GITHUB_SHA: "0".repeat(40) }));
  for (const _ of ["first", "again"]) await runStep("publish", "The tag is pushed", at);
  assert.equal(await git(origin, "rev-parse", `v${version}^{commit}`), scene.outputs["commit.commit"]);
  await runStep("publish", "A draft with everything", at);
  const PUBLISHED = "Published, and immutable from then on";
  await runStep("publish", PUBLISHED, at);
  const asked = (await readFile(log, "utf8")).trim().split("\n");
  const created = asked.findIndex((line) => line.startsWith(`release create v${version}`));
  const edited = asked.findIndex((line) => line.endsWith("--draft=false"));
  assert.ok(0 <= created && created < edited, asked.join("\n"));
  for (const part of [
    ".tgz",
    ".cdx.json",
    "SHA256SUMS",
    "--draft ",
    "--verify-tag",
    "--notes-file out/notes.md",
  ])
    assert.ok(asked[created]?.includes(part), part);
  assert.ok(!asked.some((line) => line.startsWith("release delete")));
  scene.isImmutable = false;
  await assert.rejects(runStep("publish", PUBLISHED, at), /Enable release immutability/);
  assert.match(
    (await readFile(log, "utf8")).trim(),
    /--draft=true$/,
    "it is taken back before anybody installs it",
  );
  await writeFile(join(home, "is-draft"), "true\n");
  await runStep("publish", "A draft with everything", at);
  assert.match(
    await readFile(log, "utf8"),
    /release delete .*\n.*release create/,
    "a draft that stands is made anew",
  );
});

test("a tag with anything but the bundles is not pushed", async () => {
  const { clone, home, origin, version } = scene;
  const [other, at] = [join(home, "other"), join(home, "planted")];
  await git(home, "clone", "--quiet", clone, other);
  await writeFile(join(other, "bin/cutter.js"), "planted");
  await git(other, "commit", "--quiet", "--all", "--amend", "--message", "Planted");
  await git(other, "tag", "--force", `v${version}`);
  await git(home, "clone", "--quiet", origin, at);
  await git(at, "tag", "--delete", `v${version}`);
  await mkdir(join(at, "out"));
  await git(other, "bundle", "create", "--quiet", join(at, "out/tag.bundle"), `HEAD~1..v${version}`);
  const COMMIT = await git(other, "rev-parse", "HEAD");
  await assert.rejects(
    runStep("publish", "The tag is this commit and the bundles, and nothing else", at, { COMMIT }),
  );
});
