import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What lies in a folder of documents: the text of a file, or where a link leads. */
export type FolderFiles = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** A folder of documents that is gone when the test ends. */
export async function makeDocumentFolder(
  files: FolderFiles,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "documents-"));
  await writeFiles(path, files);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function writeFiles(folder: string, files: FolderFiles): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    if (typeof content === "object" && "link" in content) await symlink(content.link, join(folder, name));
    else await writeFile(join(folder, name), content);
  }
}

/** A manifest in which every document is a law of one owner. */
export function manifestOf(documents: readonly object[], more: object = {}): string {
  const defaults = { publication_type: "law", owner: "registry" };
  return JSON.stringify({ schema: "iu-cutter/manifest/1", defaults, documents, ...more });
}

/** The entry of a law in `<id>.md`, whose prefix is made of its id. */
export function entryOf(id: string, more: object = {}): Readonly<Record<string, unknown>> {
  return {
    file: `${id}.md`,
    document_id: id,
    prefix: `LAW-${id.toUpperCase()}`,
    title: `The Law ${id}`,
    ...more,
  };
}

/** Two articles that no other law has. */
export function lawText(id: string, articles = 2): string {
  const texts = Array.from(
    { length: articles },
    (_, at) => `# Article ${at + 1}\n\nIn ${id} all are equal before rule ${at + 1}.\n`,
  );
  return texts.join("\n");
}
