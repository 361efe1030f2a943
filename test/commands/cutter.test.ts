import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { exitCodeOf, REASONS } from "../../src/domain/reasons.ts";
import { bundleCutter, runCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const bundle = await bundleCutter();
after(() => bundle[Symbol.asyncDispose]());
const cutter: typeof runCutter = (args, options) => runCutter(args, { program: bundle.program, ...options });

const SETTINGS = {
  schema: "iu-cutter/config/1",
  repositoryId: "local/control",
  controlRepository: { path: "control" },
  rootKeys: ["root.asc"],
  backup: { recipientKey: "recipient.asc" },
};

interface Case {
  readonly title: string;
  readonly args: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly settings?: unknown;
  readonly code: number;
  readonly reason?: string;
  readonly details?: readonly RegExp[];
}

const CASES: readonly Case[] = [
  { title: "help ends with 0", args: ["--help"], code: 0 },
  { title: "an unknown command is refused input", args: ["unknown"], code: 2 },
  { title: "an unknown option is refused input", args: ["status", "--force"], code: 2 },
  { title: "a missing option is refused input", args: ["orchestrate", "cut"], code: 2 },
  { title: "a batch of no document is refused input", args: ["orchestrate", "batch"], code: 2 },
  {
    title: "an unknown mode is refused input",
    args: ["orchestrate", "cut", "--document-id", "d", "--mode", "FORCE"],
    code: 2,
  },
  {
    title: "a sidecar without a configuration says where it has to be",
    args: ["status", "--json"],
    code: 2,
    reason: "STOP_CONFIG_INVALID",
  },
  {
    title: "all errors of the configuration are reported together",
    args: ["status", "--json"],
    settings: { ...SETTINGS, maxUnits: 100_001, rootKeys: [], surprise: true },
    code: 2,
    reason: "STOP_CONFIG_INVALID",
    details: [/maxUnits/, /rootKeys/, /surprise/],
  },
  {
    title: "all errors of the environment are reported together",
    args: ["status", "--json"],
    variables: { DOT_CUTTER_DB_PORT: "no port", DOT_CUTTER_DB_SSLMODE: "prefer" },
    code: 2,
    details: [/DOT_CUTTER_DB_PORT/, /DOT_CUTTER_DB_SSLMODE/],
  },
  {
    title: "a job of a pull request changes nothing on the runner (A-01, A-02)",
    args: ["orchestrate", "reconcile", "--json"],
    settings: SETTINGS,
    variables: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/1/merge" },
    code: 3,
    reason: "STOP_CI_CONTEXT_UNTRUSTED",
  },
  {
    title: "a job of another branch changes nothing on the runner",
    args: ["orchestrate", "reconcile", "--json"],
    settings: SETTINGS,
    variables: {
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "workflow_dispatch",
      GITHUB_REF: "refs/heads/attack",
    },
    code: 3,
    reason: "STOP_CI_CONTEXT_UNTRUSTED",
  },
  {
    title: "a root key that is not there is reported by its path",
    args: ["status", "--json"],
    settings: SETTINGS,
    code: 2,
    reason: "STOP_CONFIG_INVALID",
  },
];

for (const row of CASES) {
  test(row.title, async () => {
    await using folder = await makeTempFolder();
    if (row.settings) await writeFile(join(folder.path, SETTINGS_FILE), JSON.stringify(row.settings));
    const end = await cutter(row.args, { variables: { CUTTER_ROOT: folder.path, ...row.variables } });
    assert.equal(end.code, row.code, end.stderr);
    if (row.reason) {
      const told = JSON.parse(end.stdout);
      assert.equal(told.reason, row.reason);
      assert.notEqual(told.wayOut, "");
      assert.match(end.stderr, new RegExp(row.reason));
    }
    for (const detail of row.details ?? []) assert.match(end.stderr, detail);
  });
}

test("name and version are those of package.json, from the source and from the bundle, as text and as JSON", async () => {
  const { name, version } = JSON.parse(
    await readFile(join(import.meta.dirname, "../../package.json"), "utf8"),
  );
  for (const program of [{}, { program: bundle.program }]) {
    const { code, stdout, stderr } = await runCutter(["--version"], { variables: {}, ...program });
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `iu-cutter ${version}\n`, stderr: "" });
  }
  const json = await cutter(["--version", "--json"], { variables: {} });
  assert.deepEqual([json.code, JSON.parse(json.stdout)], [0, { name, version }]);
});

