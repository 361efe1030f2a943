import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";

/** A page: `title` is what the window is called, `body` stands between the site's head and foot. All are escaped already. */
export interface PageParts {
  readonly path: string;
  readonly title: string;
  readonly body: string;
  /** The pages above it, the nearest last. */
  readonly above?: readonly { readonly path: string; readonly name: string }[];
  /** Scripts that it loads, in order; a page without any runs none. */
  readonly scripts?: readonly string[];
  /** The feed that tells of its changes. */
  readonly feed?: string;
  /** Where a reader is led at once. */
  readonly leadsTo?: string;
}

/**
 * A page that loads nothing but files of the site. Its policy stands in the page, as it has to hold from a disk and from hosts whose headers
 * nobody sets; there `self` is the site, be it files or a host.
 */
export function renderPage(parts: PageParts): SiteFile {
  const { path, title, body, above = [], scripts = [], feed, leadsTo } = parts;
  const to = (target: string) => linkTo(path, target);
  const script = scripts.length === 0 ? "" : "script-src 'self'; ";
  const trail = [{ path: "index.html", name: "All documents" }, ...above].filter((one) => one.path !== path);
  const folder = above[0]?.path.split("/")[0];
  const within = folder === undefined ? "" : `#in=${encodeURIComponent(folder)}`;
  const text = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${script}style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ...(leadsTo === undefined
      ? []
      : [
          `<meta http-equiv="refresh" content="0; url=${to(leadsTo)}">\n<link rel="canonical" href="${to(leadsTo)}">`,
        ]),
    `<title>${title}</title>\n<link rel="stylesheet" href="${to("site.css")}">\n<link rel="icon" href="${to("icon.svg")}">`,
    ...(feed === undefined
      ? []
      : [`<link rel="alternate" type="application/atom+xml" title="Changes" href="${to(feed)}">`]),
    ...scripts.map((name) => `<script src="${to(name)}" defer></script>`),
    '</head>\n<body>\n<a class="skip" href="#content">Skip to the text</a>\n<header class="site">',
    `<nav aria-label="Where you are"><ol class="trail">${trail.map((one) => `<li><a href="${to(one.path)}">${one.name}</a></li>`).join("")}</ol></nav>`,
    `<a class="find" href="${to("search.html")}${within}">Search</a>\n</header>\n<main id="content">`,
    body,
    "</main>\n</body>\n</html>\n",
  ].join("\n");
  return { path, text };
}
