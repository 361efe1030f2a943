import assert from "node:assert/strict";
import { makeVersions, renderAll, type SaidVersion } from "./site-scene.ts";

/** The site of one law, of whose pages each link is followed once; with what is to be read on a page, and where it leads. */
export async function seeLaw(versions: readonly SaidVersion[]) {
  const files = await renderAll([
    [{ documentId: "law", prefix: "LAW", title: "Law" }, makeVersions(versions)],
  ]);
  for (const [path, text] of files)
    for (const [, link = ""] of text.matchAll(/(?:href)="([^"]*)"/g)) {
      const { pathname } = new URL(link, `https://site.test/${path}`);
      assert.ok(files.has(pathname.slice(1)), `${path} leads to ${link}`);
    }
  const mainOf = (path: string) => files.get(`law/${path}`)?.split('<main id="content">')[1] ?? "";
  return {
    files,
    seen: (path: string) =>
      mainOf(path)
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .replace(/ (?=[.,:])/g, ""),
    linksOf: (path: string) => [...mainOf(path).matchAll(/href="([^"]*)"/g)].map(([, link]) => link),
    titles: [
      ...(files.get("law/feed.atom") ?? "").matchAll(
        /<title type="text">Law: (.*?)<\/title>\n<updated>(.*?)</g,
      ),
    ].map(([, title, updated]) => `${updated} ${title}`),
  };
}
