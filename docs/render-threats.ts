import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";

/** Test files, by their path below `test/`, with their text. */
export type TestTexts = ReadonlyMap<string, string>;

export interface ThreatRow {
  readonly id: string;
  /** The row's cells between the id and the tests, as they stand in the page. */
  readonly told: string;
}

/** `| id | case | answer | tests |`; the last cell is the one that is made. */
const ROW = /^\| ([A-Z]-\d{2,3}) \| (.*) \| ([^|]*)\|$/;
/** Not the curves P-192 to P-521. */
const ID = /\b[GPCADBEFRKSVX]-(?:\d{2}|1[0-8]\d)\b/g;

/** Every test file but those of the pages themselves, which name ids that no test holds. */
export async function readTestTexts(root: string): Promise<TestTexts> {
  const names = (await readdir(root, { recursive: true })).map((name) => name.split(sep).join("/"));
  const tests = names.filter((name) => name.endsWith(".test.ts") && !name.startsWith("docs/")).sort();
  return new Map(
    await Promise.all(tests.map(async (name) => [name, await readFile(join(root, name), "utf8")] as const)),
  );
}

/** The ids of rows that a text cites. */
export function citedIds(text: string): ReadonlySet<string> {
  return new Set(text.match(ID));
}

export function parseThreats(page: string): readonly ThreatRow[] {
  return page.split("\n").flatMap((line) => {
    const [, id, told] = ROW.exec(line) ?? [];
    return id === undefined || told === undefined ? [] : [{ id, told }];
  });
}

/** Puts into the last cell of every row of docs/threats.md the test files that cite its id, or `none`. */
export function fillThreats(page: string, tests: TestTexts): string {
  const files = [...tests].map(([name, text]) => ({ name, ids: citedIds(text) }));
  return page
    .split("\n")
    .map((line) => {
      const [, id, told] = ROW.exec(line) ?? [];
      if (id === undefined) return line;
      const links = files.filter(({ ids }) => ids.has(id)).map(({ name }) => linkTo(name));
      return `| ${id} | ${told} | ${links.join(", ") || "none"} |`;
    })
    .join("\n");
}

function linkTo(name: string): string {
  return `[${name.replace(/\.test\.ts$/, "")}](../test/${name})`;
}
