import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import {
  CARRIED,
  digestOf,
  MANIFEST,
  refuseBuild,
  refuseOldBuild,
  refusePackages,
} from "../../bin/own-code.js";
import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import { readToolIdentity } from "../../src/adapters/runner/tool-digest.ts";
import { refuseForeignSocket } from "../../src/compose/foreign-socket.ts";
import { refuseOpenKeys } from "../../src/compose/root-keys.ts";
import { REASONS } from "../../src/domain/reasons.ts";
import { letWrite } from "../support/access-list.ts";
import { bundleCutter, runCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
/** An account that is neither root nor ours. */
const STRANGER = 65_534;

let home: Awaited<ReturnType<typeof makeTempFolder>>;
/** An installation as a release makes it: the start and the build; no sources and no packages, thus no loader either. */
let root: string;
let folder: string;

before(async () => {
  await using bundle = await bundleCutter();
  home = await makeTempFolder();
  root = join(home.path, "installed");
  folder = join(root, "actions/dist");
  await mkdir(join(root, "actions"), { recursive: true });
  await Promise.all([
    cp(join(ROOT, "bin"), join(root, "bin"), { recursive: true }),
    cp(bundle.folder, folder, { recursive: true }),
    cp(join(ROOT, "package.json"), join(root, "package.json")),
  ]);
});
after(() => home[Symbol.asyncDispose]());

const start = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
  runCutter(args, { variables, program: join(root, "bin/cutter.js") });

test("what is installed runs as plain JavaScript, without sources, packages or a loader (A-60)", async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const end = await start(["--version"]);
  assert.deepEqual([end.code, end.stdout, end.stderr], [0, `iu-cutter ${version}\n`, ""]);
});

interface Spoilt {
  readonly title: string;
  readonly actual: RegExp;
  /** Spoils the installation; what it returns mends it. */
  readonly spoil: () => () => void;
}

/** Another account's file or folder; only root can make one, and for anybody else the mode says the same. */
function giveAway(path: string): () => void {
  if (process.geteuid?.() !== 0) return open(path, lstatSync(path).isDirectory() ? 0o777 : 0o666);
  lchownSync(path, STRANGER, STRANGER);
  return () => lchownSync(path, 0, 0);
}

/** The same content, linked from elsewhere: from there Node would load what the file imports. */
function linkAway(name: string): () => void {
  const [path, elsewhere] = [join(folder, name), join(root, name)];
  if (existsSync(path)) renameSync(path, elsewhere);
  else mkdirSync(elsewhere);
  symlinkSync(elsewhere, path);
  return () => {
    rmSync(path);
    if (name === "linked") rmSync(elsewhere, { recursive: true });
    else renameSync(elsewhere, path);
  };
}

function open(path: string, mode: number): () => void {
  chmodSync(path, mode);
  return () => chmodSync(path, 0o755);
}

const SPOILT: readonly Spoilt[] = [
  {
    title: "is missing",
    actual: /^none$/,
    spoil: () => {
      renameSync(folder, `${folder}.away`);
      return () => renameSync(`${folder}.away`, folder);
    },
  },
  {
    title: "lost a file",
    actual: /^no such file$/,
    spoil: () => {
      renameSync(join(folder, "cutter.mjs"), join(root, "cutter.mjs"));
      return () => renameSync(join(root, "cutter.mjs"), join(folder, "cutter.mjs"));
    },
  },
  {
    title: "has a file more",
    actual: /^[0-9a-f]{64}$/,
    spoil: () => {
      writeFileSync(join(folder, "more.mjs"), "");
      return () => rmSync(join(folder, "more.mjs"));
    },
  },
  ...(["cutter.mjs", "migrations", "linked"] as const).map((name) => ({
    title: `has a link in the place of ${name}`,
    actual: /^not a file of its own$/,
    spoil: () => linkAway(name),
  })),
  { title: "may be written to by everybody", actual: /mode 777/, spoil: () => open(folder, 0o777) },
  ...["", "cutter.mjs"].map((name) => ({
    title: `lets another account write to ${name === "" ? "its folder" : name} by an access list`,
    actual: /mode [0-7]*7[0-7], group/,
    spoil() {
      const path = join(folder, name);
      const { mode } = statSync(path);
      letWrite(path, STRANGER);
      return () => chmodSync(path, mode & 0o7755);
    },
  })),
  {
    title: "has a file that everybody may write",
    actual: /mode 666/,
    spoil: () => open(join(folder, "cutter.mjs"), 0o666),
  },
  {
    title: "lies in a folder that everybody may write to",
    actual: /mode 777/,
    spoil: () => open(root, 0o777),
  },
  {
    title: "lies in a shared folder without a sticky bit",
    actual: /mode 777/,
    spoil: () => open(home.path, 0o777),
  },
  {
    title: "is another account's",
    actual: /uid 65534|mode 666/,
    spoil: () => giveAway(join(folder, "cutter.mjs")),
  },
  {
    title: "is started by another account's file",
    actual: /uid 65534|mode 666/,
    spoil: () => giveAway(join(root, "bin/own-code.js")),
  },
  {
    title: "has a list of files that is none",
    actual: /another form/,
    spoil: () => {
      renameSync(join(folder, MANIFEST), join(root, MANIFEST));
      writeFileSync(join(folder, MANIFEST), "{");
      return () => renameSync(join(root, MANIFEST), join(folder, MANIFEST));
    },
  },
];

