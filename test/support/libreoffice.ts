import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTempFolder } from "./temp-folder.ts";

/** The text that LibreOffice makes of a document, with the numbers that it counts. */
export async function textByLibreOffice(bytes: Buffer, extension: string): Promise<string> {
  await using folder = await makeTempFolder();
  const file = join(folder.path, `document.${extension}`);
  await writeFile(file, bytes);
  execFileSync(
    "soffice",
    [
      `-env:UserInstallation=file://${join(folder.path, "profile")}`,
      "--headless",
      "--convert-to",
      "txt:Text (encoded):UTF8",
      "--outdir",
      folder.path,
      file,
    ],
    { stdio: ["ignore", "ignore", "pipe"], timeout: 120_000 },
  );
  const text = await readFile(join(folder.path, "document.txt"), "utf8");
  return text.replace(/^\ufeff/, "");
}
