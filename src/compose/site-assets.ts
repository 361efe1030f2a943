import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SiteAssets } from "../site/site-file.ts";
import { CODE_FOLDER, CODE_ROOT, IS_BUILT } from "./code-root.ts";

const OWN = join(CODE_FOLDER, IS_BUILT ? "site" : "site/browser");
const SHARED = IS_BUILT ? OWN : join(CODE_FOLDER, "styles");
const LIBRARY = join(CODE_ROOT, "node_modules/minisearch");

/** What pages of the site load: our style and scripts, and the library that searches, with its licence. The build has a copy of each. */
export async function readSiteAssets(): Promise<SiteAssets> {
  const read = (file: string) => readFile(file, "utf8");
  const [paper, style, words, search, library, licence] = await Promise.all([
    read(join(SHARED, "paper.css")),
    read(join(OWN, "site.css")),
    read(join(OWN, "words.js")),
    read(join(OWN, "search.js")),
    read(IS_BUILT ? join(OWN, "minisearch.js") : join(LIBRARY, "dist/umd/index.js")),
    read(IS_BUILT ? join(OWN, "minisearch-licence.txt") : join(LIBRARY, "LICENSE.txt")),
  ]);
  const plain = library.replace(/^\/\/# sourceMappingURL=.*\n?/m, "");
  return {
    style: `${paper}${style}`,
    words,
    search,
    searchLibrary: `/* MiniSearch\n\n${licence.trim()}\n*/\n${plain}`,
  };
}
