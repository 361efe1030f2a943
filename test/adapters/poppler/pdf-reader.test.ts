import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { deflateSync } from "node:zlib";
import { createPdfReader, type PopplerOptions } from "../../../src/adapters/poppler/run-pdftotext.ts";
import { minimalPdf } from "../../support/minimal-pdf.ts";

const PATH = process.env["PATH"] ?? "";
const LAW = minimalPdf([["Article 1", "The ferry sails."], ["Article 2"]]);

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "pdf-reader-"));
  for (const name of ["setpriv", "prlimit"]) symlinkSync(`/usr/bin/${name}`, join(folder, name));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function read(pdf: Uint8Array, options: Partial<PopplerOptions> = {}, byColumns = false) {
  const reader = createPdfReader({
    searchPath: PATH,
    interrupted: new AbortController().signal,
    ...options,
  });
  return reader.read({ pdf, byColumns, onPages: () => undefined });
}

async function refusalOf(pdf: Uint8Array, options: Partial<PopplerOptions> = {}) {
  const result = await read(pdf, options);
  assert.ok(!result.ok);
  return result.refusal;
}

/** Puts a program into the place of pdftotext, in front of all others. */
function standIn(name: string, script: string): string {
  const place = join(folder, name);
  rmSync(place, { recursive: true, force: true });
  const path = mkdtempSync(join(folder, `${name}-`));
  writeFileSync(join(path, "pdftotext"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, "pdftotext"), 0o755);
  return `${path}:${PATH}`;
}

const edited = (from: string | RegExp, to: string) =>
  Buffer.from(LAW.toString("latin1").replace(from, to), "latin1");
/** A page with another content. */
const withContent = (dictionary: string, content: string) =>
  Buffer.from(
    minimalPdf([["x"]])
      .toString("latin1")
      .replace(
        /<< \/Length \d+ >>\nstream\n[\s\S]*?\nendstream/,
        () => `${dictionary}\nstream\n${content}\nendstream`,
      ),
    "latin1",
  );
const LOCK = `/ID [<${"00".repeat(16)}> <${"00".repeat(16)}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${"ab".repeat(32)}> /U <${"cd".repeat(32)}> >> `;

