import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openExportFolder } from "../../src/adapters/export-folder/open-export-folder.ts";
import { RefusalError } from "../../src/domain/refusal.ts";
import type { ExportEnd } from "../../src/ports/export-folder.ts";

export const TEST_FORMAT = "iu-cutter/export/test/1";
/** Its name on the command line. */
export const TEST_NAME = "test";

/** Exports these files, by their paths. */
export async function exportFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<ExportEnd> {
  await using opened = await openExportFolder(folder, TEST_NAME);
  for (const [path, text] of Object.entries(files)) await opened.write(path, text);
  return await opened.finish({ format: TEST_FORMAT });
}

/** Everything below a folder but its index: texts of files, and what else there is. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = lstatSync(join(folder, name));
      if (found.isDirectory() || name === "index.json") return [];
      return [[name, found.isFile() ? readFileSync(join(folder, name), "utf8") : "(odd)"]];
    }),
  );
}

/** What a promise is refused with; throws where it is not. */
export async function refusalOf(work: Promise<unknown>) {
  const thrown = await work.then(
    () => new Error("nothing was refused"),
    (cause: unknown) => cause,
  );
  if (thrown instanceof RefusalError) return thrown.refusal;
  throw thrown;
}