for (const { title, actual, spoil } of SPOILT) {
  test(`a build that ${title} is refused, and stands once that is mended (A-60)`, () => {
    const mend = spoil();
    const fault = refuseBuild({ root, folder });
    mend();
    assert.match(fault?.actual ?? "nothing", actual);
    assert.equal(refuseBuild({ root, folder }), null);
  });
}

test("a build with one byte more does not start and says so as the table of reasons does (A-60)", async () => {
  const file = join(folder, "cutter.mjs");
  const whole = await readFile(file);
  appendFileSync(file, 'process.stdout.write("planted");');
  const end = await start(["--version"]);
  await writeFile(file, whole);
  const { sentence, wayOut, exitCode } = REASONS.STOP_CODE_UNTRUSTED;
  assert.equal(end.code, exitCode);
  assert.equal(end.stdout, "", "nothing of it has run");
  assert.ok(end.stderr.startsWith(`STOP_CODE_UNTRUSTED: ${sentence}\n`), end.stderr);
  assert.ok(end.stderr.endsWith(`  do this   ${wayOut}\n`), end.stderr);
});

test("a build of other sources than those beside it is refused; there is nothing to fall back to (A-60)", async () => {
  assert.equal(
    refuseOldBuild({ root, folder }),
    null,
    "an installation without sources has nothing to compare",
  );
  await Promise.all(
    ["src", "actions", "package-lock.json", ...Object.values(CARRIED).flat()].map((name) =>
      cp(join(ROOT, name), join(root, name), {
        recursive: true,
        filter: (path) => !path.includes("actions/dist"),
      }),
    ),
  );
  assert.equal(refuseOldBuild({ root, folder }), null);
  const carried = join(root, CARRIED.workflows[0] ?? "");
  appendFileSync(carried, "# later\n");
  assert.match(refuseOldBuild({ root, folder })?.actual ?? "", /^sources /, "what is carried counts");
  await rm(join(root, "package-lock.json"));
  assert.deepEqual(
    refuseOldBuild({ root, folder }),
    { field: join(root, "package-lock.json"), expected: "a file that can be read", actual: "ENOENT" },
    "a part of the sources was copied",
  );
  await cp(join(ROOT, "package-lock.json"), join(root, "package-lock.json"));
  await cp(join(ROOT, CARRIED.workflows[0] ?? ""), carried);
  await writeFile(join(root, "src/later.ts"), "");
  const end = await start(["--version"]);
  await rm(join(root, "src"), { recursive: true });
  assert.equal(end.code, 3);
  assert.match(end.stderr, /STOP_CODE_UNTRUSTED.*\n.*\n.*sources [0-9a-f]{64}/);
});

