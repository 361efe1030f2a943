import assert from "node:assert/strict";
import test from "node:test";
import { renderIndex } from "../../../src/domain/reading/export-index.ts";
import { readIndex } from "../../../src/domain/reading/read-export-index.ts";
import { canonicalJson, sha256Hex } from "../../../src/json/canonical-json.ts";

const HEAD = {
  format: "iu-cutter/export/test/1",
  documents: [{ title: 'Of "files":[] and }],"files":[' }],
  on: null,
};
const fileOf = (path: string) => ({ path, sha256: sha256Hex(path), bytes: path.length });
const FILES = [".nojekyll", 'a"},{"b]}.html', 'a"}]', "law/article-1/index.html", "法/第一条.html"].map(
  fileOf,
);

async function* inParts(content: string | Uint8Array, size: number) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, size = 100): Promise<readonly string[] | null> {
  const index = await readIndex(inParts(content, size));
  if (index !== null) assert.equal(index.format, HEAD.format);
  return index && [...index.files];
}

test("an index in parts is canonical JSON as a whole, however many files it names", () => {
  for (const count of [0, 1, 499, 500, 501, 1200]) {
    const files = Array.from({ length: count }, (_, at) => fileOf(`p${String(at).padStart(5, "0")}`));
    assert.equal([...renderIndex(HEAD, files)].join(""), `${canonicalJson({ ...HEAD, files })}\n`);
  }
});

test("the paths of an index are read, wherever its parts end", async () => {
  const index = [...renderIndex(HEAD, FILES)].join("");
  for (const size of [1, 2, 3, 7, 100, 1_000_000])
    assert.deepEqual(
      await read(index, size),
      FILES.map(({ path }) => path),
    );
  assert.deepEqual(await read([...renderIndex(HEAD, [])].join("")), []);
});

const WHOLE = [...renderIndex({ format: HEAD.format }, [fileOf("a"), fileOf("b")])].join("");
const BAD: readonly (readonly [what: string, content: string | Uint8Array])[] = [
  ["nothing", ""],
  ["no object", "[]"],
  ["no files", canonicalJson({ format: HEAD.format })],
  ["no format", canonicalJson({ files: [] })],
  ["a format of others", canonicalJson({ files: [], format: "other/1" })],
  ["files twice", `{"files":[],"files":[],"format":"${HEAD.format}"}`],
  ["something behind it", `${WHOLE}{}`],
  ["files that are laid out", JSON.stringify(JSON.parse(WHOLE), null, 1)],
  ["files out of order", [...renderIndex({ format: HEAD.format }, [fileOf("b"), fileOf("a")])].join("")],
  ["a file twice", [...renderIndex({ format: HEAD.format }, [fileOf("a"), fileOf("a")])].join("")],
  ["a file outside", WHOLE.replace('"path":"a"', '"path":"../a"')],
  ["an escape that there is none", WHOLE.replace('"path":"a"', '"path":"\\a"')],
  ["a lone surrogate", WHOLE.replace('"path":"a"', '"path":"\\ud800"')],
  ["a digest that is none", WHOLE.replace(/[0-9a-f]{64}/, "0")],
  ["a size that is none", WHOLE.replace(/"bytes":1/, '"bytes":-1')],
  ["no comma between files", WHOLE.replace("},{", "}{")],
  ["a comma behind the files", WHOLE.replace("}]", "},]")],
  ["a mark of byte order", `\ufeff${WHOLE}`],
  ["bytes that are no UTF-8", Buffer.concat([Buffer.from(WHOLE.slice(0, -3)), Buffer.from([0xff])])],
  ["a path without end", `{"files":[{"bytes":1,"path":"${"a".repeat(30_000)}`],
];

for (const [what, content] of BAD) {
  test(`an index with ${what} is none`, async () => {
    assert.equal(await read(content), null);
    assert.equal(await read(content, 1_000_000), null);
  });
}

test("an index that is cut off anywhere is none", async () => {
  for (let end = 0; end < WHOLE.length - 1; end++) assert.equal(await read(WHOLE.slice(0, end)), null);
});
