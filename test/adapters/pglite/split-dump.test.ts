import assert from "node:assert/strict";
import { test } from "node:test";
import { type DumpPiece, splitDump } from "../../../src/adapters/pglite/split-dump.ts";

async function* linesOf(text: string) {
  yield* text.split("\n");
}

async function split(text: string): Promise<readonly string[]> {
  const pieces: DumpPiece[] = [];
  for await (const piece of splitDump(linesOf(text))) pieces.push(piece);
  return pieces.map((piece) =>
    piece.kind === "copy" ? `${piece.target} <- ${JSON.stringify(piece.rows)}` : piece.text.trim(),
  );
}

for (const [title, text, expected] of [
  ["comments and blank lines are no statement", "-- a;\n\n--\nselect 1;\n", ["select 1;"]],
  [
    "a semicolon in a string ends nothing",
    "select ';\n-- no comment\n';\n",
    ["select ';\n-- no comment\n';"],
  ],
  [
    "a doubled quote stays in its string",
    "select 'it''s; so';\nselect 2;",
    ["select 'it''s; so';", "select 2;"],
  ],
  ["a backslash ends no plain string", "select '\\';\nselect 2;", ["select '\\';", "select 2;"]],
  ["a backslash escapes in an E string", "select E'\\';\n';\nselect 2;", ["select E'\\';\n';", "select 2;"]],
  ["a quoted name may hold a semicolon", 'select 1 as "a;\nb";', ['select 1 as "a;\nb";']],
  [
    "a dollar quote ends with its own tag",
    "create function f() as $_$ begin; $$ ';\n$_$;\nselect 2;",
    ["create function f() as $_$ begin; $$ ';\n$_$;", "select 2;"],
  ],
  ["a parameter is no dollar quote", "select $1;\nselect $2;", ["select $1;", "select $2;"]],
  ["a block comment may hold anything", "select /* ;\n' */ 1;", ["select /* ;\n' */ 1;"]],
  ["a comment may follow the end", "select 1; -- done;", ["select 1; -- done;"]],
  ["a statement goes over several lines", "create table t (\n  a int\n);", ["create table t (\n  a int\n);"]],
  [
    "COPY takes its rows as they are",
    "-- Data\nCOPY public.t (a, b) FROM stdin;\n1\t';\n\\N\t--\n\\.\nselect 1;",
    ['public.t (a, b) <- "1\\t\';\\n\\\\N\\t--\\n"', "select 1;"],
  ],
  ["an empty COPY is nothing", "COPY public.t (a) FROM stdin;\n\\.\n", []],
  ["the restrict lines of psql are skipped", "\\restrict abc\nselect 1;\n\\unrestrict abc\n", ["select 1;"]],
] as const) {
  test(title, async () => assert.deepEqual(await split(text), expected));
}

for (const [title, text] of [
  ["a dump that ends inside a statement is refused", "select 1"],
  ["a dump that ends inside a string is refused", "select 'a;\n"],
  ["a dump that ends inside COPY is refused", "COPY public.t (a) FROM stdin;\n1\n"],
  ["a psql command is refused", "\\! touch /tmp/x\n"],
] as const) {
  test(title, async () => assert.rejects(split(text), SyntaxError));
}