for (const [asked, actual, details] of [
  [["unknown"], "unknown command 'unknown'", undefined],
  [["statsu"], "unknown command 'statsu'", ["Did you mean status?"]],
  [["orchestrate", "resmue", "x"], "unknown command 'resmue'", ["Did you mean resume?"]],
  [["status", "--rot", "x"], "unknown option '--rot'", ["Did you mean --root?"]],
  [["status", "one", "two"], "too many arguments for 'status'. Expected 1 argument but got 2.", undefined],
  [["status", "--json", "--root"], "option '--root <folder>' argument missing", undefined],
  [
    ["orchestrate", "cut", "--document-id", "--json"],
    "option '--document-id <id>' argument missing",
    undefined,
  ],
  [
    ["orchestrate", "void", "x", "--why", "--yes", "--json"],
    "option '--why <text>' argument missing",
    undefined,
  ],
  [["source", "inspect"], "missing required argument 'file'", undefined],
  [["orchestrate", "cut"], "required option '--document-id <id>' not specified", undefined],
  [
    ["demo", "--engine", "x"],
    "option '--engine <engine>' argument 'x' is invalid. Allowed choices are auto, postgresql, pglite.",
    undefined,
  ],
  [[], "none", undefined],
  [["source"], "none", undefined],
] as const) {
  test(`a command line that can't be read is one JSON object under --json: ${asked.join(" ")}`, async () => {
    const json = asked.some((word) => word === "--json") ? [] : ["--json"];
    const end = await cutter([...asked, ...json], { variables: {} });
    const told = JSON.parse(end.stdout);
    const { sentence, wayOut } = REASONS.STOP_BAD_INPUT;
    assert.equal(end.code, 2, end.stderr);
    assert.deepEqual(
      [told.verdict, told.reason, told.message, told.wayOut, told.actual, told.details],
      ["refused", "STOP_BAD_INPUT", sentence, wayOut, actual, details],
    );
    assert.match(end.stderr, /^STOP_BAD_INPUT: .*\n(?: {2}.*\n)+$/);
  });
}

test("no password of the environment is ever printed, whatever goes wrong", async () => {
  await using folder = await makeTempFolder();
  const secret = "correct horse battery staple";
  const end = await cutter(["db", "check", "--json"], {
    variables: {
      CUTTER_ROOT: folder.path,
      DOT_CUTTER_DB_HOST: "/nonexistent",
      DOT_CUTTER_DB_NAME: `named ${secret}`,
      DOT_CUTTER_ADMIN_DB_PASSWORD: secret,
    },
  });
  assert.equal(end.code, 3, end.stderr);
  assert.ok(!`${end.stdout}${end.stderr}`.includes(secret));
});

test("an output that nobody reads, or that can't be written, does not end the work (F-23, F-96)", async () => {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "law.md");
  await writeFile(file, "## Article 1\n\nText.\n");
  const inspect = ["source", "inspect", file];
  const unread = await cutter(inspect, { variables: {}, isRead: false });
  assert.deepEqual([unread.code, unread.stderr], [0, ""]);
  const refused = await cutter(["source", "inspect", `${file}.none`], { variables: {}, isRead: false });
  assert.deepEqual([refused.code, /EPIPE/.test(refused.stderr)], [2, false]);
  for (const asked of [inspect, ["--help"], ["--version"], ["status", "--help"]]) {
    const full = await cutter(asked, { variables: {}, stdout: "/dev/full" });
    assert.equal(full.code, 3, asked.join(" "));
    assert.match(full.stderr, /^STOP_OUTPUT_IO: /);
  }
});

