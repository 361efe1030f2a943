import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { generateOpenPgpKey } from "../../src/adapters/openpgp/generate-key.ts";
import { initControlRepository } from "../../src/compose/init.ts";
import { chooseActions } from "../../src/compose/own-release.ts";
import { judgePolicyOffline } from "../../src/compose/verify.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { policySchema } from "../../src/domain/policy.ts";
import { packet } from "../support/openpgp-packets.ts";
import { back, bound, file, flags, GOOD, revoked, revoker, SUBKEY, USER } from "../support/raw-key-file.ts";

const run = promisify(execFile);
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SOURCE = { repository: "icx/iu-cutter", commit: COMMIT, version: null };

describe("initControlRepository", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "init-"));
    const at = new Date();
    for (const name of ["root", "ada"]) {
      const key = await generateOpenPgpKey({ name, email: `${name}@example.org`, at });
      await writeFile(join(folder, `${name}.asc`), key.publicKey);
      await writeFile(join(folder, `${name}.private.asc`), key.privateKey);
    }
  });
  after(() => rm(folder, { recursive: true }));

  const order = (name: string, keyFile = "ada.asc") => ({
    folder: join(folder, name),
    repository: "icx/control",
    source: SOURCE,
    rootKeyFile: join(folder, "root.asc"),
    sovereign: {
      id: "ada",
      name: "Ada Lovelace",
      keyFile: join(folder, keyFile),
      github: { id: 7, login: "ada" },
    },
  });

  it("writes a repository whose policy pins the given key and person", async () => {
    const written = await initControlRepository(order("fresh"));
    assert.ok(written.ok);
    const read = (path: string) => readFile(join(folder, "fresh", path), "utf8");
    const policy = policySchema.parse(JSON.parse(await read("approvals/policy.json")));
    const [person] = policy.persons;
    assert.equal(person?.github?.id, 7);
    assert.match(person?.keys[0]?.fingerprint ?? "", /^[0-9A-F]{40}/);
    assert.match(await read(".github/CODEOWNERS"), /^\/approvals\/policy\.json @ada$/m);
    assert.match(await read("README.md"), /`.github\/CODEOWNERS` names `@ada`/);
    for (const name of ["main", "requests"])
      assert.deepEqual(JSON.parse(await read(`.github/rulesets/${name}.json`)).bypass_actors, []);
    assert.match(await read(".github/workflows/approval.yml"), /root-keys: approvals\/keys\/root\.asc/);
    await run("git", ["-C", join(folder, "fresh"), "init", "--quiet"]);
  });

  it("makes a repository that the judge trusts once the root key has signed its first commit", async () => {
    const made = order("signed");
    assert.ok((await initControlRepository(made)).ok);
    const program = join(folder, "sign");
    const signer = join(import.meta.dirname, "../../src/adapters/openpgp/sign-stdin.ts");
    const words = [
      process.execPath,
      "--import",
      import.meta.resolve("tsx"),
      signer,
      join(folder, "root.private.asc"),
    ];
    await writeFile(program, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")}\n`, {
      mode: 0o700,
    });
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    };
    const settings = [
      "user.name=root",
      "user.email=root@example.org",
      "user.signingkey=root",
      `gpg.program=${program}`,
    ];
    const git = (...args: string[]) =>
      run("git", ["-C", made.folder, ...settings.flatMap((setting) => ["-c", setting]), ...args], { env });
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", ".");
    await git("commit", "--quiet", "-S", "-m", "Set the first approval policy");
    const rootKeyFiles = [join(folder, "root.asc")];
    const environment = readEnvironment();
    assert.ok(environment.ok);
    const now = new Date(Date.now() + 60_000);
    const checked = await judgePolicyOffline(
      { repo: made.folder, ref: "main", rootKeyFiles, now },
      environment.value,
    );
    assert.ok(checked.ok, JSON.stringify(checked));
    assert.deepEqual(
      checked.value.gates.map((gate) => gate.able),
      [["ada"], ["ada"], ["ada"], ["ada"]],
    );
  });

  it("says which subkey may not sign (docs/threats.md G-73)", async () => {
    await writeFile(
      join(folder, "weak-back.asc"),
      file(USER, GOOD, SUBKEY, bound([flags(2), back({ hash: "sha1" })])),
    );
    const written = await initControlRepository(order("weak-back", "weak-back.asc"));
    assert.ok(written.ok);
    assert.equal(written.value.notices.length, 1);
    assert.match(
      written.value.notices[0] ?? "",
      /cannot sign: the binding signature .*back signature over sha1 is too weak$/,
    );
  });

  it("names the cause for which a key is refused (docs/threats.md G-72)", async () => {
    await writeFile(join(folder, "unread.asc"), file(USER, GOOD, packet(60, Buffer.from("x"))));
    const written = await initControlRepository(order("unread", "unread.asc"));
    assert.equal(written.ok ? "" : written.refusal.actual, "packet 4: a packet of type 60");
  });

  it("refuses a root key of which something could not be read (docs/threats.md G-74)", async () => {
    const environment = readEnvironment();
    assert.ok(environment.ok);
    const path = join(folder, "unread-root.asc");
    await writeFile(path, file(USER, GOOD, revoked([], { by: revoker })));
    const checked = await judgePolicyOffline(
      { repo: folder, ref: "main", rootKeyFiles: [path], now: new Date() },
      environment.value,
    );
    assert.ok(!checked.ok);
    assert.equal(checked.refusal.reason, "STOP_POLICY_UNSAFE");
    assert.match(checked.refusal.actual ?? "", /^packet 4: a revocation by another key/);
  });

  const own = { version: "1.2.3", repository: "icx/iu-cutter", commit: COMMIT, build: "" };
  const other = "f".repeat(40);
  const chosen: readonly (readonly [string, Parameters<typeof chooseActions>, string])[] = [
    ["the release that runs, where nothing is named", [null, own], `icx/iu-cutter@${COMMIT} 1.2.3`],
    ["its commit in the named repository, such as a mirror", ["a/b", own], `a/b@${COMMIT} 1.2.3`],
    ["its version beside its own commit", [`a/b@${COMMIT}`, own], `a/b@${COMMIT} 1.2.3`],
    ["another commit as it is named, without a version", [`a/b@${other}`, own], `a/b@${other} null`],
    ["a named commit where no release runs", [`a/b@${other}`, null], `a/b@${other} null`],
    ["nothing where no release runs", [null, null], "nothing: only what a release's tarball"],
    ["no repository alone where no release runs", ["a/b", null], "a/b: only what a release's tarball"],
    ["no tag", ["a/b@v1.2.3", own], "a/b@v1.2.3"],
    ["no short commit", ["a/b@0123456", own], "a/b@0123456"],
  ];
  for (const [title, asked, expected] of chosen)
    it(`pins ${title}`, () => {
      const result = chooseActions(...asked);
      if (result.ok) {
        const { repository, commit, version } = result.value;
        assert.equal(`${repository}@${commit} ${version}`, expected);
      } else {
        assert.equal(result.refusal.reason, "STOP_BAD_INPUT");
        assert.ok(result.refusal.actual?.startsWith(expected), result.refusal.actual);
      }
    });

  const refused: readonly (readonly [string, () => ReturnType<typeof order>])[] = [
    ["a folder that holds something", () => ({ ...order("x"), folder: "." })],
    ["a private key in place of a public one", () => order("private", "ada.private.asc")],
    ["a key file that is not there", () => order("missing", "nobody.asc")],
    [
      "an id that no person may have",
      () => ({ ...order("id"), sovereign: { ...order("id").sovereign, id: "Request" } }),
    ],
  ];
  for (const [name, wrong] of refused)
    it(`refuses ${name}`, async () => {
      const result = await initControlRepository(wrong());
      assert.equal(result.ok ? "" : result.refusal.reason, "STOP_BAD_INPUT");
    });
});
