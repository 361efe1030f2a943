import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readConvertedFrom } from "../../src/commands/converted-from.ts";
import { refuseMarks } from "../../src/document/pdf/marks.ts";
import { runCutter } from "../support/cutter.ts";
import { minimalPdf } from "../support/minimal-pdf.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const PDF = minimalPdf(
  [1, 2, 3, 4].map((page) => [
    "THE HARBOUR ACT",
    "",
    `Article ${page}`,
    "",
    `The keeper ${"abcd"[page - 1]} writes down every boat.`,
    "",
    `${page} / 4`,
  ]),
);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let folder: Awaited<ReturnType<typeof makeTempFolder>>;
const at = (name: string) => join(folder.path, name);
const run = (...args: readonly string[]) => runCutter(["source", ...args], { variables: {} });

before(async () => {
  folder = await makeTempFolder();
  await writeFile(at("law.pdf"), PDF);
});
after(async () => await folder?.[Symbol.asyncDispose]());

describe("cutter source convert", () => {
  test("writes a text beside the PDF, and tells both digests, what to check and what comes next", async () => {
    const { code, stdout, stderr } = await run("convert", at("law.pdf"));
    assert.equal(code, 0, stderr);
    const text = await readFile(at("law.txt"));
    assert.ok(stdout.includes(`sha256 ${sha256(PDF)}, ${PDF.length} bytes`), stdout);
    assert.ok(stdout.includes(`sha256 ${sha256(text)}, ${text.length} bytes`));
    assert.match(stdout, /head of pages 1-4, such as: THE HARBOUR ACT\n/);
    assert.match(stdout, /foot of pages 1-4, such as: 1 \/ 4\n/);
    assert.match(stdout, /--converted-from \S+law\.pdf/);
    assert.match(stderr, /Reading .*law\.pdf by pdftotext/);
  });

  test("the same text is left as it is, and one that was corrected is never written over", async () => {
    const before = await stat(at("law.txt"));
    assert.equal((await run("convert", at("law.pdf"))).code, 0);
    assert.equal((await stat(at("law.txt"))).mtimeMs, before.mtimeMs);
    await writeFile(at("mine.txt"), "corrected\n");
    const { code, stderr } = await run("convert", at("law.pdf"), "--out", at("mine.txt"));
    assert.equal(code, 2);
    assert.match(stderr, /STOP_BAD_INPUT[\s\S]*--out[\s\S]*never written over/);
    assert.equal(await readFile(at("mine.txt"), "utf8"), "corrected\n");
  });

  test("one object says the same, with the pages of each finding", async () => {
    const { code, stdout } = await run(
      "convert",
      at("law.pdf"),
      "--out",
      at("again.txt"),
      "--columns",
      "--json",
    );
    assert.equal(code, 0);
    const told = JSON.parse(stdout);
    assert.equal(told.verdict, "converted");
    assert.deepEqual(told.pdf, { file: at("law.pdf"), sha256: sha256(PDF), bytes: PDF.length });
    assert.equal(told.text.sha256, sha256(await readFile(at("again.txt"))));
    assert.equal(told.pages, 4);
    assert.deepEqual(told.check.feet, [{ text: "1 / 4", pages: [1, 2, 3, 4] }]);
    assert.deepEqual(told.check.pagesWithoutText, []);
  });

  for (const [what, name, bytes, reason] of [
    ["a PDF of pictures", "scan.pdf", minimalPdf([[], []]), "STOP_PDF_NO_TEXT"],
    ["a damaged PDF", "half.pdf", PDF.subarray(0, PDF.length / 2), "STOP_PDF_DAMAGED"],
    ["another file", "law.docx", Buffer.from("PK\x03\x04"), "STOP_BAD_INPUT"],
  ] as const)
    test(`${what} is refused, and nothing is written`, async () => {
      await writeFile(at(name), bytes);
      const { code, stdout } = await run("convert", at(name), "--json");
      assert.equal(code, 2);
      assert.equal(JSON.parse(stdout).reason, reason);
      await assert.rejects(stat(at(name.replace(/(?:\.pdf)?$/, ".txt"))));
    });

  test("a place where nothing can be written is refused before the PDF is read", async () => {
    await mkdir(at("taken"), { recursive: true });
    for (const out of [at("taken"), at("nowhere/law.txt"), at("law.pdf")]) {
      const { code, stderr } = await run("convert", at("law.pdf"), "--out", out);
      assert.equal(code, 2);
      assert.match(stderr, /STOP_BAD_INPUT/);
      assert.doesNotMatch(stderr, /by pdftotext/);
    }
  });

  test("the units of the text are found before a person has deleted a mark (E-18)", async () => {
    const { code, stdout } = await run("inspect", at("law.txt"), "--expect-count", "4");
    assert.equal(code, 0, stdout);
  });

  test("what the command says deletes the marks does so, and nothing else", async () => {
    const text = await readFile(at("law.txt"), "utf8");
    const cleaned = text
      .split("\n")
      .filter((line) => !/^<!-- pdf: .* -->$/.test(line))
      .join("\n");
    assert.equal(refuseMarks(Buffer.from(cleaned)), null);
    assert.equal(cleaned.match(/^Article \d$/gm)?.length, 4);
    assert.doesNotMatch(cleaned, /THE HARBOUR ACT/);
  });
});

describe("cutter source register --converted-from", () => {
  const register = (...args: readonly string[]) =>
    run("register", ...args, "--document-id", "harbour", "--json");

  test("refuses a text with marks, with the option and without (E-18)", async () => {
    for (const args of [[], ["--converted-from", at("law.pdf")]]) {
      const { code, stdout } = await register(at("law.txt"), ...args);
      assert.equal(code, 2);
      assert.equal(JSON.parse(stdout).reason, "STOP_CONVERSION_UNCHECKED");
    }
  });

  test("takes digest and size of the PDF along", async () => {
    const read = await readConvertedFrom(Buffer.from("Article 1\n"), at("law.pdf"));
    assert.deepEqual(read.ok && read.value, { sha256: sha256(PDF), bytes: PDF.length });
    const unnamed = await readConvertedFrom(Buffer.from("Article 1\n"), undefined);
    assert.deepEqual(unnamed.ok && unnamed.value, null);
  });

  test("refuses a file that is no PDF", async () => {
    await writeFile(at("clean.txt"), "Article 1\n\nThe keeper.\n");
    const { code, stdout } = await register(at("clean.txt"), "--converted-from", at("clean.txt"));
    assert.equal(code, 2);
    const { reason, field, expected } = JSON.parse(stdout);
    assert.deepEqual([reason, field, expected], ["STOP_BAD_INPUT", "--converted-from", "a PDF"]);
  });
});