test("a named file that is a pipe, a device or a folder is refused input, and waited for by nobody (F-100)", async () => {
  await using folder = await makeTempFolder();
  const { path } = folder;
  const pipe = join(path, "pipe");
  execFileSync("mkfifo", [pipe]);
  const [configured, key, evidence] = [join(path, "configured"), join(path, "key"), join(path, "evidence")];
  for (const made of [configured, evidence]) await mkdir(made);
  await writeFile(key, "no key");
  const link = async (name: string, place: string) => {
    await rm(name, { force: true });
    await symlink(place, name);
  };
  const authority = { DOT_CUTTER_DB_HOST: "db.example.org", DOT_CUTTER_DB_NAME: "base" };
  for (const place of [pipe, "/dev/zero", path]) {
    await link(join(path, SETTINGS_FILE), place);
    await link(join(evidence, "evidence.json"), place);
    const settings = { ...SETTINGS, backup: { recipientKey: place }, scratch: { engine: "pglite" } };
    await writeFile(join(configured, SETTINGS_FILE), JSON.stringify(settings));
    const inputs = [
      ["STOP_BAD_INPUT", "source", "inspect", place],
      ["STOP_BAD_INPUT", "source", "diff", place, place],
      ["STOP_BAD_INPUT", "backup", "decrypt-proof", key, "--key", place],
      ["STOP_BAD_INPUT", "backup", "decrypt-proof", key, "--key", key, "--passphrase-file", place],
      ["STOP_BACKUP_ENVELOPE_INCOMPLETE", "backup", "decrypt-proof", place, "--key", key],
      ["STOP_BACKUP_RECIPIENT_INVALID", "backup", "selftest"],
      ["STOP_STATE_CORRUPT", "evidence", "verify", evidence],
      ["STOP_CONFIG_INVALID", "policy", "check", "--policy-root", place],
      ["STOP_CONFIG_INVALID", "status", "--root", path],
      ["STOP_CONFIG_INVALID", "db", "check"],
    ] as const;
    // One reader serves them all: a pipe shows that each of them asks it, the other kinds that it refuses them.
    for (const [reason, ...asked] of place === pipe ? inputs : inputs.slice(0, 2)) {
      const end = await cutter(asked, {
        variables: {
          CUTTER_ROOT: configured,
          BACKUP_GPG_FPR: "A".repeat(40),
          ...authority,
          DOT_CUTTER_DB_SSLROOTCERT: place,
        },
        killAfterMs: 30_000,
      });
      assert.deepEqual(
        [end.code, /^STOP_\w+/m.exec(end.stderr)?.[0]],
        [exitCodeOf(reason), reason],
        `${asked.join(" ")}: ${end.stderr}`,
      );
    }
  }
});

test("a page that can't be written is STOP_OUTPUT_IO (F-101)", async () => {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "law.md");
  const pipe = join(folder.path, "pipe");
  execFileSync("mkfifo", [pipe]);
  await writeFile(file, "## Article 1\n\nText.\n");
  for (const place of ["/dev/full", folder.path, join(folder.path, "none", "page.html"), pipe]) {
    const end = await cutter(["source", "inspect", file, "--html", place], {
      variables: {},
      killAfterMs: 30_000,
    });
    assert.deepEqual([end.code, /^STOP_OUTPUT_IO: /.test(end.stderr)], [3, true], `${place}: ${end.stderr}`);
    assert.match(end.stderr, /do this {3}Name a file in a folder that exists/u);
  }
});

