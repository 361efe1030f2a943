import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import test from "node:test";

const SRC = resolve(import.meta.dirname, "../src");

/** What every room above them speaks in: the words of the business, the forms that long lists and JSON have, and the hash of a tree. */
const WORDS = ["domain", "collections", "json", "merkle"];

/** How files are read that a person, a setting or a variable names. */
const FILES = "files";

/** How the programs that an adapter starts end with this process. */
const PROCESSES = "processes";

/** `bin/`: plain JavaScript that judges whether a build or a path may be trusted, before anything else runs. */
const START = "..";

/** The order in which bytes pass through `document/`; each room sees those before it. */
const DOCUMENT = floorsInside("document", [
  "file-kinds",
  "encodings",
  "source",
  "conventions",
  "names",
  "projection",
  "xml",
  "zip",
  "formats",
  "pdf",
  "headings",
  "readings",
  "titles",
  "layout",
  "judge",
  "given",
  "plan",
  "delta",
  "",
  "show",
]);

/** Rooms of `document/` with a package each: what is generic about a format is a library's. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "document/delta": ["diff"],
  "document/xml": ["saxes"],
  "document/formats": ["htmlparser2"],
};

/** `session` holds what a process knows of a run, `runs` what it does with one; files at the door of `engine/` stand between them and the commands. */
const ENGINE = floorsInside(
  "engine",
  ["session", "approvals", "proofs", "answers", "gates", "telling", "runs", ""],
  [...WORDS, "document", "document/*", "trust", "reports", "ports", "phases"],
);

/** The door, `postgres` itself, wires the others. */
const POSTGRES = floorsInside(
  "adapters/postgres",
  ["connection", "contract", "reads", "writes", ""],
  [...WORDS, "ports"],
);

/** Rooms that each room may import, and the packages it may use. Adapters see domain and ports, never another adapter. */
const FLOORS: Readonly<Record<string, Floor>> = {
  collections: { rooms: [], packages: [] },
  json: { rooms: [], packages: [] },
  merkle: { rooms: ["json"], packages: [] },
  files: { rooms: [], packages: [] },
  processes: { rooms: [], packages: [] },
  domain: { rooms: ["collections", "json", "merkle"], packages: ["zod"] },
  ports: { rooms: WORDS, packages: [] },
  ...Object.fromEntries(
    Object.entries(DOCUMENT).map(([room, floor]) => [room, { ...floor, packages: PACKAGES[room] ?? [] }]),
  ),
  trust: { rooms: WORDS, packages: ["yaml"] },
  reports: { rooms: WORDS, packages: [] },
  site: { rooms: [...WORDS, "document", "document/*", "reports", "ports"], packages: ["minisearch"] },
  phases: { rooms: [...WORDS, "document", "document/*", "trust", "reports", "ports"], packages: [] },
  ...ENGINE,
  config: { rooms: [...WORDS, FILES, "ports", START], packages: ["zod"] },
  ...POSTGRES,
  "adapters/postgres/connection": { rooms: [...WORDS, "ports"], packages: ["pg"] },
  "adapters/pglite": {
    rooms: [...WORDS, "ports"],
    packages: ["@electric-sql/pglite", "@electric-sql/pglite-tools"],
  },
  "adapters/openpgp": { rooms: [...WORDS, FILES, "ports", START], packages: ["openpgp"] },
  "adapters/github": {
    rooms: [...WORDS, "ports", "reports"],
    packages: ["@octokit/rest", "@octokit/plugin-retry", "@octokit/plugin-throttling", "zod"],
  },
  "adapters/runner": { rooms: [...WORDS, "ports", START], packages: ["@actions/core"] },
  "proof-page": {
    rooms: [...WORDS, "engine/proofs", "adapters/git", "adapters/openpgp", "adapters/runner", "adapters/ssh"],
    packages: ["@noble/hashes", "zod"],
  },
  compose: {
    rooms: [
      ...WORDS,
      FILES,
      "ports",
      "document",
      "document/*",
      "trust",
      "reports",
      "site",
      "phases",
      "engine",
      "engine/*",
      "config",
      "adapters/*",
      START,
    ],
    packages: [],
  },
  demo: {
    rooms: [...WORDS, FILES, "ports", "reports", "engine", "engine/*", "config", "adapters/*", "compose"],
    packages: [],
  },
  commands: {
    rooms: [
      ...WORDS,
      FILES,
      "document",
      "document/*",
      "site",
      "config",
      "compose",
      "demo",
      "adapters/terminal",
      "ports",
    ],
    packages: ["commander"],
  },
};

interface Floor {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const ADAPTER: Floor = { rooms: [...WORDS, FILES, PROCESSES, "ports", START], packages: ["zod"] };

/** Rooms of which each sees those before it and what the whole may see; the name "" stands for the files at the door. */
function floorsInside(
  whole: string,
  names: readonly string[],
  outside: readonly string[] = WORDS,
): Readonly<Record<string, Floor>> {
  const rooms = names.map((name) => (name === "" ? whole : `${whole}/${name}`));
  return Object.fromEntries(
    rooms.map((room, index) => [room, { rooms: [...rooms.slice(0, index), ...outside], packages: [] }]),
  );
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, room: roomOf(name), text: readFileSync(join(SRC, name), "utf8") }));

/** The longest folder that the table knows: `engine/gates` is a room of its own, `trust/git` a corner of `trust`. */
function roomOf(name: string): string {
  const folders = name.includes("/") ? name.split("/").slice(0, -1) : [name.replace(/\.ts$/, "")];
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const room = folders.slice(0, depth).join("/");
    if (Object.hasOwn(FLOORS, room)) return room;
  }
  return folders[0] === "adapters" ? folders.slice(0, 2).join("/") : (folders[0] ?? "");
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
    what: "a date that JavaScript reads as it likes, instead of `parseUtc`,",
    pattern: /\bDate\.parse\(|\.iso\.(?:date|time|datetime)\(/,
    rooms: [],
  },
  {
    what: "randomness",
    pattern: /\bMath\.random\(|\brandomBytes\(|\brandomUUID\(/,
    rooms: ["adapters/runner"],
  },
  {
    what: "a flag of V8, which belongs to the start line,",
    pattern: /["']node:v8["']|setFlagsFromString/,
    rooms: [],
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
  return rooms.some((allowed) =>
    allowed.endsWith("/*") ? other.startsWith(allowed.slice(0, -1)) : allowed === other,
  );
}

test("every room is in the table", () => {
  const unknown = files.filter(({ room }) => !Object.hasOwn(FLOORS, room) && !room.startsWith("adapters/"));
  assert.deepEqual(unknown, []);
});
