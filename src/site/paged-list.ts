import { renderPage } from "./page.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";

/** Lines of a list on one page: what a phone lays out without a halt. */
const ON_A_PAGE = 250;
/** Pages on either side to which a page has links. */
const BESIDE = 4;

export interface PagedList<Item> {
  /** The first page; the others have `-2`, `-3` behind the name of its file. */
  readonly path: string;
  readonly title: string;
  readonly above: readonly { readonly path: string; readonly name: string }[];
  readonly feed: string;
  readonly items: readonly Item[];
  /** What stands above the list; only on the first page where `isFirst` makes it so. */
  head(page: { readonly isFirst: boolean; readonly to: (path: string) => string }): string;
  line(item: Item, to: (path: string) => string): string;
}

/** A list over as many pages as it needs. */
export function* renderPagedList<Item>(list: PagedList<Item>): Generator<SiteFile> {
  const count = Math.max(1, Math.ceil(list.items.length / ON_A_PAGE));
  for (let page = 0; page < count; page++) {
    const path = pathOf(list.path, page);
    const to = (target: string) => linkTo(path, target);
    const items = list.items.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE);
    const body = [
      list.head({ isFirst: page === 0, to }),
      ...(items.length === 0
        ? []
        : [
            `<ol class="list" start="${page * ON_A_PAGE + 1}">\n${items.map((item) => `<li>${list.line(item, to)}</li>`).join("\n")}\n</ol>`,
          ]),
      renderPageLinks(list, page, to),
    ].join("\n");
    const title = page === 0 ? list.title : `${list.title}, page ${page + 1}`;
    yield renderPage({ path, title, body, above: list.above, feed: list.feed });
  }
}

function pathOf(path: string, page: number): string {
  return page === 0 ? path : path.replace(/\.html$/, `-${page + 1}.html`);
}

/** Links to the first page, the last one and those beside this one. */
function renderPageLinks(list: PagedList<unknown>, page: number, to: (path: string) => string): string {
  const count = Math.ceil(list.items.length / ON_A_PAGE);
  if (count < 2) return "";
  const links = Array.from({ length: count }, (_, at) => at)
    .filter((at) => at === 0 || at === count - 1 || Math.abs(at - page) <= BESIDE)
    .map((at) => {
      const current = at === page ? ' aria-current="page"' : "";
      return `<li><a href="${to(pathOf(list.path, at))}"${current}>${at + 1}</a></li>`;
    });
  return `<nav class="pages" aria-label="Pages of this list"><ol class="pages-list">${links.join("")}</ol></nav>`;
}
