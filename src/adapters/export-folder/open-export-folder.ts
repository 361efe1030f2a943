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
import { openStaging, type StagedContent } from "./staging.ts";
import { type WrittenFile, WrittenFiles } from "./written-files.ts";

/**
 * Opens the folder of an export, of the format by its short name, such as `jsonl`. Files are written beside what is there, and what equals it is dropped; then all are put in their places.
 * Nothing is forced to the disk file by file: what a power cut has damaged the next export repairs, which reads every file.
 */
export async function openExportFolder(named: string, format: string): Promise<ExportFolder> {
  const { path: folder, files: earlier } = await attempt(named, () => enterFolder(named, format));
  const staging = await attempt(named, () => openStaging(folder));
  const files = new WrittenFiles();

  const isThere = async (file: ExportedFile) =>
    earlier.length > 0 && (await attempt(join(named, file.path), () => holds(folder, file)));

  async function writeText(path: string, text: string): Promise<WrittenFile> {
    const file = { path, sha256: sha256Hex(text), bytes: Buffer.byteLength(text) };
    if (await isThere(file)) return { ...file, staged: null };
    const { name } = await attempt(join(named, path), () => staging.stage(text));
    return { ...file, staged: name };
  }

  async function writeTexts(path: string, texts: StagedContent): Promise<WrittenFile> {
    const { name, ...written } = await attempt(join(named, path), () => staging.stage(texts));
    const file = { path, ...written };
    if (!(await isThere(file))) return { ...file, staged: name };
    await rm(staging.at(name));
    return { ...file, staged: null };
  }

  return {
    async write(path, content) {
      if (!isExportPath(path)) throw new RangeError(`no new path of an export: ${path}`);
      const { staged, ...file } = await (typeof content === "string"
        ? writeText(path, content)
        : writeTexts(path, content));
      files.push({ ...file, staged });
      return file;
    },
    async finish(head) {
      const sorted = files.sort();
      const index = await writeTexts(INDEX_FILE, renderIndex(head, sorted.files()));
      const gone = [...earlier].filter((path) => path !== INDEX_FILE && !sorted.has(path));
      const written = sorted.staged;
      if (written + gone.length > 0 || index.staged !== null)
        await attempt(named, () => putInPlace(folder, { staging, index, files: sorted.files(), gone }));
      return {
        files: sorted.length,
        written,
        unchanged: sorted.length - written,
        removed: gone.filter((path) => path !== NEXT_FILE).length,
        indexSha256: index.sha256,
      };
    },
    [Symbol.asyncDispose]: () => staging[Symbol.asyncDispose](),
  };
}