test("the digest of the tool is that of the files that run: one byte more, or a list that hides it, changes it (A-60)", async () => {
  const honest = await readToolIdentity({ root, folder });
  assert.deepEqual(await readToolIdentity({ root, folder }), honest);
  const file = join(folder, "cutter.mjs");
  const [whole, list] = [await readFile(file), await readFile(join(folder, MANIFEST), "utf8")];
  appendFileSync(file, "\n");
  assert.notEqual((await readToolIdentity({ root, folder })).sha256, honest.sha256);
  const manifest = JSON.parse(list);
  manifest.files["cutter.mjs"] = digestOf(file);
  await writeFile(join(folder, MANIFEST), JSON.stringify(manifest));
  assert.equal(refuseBuild({ root, folder }), null, "the list agrees with what it lists");
  assert.notEqual((await readToolIdentity({ root, folder })).sha256, honest.sha256);
  await Promise.all([writeFile(file, whole), writeFile(join(folder, MANIFEST), list)]);
});

/** The packages that stay outside of the build, as an installation without those of development has them. */
async function withPackages<T>(use: (packages: string) => Promise<T>): Promise<T> {
  const modules = join(root, "node_modules");
  const packages = join(modules, "@electric-sql");
  await cp(join(ROOT, "node_modules/@electric-sql"), packages, {
    recursive: true,
    filter: (path) => !/\.(?:map|cjs|c?ts|gz)$/.test(path),
  });
  try {
    return await use(packages);
  } finally {
    await rm(modules, { recursive: true });
  }
}

test("a package outside of the build is refused where a byte differs, it is missing, others could change it, or another is found first (A-125)", async () => {
  const code = { root, folder };
  assert.match(refusePackages(code)?.actual ?? "", /^none$/);
  await withPackages(async (packages) => {
    assert.equal(refusePackages(code), null);
    const change = async (file: string, spoil: (path: string) => () => unknown) => {
      const path = join(packages, file);
      const mend = spoil(path);
      const fault = refusePackages(code);
      await mend();
      assert.equal(refusePackages(code), null, file);
      assert.equal(refuseBuild(code), null, "which costs no start anything");
      return fault?.field;
    };
    const longer = (path: string) => {
      const size = statSync(path).size;
      appendFileSync(path, "\n");
      return () => truncateSync(path, size);
    };
    for (const file of [
      "pglite/dist/index.js",
      "pglite/dist/pglite.wasm",
      "pglite/dist/pglite.data",
      "pglite/dist/fs/nodefs.js",
      "pglite/package.json",
      "pglite-tools/dist/pg_dump.wasm",
    ])
      assert.equal(await change(file, longer), join(packages, file));
    const added = (path: string) => {
      writeFileSync(path, "");
      return () => rmSync(path);
    };
    assert.equal(await change("pglite/dist/more.js", added), join(packages, "pglite/dist/more.js"));
    assert.match((await change("pglite/dist", (path) => open(path, 0o777))) ?? "", /pglite.dist/);
    const nearer = join(root, "actions/node_modules/@electric-sql/pglite");
    await cp(join(packages, "pglite"), nearer, { recursive: true });
    const fault = refusePackages(code);
    await rm(join(root, "actions/node_modules"), { recursive: true });
    assert.match(fault?.field ?? "", /actions.node_modules$/);
  });
});

test("an engine in the process with one byte more is not started (A-125)", async () => {
  const end = await withPackages((packages) => {
    appendFileSync(join(packages, "pglite/dist/index.js"), '\nprocess.stdout.write("planted");\n');
    return start(["demo", "--engine", "pglite", "--document", join(root, "package.json")]);
  });
  assert.equal(end.code, 3, end.stderr);
  assert.match(end.stderr, /STOP_CODE_UNTRUSTED[\s\S]*pglite.dist.index\.js/);
  assert.equal(end.stdout, "");
});