test("a page goes whole to a slow reader of a pipe, and quietly to one that leaves (F-101)", async () => {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "law.md");
  const text = Array.from({ length: 3000 }, (_, at) => `## Article ${at + 1}\n\nText.\n`).join("\n");
  await writeFile(file, text);
  const page = join(folder.path, "page.html");
  const inspect = `"${process.execPath}" "${bundle.program}" source inspect "${file}" --html`;
  const script = `set -o pipefail; ${inspect} "${page}"
    ${inspect} /dev/stdout 2>/dev/null | (sleep 0.3; cat > "${page}.piped")
    cmp --bytes="$(wc -c < "${page}")" "${page}" "${page}.piped"
    ${inspect} /dev/stdout | head -c 10 > /dev/null`;
  const options = { env: { PATH: process.env["PATH"] }, encoding: "utf8" } as const;
  execFileSync("bash", ["--norc", "-ec", script], options);
});

test("what the machine lacks is a refusal with a sentence, never a stack (F-111)", async () => {
  await using folder = await makeTempFolder();
  const { path } = folder;
  const file = join(path, "file");
  await writeFile(file, "");
  const demo = ["demo", "--engine", "pglite"];
  for (const [reason, variables, ...asked] of [
    ["STOP_TOOL_MISSING", { PATH: "/nonexistent" }, ...demo],
    ["STOP_MACHINE_FAULT", { TMPDIR: join(path, "none") }, ...demo],
    ["STOP_MACHINE_FAULT", { TMPDIR: file }, ...demo],
    ["STOP_BAD_INPUT", {}, ...demo, "--keep", file],
    ["STOP_BAD_INPUT", {}, ...demo, "--keep", "/proc/none/below"],
    ["STOP_BAD_INPUT", {}, ...demo, "--document", `${path}/none\nfile`],
  ] as const) {
    const end = await cutter([...asked, "--json"], { variables: { TMPDIR: path, ...variables } });
    assert.deepEqual(
      [end.code, JSON.parse(end.stdout).reason],
      [exitCodeOf(reason), reason],
      `${asked.join(" ")}: ${end.stderr}`,
    );
    assert.match(end.stderr, new RegExp(`^${reason}: .*\\n(?: {2}.*\\n)+$`, "m"));
    assert.doesNotMatch(end.stderr, /^ +at .*[:(]\d/m);
  }
});

test("an older Node than package.json asks for is refused before anything of the build is loaded (F-111)", async () => {
  await using folder = await makeTempFolder();
  const root = join(import.meta.dirname, "../..");
  await cp(join(root, "bin"), join(folder.path, "bin"), { recursive: true });
  const needs = JSON.stringify({ type: "module", engines: { node: ">=99.1.0" } });
  await writeFile(join(folder.path, "package.json"), needs);
  const { sentence } = REASONS.STOP_TOOL_MISSING;
  const program = join(folder.path, "bin/cutter.js");
  const end = await runCutter(["status", "--json"], { variables: {}, program });
  assert.equal(end.code, exitCodeOf("STOP_TOOL_MISSING"), end.stderr);
  assert.match(end.stderr, /^STOP_TOOL_MISSING: .*\n {2}at {8}Node, .*\n {2}expected {2}99\.1\.0 or later\n/);
  const { reason, message, wayOut } = JSON.parse(end.stdout);
  assert.deepEqual(
    { reason, message, wayOut },
    { reason: "STOP_TOOL_MISSING", message: sentence, wayOut: "Install Node 99.1.0 or later." },
  );
  const unread = await runCutter(["status"], { variables: {}, program, stdout: "/dev/full", isRead: false });
  assert.equal(unread.code, 3);
});

test("no command tells people what is experimental in Node, and other warnings are a line", async () => {
  await using folder = await makeTempFolder();
  const program = join(folder.path, "warn.mjs");
  const hide = JSON.stringify(join(import.meta.dirname, "../../bin/hide-experiments.js"));
  await writeFile(
    program,
    `import { hideExperiments } from ${hide};
     hideExperiments();
     process.emitWarning("Ed25519 may change", "ExperimentalWarning");
     process.emitWarning("more listeners than there should be");`,
  );
  const end = await runCutter([], { variables: {}, program });
  assert.equal(end.stderr, "Warning: more listeners than there should be\n");
});
