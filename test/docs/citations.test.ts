import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { citedIds, parseThreats } from "../../docs/render-threats.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

/** Every text of the repository that may cite, by its path; the continued lines of a comment are one line. */
const TEXTS = ["src", "test", "bench", "actions", "docs", ".github"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  )
  .concat(readdirSync(ROOT).filter((name) => name.endsWith(".md")))
  .filter((name) => /\.(?:ts|sql|yml|md)$/.test(name) && !/^(?:test\/fixtures|actions\/dist)/.test(name))
  .map((name) => ({ name, text: read(name).replace(/\n\s*(?:\*|\/\/|--) /g, " ") }));
const CODE = TEXTS.filter(({ name }) => !name.endsWith(".md"));

const sections = numbersOf(read("docs/system.md"), /^## (\d+)\. /gm);
const rules = numbersOf(read("docs/threats.md"), /^(\d+)\. /gm);
const ids = new Set(parseThreats(read("docs/threats.md")).map(({ id }) => id));

function numbersOf(page: string, pattern: RegExp): readonly number[] {
  return [...page.matchAll(pattern)].map((match) => Number(match[1]));
}

/** Every number that a citation such as `rules 2 to 5` names. */
function citedNumbers(text: string, pattern: RegExp): readonly number[] {
  return [...text.matchAll(pattern)].flatMap(([, first, last]) => {
    const from = Number(first);
    return Array.from({ length: Number(last ?? from) - from + 1 }, (_, at) => from + at);
  });
}

function commentsOf(text: string): readonly string[] {
  return text.match(/\/\*\*?[\s\S]*?\*\/|\/\/ .*/g) ?? [];
}

function missing(
  texts: typeof TEXTS,
  find: (text: string) => Iterable<string>,
  isThere: (cited: string) => boolean,
): readonly string[] {
  return texts.flatMap(({ name, text }) =>
    [...new Set(find(text))].filter((cited) => !isThere(cited)).map((cited) => `${name}: ${cited}`),
  );
}

test("sections and rules are numbered without a gap", () => {
  assert.deepEqual(
    sections,
    Array.from({ length: 15 }, (_, at) => at + 1),
  );
  assert.deepEqual(
    rules,
    Array.from({ length: 40 }, (_, at) => at + 1),
  );
});

test("every id of a threat that is cited is a row of docs/threats.md", () => {
  assert.deepEqual(
    missing(TEXTS, citedIds, (id) => ids.has(id)),
    [],
  );
});

test("every section of docs/system.md that is cited is there", () => {
  const find = (text: string) =>
    citedNumbers(text, /docs\/system\.md sections? (\d+)(?: to (\d+))?/g).map(String);
  assert.deepEqual(
    missing(TEXTS, find, (cited) => sections.includes(Number(cited))),
    [],
  );
});

test("every rule that code cites is one of docs/threats.md", () => {
  const find = (text: string) => citedNumbers(text, /\brules? (\d+)(?: (?:to|and) (\d+))?/g).map(String);
  assert.deepEqual(
    missing(CODE, find, (cited) => rules.includes(Number(cited))),
    [],
  );
});

test("a section that code cites says of which text", () => {
  const find = (text: string) =>
    text.match(/(?<!docs\/system\.md |RFC \d{4} |CommonMark )\bsections? \d[\d.]*/g) ?? [];
  assert.deepEqual(
    missing(CODE, find, () => false),
    [],
  );
});

test("a page that a comment of code names is there, by its path", () => {
  const find = (text: string) =>
    commentsOf(text).flatMap((comment) => comment.match(/(?<![\w./>-])[\w-][\w/-]*\.md\b/g) ?? []);
  assert.deepEqual(
    missing(CODE, find, (cited) => existsSync(join(ROOT, cited))),
    [],
  );
});

test("a file or folder that a page or a comment of code names is there", () => {
  // A pattern (`src/<room>/*.ts`) names no one file, and `actions/dist` is there only after `npm run bundle`.
  const find = (text: string) =>
    [...text.matchAll(/(?<![\w./@-])(?:src|test|docs|actions|bench)\/[\w./<>*{}…-]+/g)]
      .map(([path]) => path.replace(/\.+$/, ""))
      .filter((path) => !/[<*{…]|^actions\/dist\b/.test(path));
  const places = TEXTS.map(({ name, text }) => ({
    name,
    text: name.endsWith(".md") ? text : commentsOf(text).join("\n"),
  }));
  assert.ok(places.flatMap(({ text }) => find(text)).length > 40, "the paths are found");
  assert.deepEqual(
    missing(places, find, (cited) => existsSync(join(ROOT, cited))),
    [],
  );
});

test("a link of a page to another place of the repository leads there", () => {
  const pages = TEXTS.filter(({ name }) => name.endsWith(".md"));
  const wrong = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s#]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !existsSync(join(ROOT, name, "..", target)))
      .map((target) => `${name}: ${target}`),
  );
  assert.deepEqual(wrong, []);
});
