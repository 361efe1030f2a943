import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTempFolder } from "./temp-folder.ts";

/** The text that LibreOffice makes of a document, with the numbers that it counts. */
export async function textByLibreOffice(bytes: Buffer, extension: string): Promise<string> {
  const [text = ""] = await textsByLibreOffice([bytes], extension);
  return text;
}

/** The texts that it makes of several documents, for which it is started once. */
export async function textsByLibreOffice(
  documents: readonly Buffer[],
  extension: string,
): Promise<readonly string[]> {
  await using folder = await makeTempFolder();
  const files = await Promise.all(
    documents.map(async (bytes, index) => {
      const file = join(folder.path, `${index}.${extension}`);
      await writeFile(file, bytes);
      return file;
    }),
  );
  execFileSync(
    "soffice",
    [
      `-env:UserInstallation=file://${join(folder.path, "profile")}`,
      "--headless",
      "--convert-to",
      "txt:Text (encoded):UTF8",
      "--outdir",
      folder.path,
      ...files,
    ],
    { stdio: ["ignore", "ignore", "pipe"], timeout: 120_000 },
  );
  return Promise.all(
    files.map(async (_, index) => {
      const text = await readFile(join(folder.path, `${index}.txt`), "utf8");
      return text.replace(/^\ufeff/, "");
    }),
  );
}
