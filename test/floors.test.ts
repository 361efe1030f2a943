import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import test from "node:test";

const SRC = resolve(import.meta.dirname, "../src");

/** Rooms that each room may import, and the packages it may use. Adapters see domain and ports, never another adapter. */
const FLOORS: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
> = {
  domain: { rooms: [], packages: ["zod"] },
  ports: { rooms: ["domain"], packages: [] },
  document: { rooms: ["domain"], packages: [] },
  trust: { rooms: ["domain"], packages: [] },
  reports: { rooms: ["domain"], packages: [] },
  phases: { rooms: ["domain", "document", "trust", "reports", "ports"], packages: [] },
  engine: { rooms: ["domain", "document", "trust", "reports", "ports", "phases"], packages: [] },
  config: { rooms: ["domain", "ports"], packages: ["zod"] },
  "adapters/postgres": { rooms: ["domain", "ports"], packages: ["pg"] },
  "adapters/pglite": {
    rooms: ["domain", "ports"],
    packages: ["@electric-sql/pglite", "@electric-sql/pglite-tools"],
  },
  "adapters/openpgp": { rooms: ["domain", "ports"], packages: ["openpgp"] },
  "adapters/github": {
    rooms: ["domain", "ports", "reports"],
    packages: ["@octokit/rest", "@octokit/plugin-retry", "@octokit/plugin-throttling", "zod"],
  },
  "adapters/runner": { rooms: ["domain", "ports"], packages: ["@actions/core"] },
  compose: {
    rooms: ["domain", "ports", "document", "trust", "reports", "phases", "engine", "config", "adapters/*"],
    packages: [],
  },
  commands: { rooms: ["domain", "config", "compose", "adapters/terminal", "ports"], packages: ["commander"] },
};

const ADAPTER = { rooms: ["domain", "ports"], packages: ["zod"] };

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, room: roomOf(name), text: readFileSync(join(SRC, name), "utf8") }));

function roomOf(name: string): string {
  const [first = "", second = ""] = name.split("/");
  if (first === "adapters") return `adapters/${second}`;
  return first.replace(/\.ts$/, "");
}

function importsOf(text: string): readonly string[] {
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

test("every room imports only rooms of the floors below it", () => {
  const wrong = files.flatMap(({ name, room, text }) =>
    importsOf(text)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => roomOf(relative(SRC, resolve(SRC, name, "..", specifier))))
      .filter((other) => other !== room)
      .filter((other) => !isAllowed(room, other))
      .map((other) => `${name} imports ${other}`),
  );
  assert.deepEqual(wrong, []);
});

test("every room uses only its own packages", () => {
  const wrong = files.flatMap(({ name, room, text }) =>
    importsOf(text)
      .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .map(packageOf)
      .filter(
        (used) =>
          !(FLOORS[room] ?? ADAPTER).packages.includes(used) &&
          !(room.startsWith("adapters/") && used === "zod"),
      )
      .map((used) => `${name} uses ${used}`),
  );
  assert.deepEqual(wrong, []);
});

const KEPT: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly rooms: readonly string[];
}[] = [
  { what: "process.env", pattern: /\bprocess\.env\b/, rooms: ["config"] },
  { what: "console", pattern: /\bconsole\.\w+\(/, rooms: ["commands", "adapters/terminal"] },
  {
    what: "process.exit",
    pattern: /\bprocess\.exit\b/,
    rooms: ["commands", "adapters/terminal", "adapters/runner"],
  },
  { what: "the clock", pattern: /\bnew Date\(\)|\bDate\.now\(\)/, rooms: ["adapters/runner"] },
  {
    what: "randomness",
    pattern: /\bMath\.random\(|\brandomBytes\(|\brandomUUID\(/,
    rooms: ["adapters/runner"],
  },
  { what: "a suppression", pattern: /@ts-(?:ignore|expect-error|nocheck)|biome-ignore/, rooms: [] },
];

for (const { what, pattern, rooms } of KEPT) {
  test(`${what} is kept in ${rooms.join(" and ") || "no room at all"}`, () => {
    const wrong = files
      .filter(({ room, text }) => !rooms.includes(room) && pattern.test(text))
      .map(({ name }) => name);
    assert.deepEqual(wrong, []);
  });
}

test("no file of the house is longer than 250 lines", () => {
  const long = files
    .filter(({ text }) => text.split("\n").length > 250)
    .map(({ name, text }) => `${name}: ${text.split("\n").length}`);
  assert.deepEqual(long, []);
});

function isAllowed(room: string, other: string): boolean {
  const { rooms } = FLOORS[room] ?? ADAPTER;
  return rooms.includes(other) || (other.startsWith("adapters/") && rooms.includes("adapters/*"));
}