test("nothing that others put into the temporary folder is run, and one that they could rearrange is refused (A-61)", async () => {
  await using shared = await makeTempFolder();
  chmodSync(shared.path, 0o1777);
  const uid = process.geteuid?.() ?? 0;
  for (const name of [
    `tsx-${uid}`,
    "tsx-root",
    "node_modules",
    "cutter-demo-planted",
    "cutter-scratch-1-planted",
  ]) {
    const path = join(shared.path, name);
    mkdirSync(path);
    writeFileSync(join(path, "owner.json"), "not ours");
    chmodSync(path, 0o777);
    giveAway(path);
  }
  const before = await readdir(shared.path, { recursive: true });
  // One that is read and then refused, when the demo has used the folder.
  const document = join(root, "package.json");
  const calm = await start(["demo", "--document", document], { TMPDIR: shared.path });
  assert.match(calm.stderr, /a throw-away database[\s\S]*STOP_NOT_A_TEXT/);
  assert.doesNotMatch(calm.stderr, /STOP_CONFIG_INVALID/);
  assert.deepEqual(
    await readdir(shared.path, { recursive: true }),
    before,
    "what they put there is as it was",
  );
  chmodSync(shared.path, 0o777);
  const end = await start(["status"], { TMPDIR: shared.path });
  assert.equal(end.code, 2);
  assert.match(end.stderr, /STOP_CONFIG_INVALID[\s\S]*temporary folder[\s\S]*mode 777/);
});

test("a program that others put into a folder of PATH is never started (A-62)", async () => {
  await using planted = await makeTempFolder();
  const trace = join(planted.path, "ran");
  const bins = join(planted.path, "bin");
  await mkdir(bins);
  for (const name of ["git", "flock", "setpriv", "psql", "pg_dump", "postgres", "initdb"])
    await writeFile(join(bins, name), `#!/bin/sh\ntouch ${trace}\nexit 1\n`, { mode: 0o777 });
  chmodSync(bins, 0o777);
  await symlink(bins, join(planted.path, "link"));
  const PATH = [bins, join(planted.path, "link"), ".", "", process.env["PATH"]].join(":");
  const end = await start(["demo", "--document", join(planted.path, "none")], { PATH });
  assert.equal(end.code, 2, end.stderr);
  assert.match(end.stderr, /STOP_BAD_INPUT[\s\S]*none/);
  assert.ok(!(await readdir(planted.path)).includes("ran"));
});

test("a socket that another account has put in the place of the server's is refused before a password is told (A-63)", async () => {
  await using shared = await makeTempFolder();
  const place = { host: shared.path, port: 5432 };
  const socket = join(shared.path, ".s.PGSQL.5432");
  await writeFile(socket, "");
  chmodSync(shared.path, 0o1777);
  assert.equal(await refuseForeignSocket(place), null, "our own");
  if (process.geteuid?.() === 0) {
    giveAway(socket);
    const refused = await refuseForeignSocket(place);
    assert.equal(refused?.reason, "STOP_CONFIG_INVALID");
    assert.match(refused?.actual ?? "", /uid 65534/);
  }
  chmodSync(shared.path, 0o755);
  assert.equal(await refuseForeignSocket(place), null, "only the folder's owner could make one here");
});

test("a clone of the control repository that another account has made first is refused before git reads it (A-90)", async () => {
  await using shared = await makeTempFolder();
  chmodSync(shared.path, 0o1777);
  const options = { path: join(shared.path, "control.git"), origin: "ssh://origin.invalid/control" };
  await (await createControlRepository(options))[Symbol.asyncDispose]();
  const trace = join(shared.path, "ran");
  appendFileSync(join(options.path, "config"), `[core]\n\tsshCommand = "touch ${trace}; false"\n`);
  for (const path of [options.path, join(options.path, "config")]) {
    const giveBack = giveAway(path);
    await assert.rejects(createControlRepository(options), /STOP_CONFIG_INVALID/);
    giveBack();
  }
  await using own = await createControlRepository(options);
  await assert.rejects(own.refresh(), /STOP_REPO_UNREACHABLE/);
  assert.ok((await readdir(shared.path)).includes("ran"), "the configuration of a clone is code");
});

test("a root key that somebody else could exchange is refused by its path (A-64)", async () => {
  await using keys = await makeTempFolder();
  const file = join(keys.path, "root.asc");
  await writeFile(file, "a key");
  assert.equal(refuseOpenKeys([file]), null);
  chmodSync(keys.path, 0o777);
  const refused = refuseOpenKeys([file]);
  assert.equal(refused?.reason, "STOP_CONFIG_INVALID");
  assert.match(refused?.field ?? "", /root\.asc$/);
  assert.match(refused?.actual ?? "", /mode 777/);
});
