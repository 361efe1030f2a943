import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ExportedFile, renderIndex } from "../../domain/reading/export-index.ts";
import { INDEX_FILE, isExportPath } from "../../domain/reading/export-path.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ExportFolder } from "../../ports/export-folder.ts";
import { attempt } from "./attempt.ts";
import { enterFolder, NEXT_FILE } from "./enter-folder.ts";
import { holds } from "./holds.ts";
import { putInPlace } from "./put-in-place.ts";
import { openStaging } from "./staging.ts";

/**
 * Opens the folder of an export. Files are written beside what is there, and what equals it is dropped; then all are put in their places.
 * Nothing is forced to the disk file by file: what a power cut has damaged the next export repairs, which reads every file.
 */
export async function openExportFolder(named: string): Promise<ExportFolder> {
  const { path: folder, files: earlier } = await attempt(named, () => enterFolder(named));
  const staging = await attempt(named, () => openStaging(folder));
  const files = new Map<string, ExportedFile>();
  /** Where what differs is written, by its path. */
  const staged = new Map<string, string>();

  const isThere = (file: ExportedFile) =>
    attempt(join(named, file.path), async () => earlier.has(file.path) && (await holds(folder, file)));

  async function writeText(path: string, text: string): Promise<ExportedFile> {
    const file = { path, sha256: sha256Hex(text), bytes: Buffer.byteLength(text) };
    if (!(await isThere(file)))
      staged.set(path, (await attempt(join(named, path), () => staging.stage(text))).at);
    return file;
  }

  async function writeTexts(path: string, texts: AsyncIterable<string>): Promise<ExportedFile> {
    const { at, ...written } = await attempt(join(named, path), () => staging.stage(texts));
    const file = { path, ...written };
    if (await isThere(file)) await rm(at);
    else staged.set(path, at);
    return file;
  }

  return {
    async write(path, content) {
      if (!isExportPath(path) || files.has(path)) throw new RangeError(`no new path of an export: ${path}`);
      const isText = typeof content === "string";
      const file = await (isText ? writeText(path, content) : writeTexts(path, content));
      files.set(path, file);
      return file;
    },
    async finish(head) {
      const written = staged.size;
      const index = await writeText(INDEX_FILE, renderIndex(head, [...files.values()]));
      const gone = [...earlier].filter((path) => path !== INDEX_FILE && !files.has(path));
      if (staged.size + gone.length > 0) await attempt(named, () => putInPlace(folder, { staged, gone }));
      return {
        files: files.size,
        written,
        unchanged: files.size - written,
        removed: gone.filter((path) => path !== NEXT_FILE).length,
        indexSha256: index.sha256,
      };
    },
    [Symbol.asyncDispose]: () => staging[Symbol.asyncDispose](),
  };
}
