import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findPgDump, findPostgres } from "../../../src/adapters/scratch-postgres/find-postgres.ts";

/** A folder of programs that only tell their version. */
async function installation(
  version: string,
  names = ["initdb", "postgres", "psql", "pg_dump"],
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pg-")));
  for (const name of names) {
    await writeFile(join(folder, name), `#!/bin/sh\necho '${name} (PostgreSQL) ${version}'\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

test("the preferred major version comes first, then the newest", async () => {
  const folders = await Promise.all(["16.10", "18.1", "17.6"].map((version) => installation(version)));
  const path = folders.join(":");
  const majors = async (preferMajor: number | null) =>
    (await findPostgres({ pgBin: null, path, preferMajor }))
      .filter(({ folder }) => folders.includes(folder))
      .map(({ major }) => major);
  assert.deepEqual(await majors(null), [18, 17, 16]);
  assert.deepEqual(await majors(16), [16, 18, 17]);
});

test("a folder that is named is the only one that counts", async () => {
  const folder = await installation("16.10");
  const found = await findPostgres({ pgBin: folder, path: await installation("18.1"), preferMajor: null });
  assert.deepEqual(found, [{ folder, major: 16, version: "16.10" }]);
});

test("a link to the server leads to its companions", async () => {
  const folder = await installation("18.1");
  const links = join(folder, "links");
  await mkdir(links);
  await symlink(join(folder, "postgres"), join(links, "postgres"));
  const found = await findPostgres({ pgBin: links, path: "", preferMajor: null });
  assert.deepEqual(found, [{ folder, major: 18, version: "18.1" }]);
});

for (const [title, version, names] of [
  ["a version before 15", "14.22", undefined],
  ["a psql that cannot be locked", "15.13", undefined],
  ["an installation without initdb", "18.1", ["postgres", "psql", "pg_dump"]],
  ["programs that are no PostgreSQL", "none", undefined],
] as const) {
  test(`${title} is no installation`, async () => {
    const pgBin = await installation(version, names ? [...names] : undefined);
    assert.deepEqual(await findPostgres({ pgBin, path: "", preferMajor: null }), []);
  });
}

test("a pg_dump is asked for its version once, however many folders of the path lead to it", async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pg-")));
  const program = join(folder, "pg_dump");
  await writeFile(program, `#!/bin/sh\necho asked >> ${folder}/asked\necho 'pg_dump (PostgreSQL) 99.1'\n`);
  await chmod(program, 0o755);
  const link = join(folder, "link");
  await symlink(folder, link);
  const path = ["/nowhere", link, folder, folder].join(":");
  assert.deepEqual(await findPgDump({ pgBin: null, path, preferMajor: 99 }), {
    program: join(link, "pg_dump"),
    version: "99.1",
  });
  assert.equal(await readFile(join(folder, "asked"), "utf8"), "asked\n");
});

test("pg_dump is found without a server beside it", async () => {
  const pgBin = await installation("17.6", ["pg_dump"]);
  assert.deepEqual(await findPgDump({ pgBin, path: "", preferMajor: null }), {
    program: join(pgBin, "pg_dump"),
    version: "17.6",
  });
  const path = (
    await Promise.all(["16.10", "18.1"].map((version) => installation(version, ["pg_dump"])))
  ).join(":");
  assert.equal((await findPgDump({ pgBin: null, path, preferMajor: 16 }))?.version, "16.10");
  assert.equal(await findPgDump({ pgBin: await installation("14.22"), path: "", preferMajor: null }), null);
  assert.equal(
    await findPgDump({ pgBin: await installation("18.1", ["psql"]), path: "", preferMajor: null }),
    null,
  );
});