describe("pdftotext", () => {
  test("gives the text of each page, and tells how many are read", async () => {
    const told: number[] = [];
    const reader = createPdfReader({ searchPath: PATH, interrupted: new AbortController().signal });
    const result = await reader.read({ pdf: LAW, byColumns: false, onPages: (count) => told.push(count) });
    assert.ok(result.ok);
    assert.deepEqual(result.value, { pages: ["Article 1\nThe ferry sails.\n", "Article 2\n"], said: [] });
    assert.equal(told.at(-1), 2);
  });

  test("keeps what stands side by side, or reads columns one after the other", async () => {
    const path = standIn("told", 'printf "%s\\f" "$*"');
    const asked = async (byColumns: boolean) => {
      const result = await read(LAW, { searchPath: path }, byColumns);
      return result.ok ? result.value.pages : [];
    };
    assert.deepEqual(await asked(false), ["-layout -enc UTF-8 -eol unix - -"]);
    assert.deepEqual(await asked(true), ["-enc UTF-8 -eol unix - -"]);
  });

  test("a page without text is an empty one", async () => {
    const result = await read(minimalPdf([[], ["a"], []]));
    assert.deepEqual(result.ok && result.value.pages, ["", "a\n", ""]);
  });

  for (const [what, pdf] of [
    ["one that breaks off", LAW.subarray(0, LAW.length - 200)],
    ["a header alone", Buffer.from("%PDF-1.4\n")],
    ["a stream without its end", edited("endstream", "endstrxxx")],
    ["one without pages", minimalPdf([])],
  ] as const)
    test(`a damaged PDF is refused, though text of it could be read: ${what}`, async () => {
      const { reason, details } = await refusalOf(pdf);
      assert.equal(reason, "STOP_PDF_DAMAGED");
      assert.match(details?.join() ?? "", /Error/);
    });

  test("a PDF with a password is refused", async () => {
    const locked = await refusalOf(edited("trailer\n<< ", `trailer\n<< ${LOCK}`));
    assert.equal(locked.reason, "STOP_PDF_ENCRYPTED");
  });

  for (const [said, reason] of [
    ["Permission Error: Copying of text from this document is not allowed.", "STOP_PDF_ENCRYPTED"],
    ["Syntax Error: Missing language pack for 'Adobe-Japan1' mapping", "STOP_TOOL_MISSING"],
    ["Out of memory", "STOP_PDF_LIMIT"],
    ["Syntax Error (12): Unknown operator", "STOP_PDF_DAMAGED"],
  ] as const)
    test(`${said}: ${reason}`, async () => {
      const path = standIn("said", `echo "${said}" >&2; printf 'a\\f'`);
      assert.equal((await refusalOf(LAW, { searchPath: path })).reason, reason);
    });

  test("a warning is told with the text", async () => {
    const path = standIn("warned", "echo 'Syntax Warning: Invalid Font Weight' >&2; printf 'a\\f'");
    const result = await read(LAW, { searchPath: path });
    assert.deepEqual(result.ok && result.value, {
      pages: ["a"],
      said: ["Syntax Warning: Invalid Font Weight"],
    });
  });

  test("a program that dies is told with how it ended", async () => {
    const path = standIn("dies", "kill -SEGV $$");
    const { reason, actual } = await refusalOf(LAW, { searchPath: path });
    assert.deepEqual([reason, actual], ["STOP_PDF_DAMAGED", "it ended with SIGSEGV"]);
  });

  test("without the program the package is named", async () => {
    const { reason, wayOut } = await refusalOf(LAW, { searchPath: folder });
    assert.equal(reason, "STOP_TOOL_MISSING");
    assert.match(wayOut, /apt-get install poppler-utils/);
  });

  test("without the program that starts it its package is named", async () => {
    const { reason, wayOut } = await refusalOf(LAW, { searchPath: join(folder, "nothing") });
    assert.equal(reason, "STOP_TOOL_MISSING");
    assert.match(wayOut, /apt-get install util-linux/);
  });

  test("it is ended when it takes too long, and with it what it has started", async () => {
    const begun = performance.now();
    const path = standIn("sleeps", "sleep 60");
    const { reason, actual } = await refusalOf(LAW, { searchPath: path, timeoutMs: 300 });
    assert.deepEqual([reason, actual], ["STOP_PDF_LIMIT", "more than 0.3 s"]);
    assert.ok(performance.now() - begun < 5000);
  });

  test("it is ended when it gives more than any document has", async () => {
    const path = standIn("endless", "yes");
    const { reason, actual } = await refusalOf(LAW, { searchPath: path, mostOutputBytes: 100_000 });
    assert.deepEqual([reason, actual], ["STOP_PDF_LIMIT", "more than 100000 bytes of text"]);
  });

  test("it is ended with the process that waits for it", async () => {
    const path = standIn("waits", "sleep 60");
    const asked = new AbortController();
    setTimeout(() => asked.abort("SIGTERM"), 200);
    const begun = performance.now();
    const { reason } = await refusalOf(LAW, { searchPath: path, interrupted: asked.signal });
    assert.equal(reason, "STOP_INTERRUPTED");
    assert.ok(performance.now() - begun < 5000);
  });

  test("writing that nobody sees comes along, and what stands outside of the page does not, as the guide says", async () => {
    const text = (shown: string, x: number, how: string) => `BT ${how} ${x} 700 Td (${shown}) Tj ET`;
    const content = [
      text("white", 10, "1 1 1 rg /F1 11 Tf"),
      text("invisible", 90, "3 Tr /F1 11 Tf"),
      text("tiny", 200, "0 Tr /F1 0.01 Tf"),
      text("outside", 900, "/F1 11 Tf"),
    ].join(" ");
    const result = await read(withContent(`<< /Length ${content.length} >>`, content));
    const words = result.ok
      ? result.value.pages
          .join(" ")
          .split(/\s+/)
          .filter((word) => word !== "")
      : [];
    assert.deepEqual(words.sort(), ["invisible", "tiny", "white"]);
  });

  test("a page that unpacks to a hundred thousand times its size takes no more memory than it may", async () => {
    const packed = deflateSync(Buffer.alloc(64 * 1024 * 1024, "0 0 m "));
    const bomb = withContent(
      `<< /Length ${packed.length} /Filter /FlateDecode >>`,
      packed.toString("latin1"),
    );
    const result = await read(bomb, { timeoutMs: 20_000 });
    if (!result.ok) assert.match(result.refusal.reason, /STOP_PDF_(?:LIMIT|DAMAGED)/);
  });
});
