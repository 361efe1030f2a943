import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import test from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGE = join(ROOT, "docs/decisions/waits.md");
const page = readFileSync(PAGE, "utf8");

/** A link to a file of the code and, behind it, the name and value of a limit. */
const LIMIT = /\[[^\]]+\]\(([^)]+\.ts)\) `([A-Z_]+)` (\d+)/g;
const LINK = /\]\(([^)]+\.ts)\)/g;

const fileOf = (link: string) => resolve(PAGE, "..", link);

test("every limit of the table of waits is the one that stands in the code", () => {
  const limits = [...page.matchAll(LIMIT)];
  assert.ok(limits.length > 20);
  for (const [, link = "", name = "", value = ""] of limits) {
    const text = readFileSync(fileOf(link), "utf8");
    const found = new RegExp(`const ${name} = ([\\d_]+);`).exec(text)?.[1]?.replaceAll("_", "");
    assert.equal(found, value, `${link}: ${name}`);
  }
});

test("every file that the table of waits names is there", () => {
  const absent = [...page.matchAll(LINK)].filter(([, link = ""]) => !existsSync(fileOf(link)));
  assert.deepEqual(absent, []);
});

test("every file that starts a program is in the table of waits", () => {
  const named = new Set([...page.matchAll(LINK)].map(([, link = ""]) => relative(ROOT, fileOf(link))));
  const starting = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join("src", name))
    .filter((name) =>
      /import \{[^}]*\b(?:spawn|execFile|fork)\b[^}]*\} from "node:child_process"/.test(
        readFileSync(join(ROOT, name), "utf8"),
      ),
    );
  assert.ok(starting.length > 8);
  assert.deepEqual(
    starting.filter((name) => !named.has(name)),
    [],
  );
});

test("a signal is over before GitHub asks a second time: what waits is ended first, then the process", () => {
  const limits = new Map(
    [...page.matchAll(LIMIT)].map(([, link = "", name, value]) => [
      `${link.split("/").at(-1)} ${name}`,
      Number(value),
    ]),
  );
  const [late = 0, tidy = 0, grace = 0] = [
    "late-after.ts LATE_MS",
    "end-with-process.ts TIDY_MS",
    "interruption.ts GRACE_MS",
  ].map((name) => limits.get(name));
  assert.ok(late + tidy < grace && grace < 7500, `${late} + ${tidy} < ${grace} < 7500`);
});
