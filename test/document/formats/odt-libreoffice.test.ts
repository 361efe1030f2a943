import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { odtReader } from "../../../src/document/formats/odt/odt-reader.ts";
import { NUMBER_CASES } from "../../support/odt-lists.ts";
import { makeOdt } from "../../support/odt-maker.ts";

const TO_TEXT = "txt:Text (encoded):UTF8";
const isThere = spawnSync("soffice", ["--version"]).status === 0;

/** What LibreOffice prints of documents, line by line. */
function print(documents: readonly Buffer[]): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), "odt-"));
  try {
    const files = documents.map((bytes, index) => {
      const file = join(folder, `${index}.odt`);
      writeFileSync(file, bytes);
      return file;
    });
    const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
    execFileSync("soffice", [profile, "--headless", "--convert-to", TO_TEXT, "--outdir", folder, ...files], {
      stdio: "ignore",
    });
    return documents.map((_, index) => linesOf(readFileSync(join(folder, `${index}.txt`), "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

test("LibreOffice prints the same numbers, but where the standard asks for others", {
  skip: isThere ? false : "LibreOffice is not installed",
}, () => {
  const printed = print(NUMBER_CASES.map(({ made }) => makeOdt(made)));
  for (const [index, { says, made, libreOffice }] of NUMBER_CASES.entries()) {
    const labels = (printed[index] ?? []).map((line) => line.replace(/ ?x$/, ""));
    if (libreOffice !== undefined) assert.deepEqual(labels, libreOffice, says);
    else assert.deepEqual(printed[index], linesOf(odtReader.read(makeOdt(made)).text.toString()), says);
  }
});
