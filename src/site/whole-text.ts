import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { renderText } from "./render-text.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { above } from "./unit-page.ts";

/** Characters of a page, as they are written: some twenty screens, which a phone lays out without a halt. */
const ON_A_PAGE = 50_000;

/** The text in force from one end to the other, to be read and printed, over as many pages as it needs; what is held is one page. */
export class WholeText {
  readonly #index: DocumentIndex;
  #held: string[] = [];
  #characters = 0;
  #pages = 0;

  constructor(index: DocumentIndex) {
    this.#index = index;
  }

  /** Units in force come in their order. */
  add(unit: PlacedUnit, version: ExportedVersion): readonly SiteFile[] {
    const path = textPath(this.#index, this.#pages);
    const heading = `<h2><a class="quiet" href="${linkTo(path, unit.home)}">${inertTitle(version)}</a> ${inertAddress(version.address)}</h2>`;
    const shown = `<section>\n${heading}\n${renderText(version.text)}</section>`;
    const done = this.#characters > 0 && this.#characters + shown.length > ON_A_PAGE ? this.#end(true) : [];
    this.#held.push(shown);
    this.#characters += shown.length;
    return done;
  }

  /** The last page. */
  end(): readonly SiteFile[] {
    return this.#held.length === 0 ? [] : this.#end(false);
  }

  #end(goesOn: boolean): readonly SiteFile[] {
    const { document, folder } = this.#index;
    const path = textPath(this.#index, this.#pages);
    const name = inertLine(document.title || document.documentId);
    const beside = [
      ...(this.#pages === 0
        ? []
        : [
            `<a rel="prev" href="${linkTo(path, textPath(this.#index, this.#pages - 1))}">Page ${this.#pages}</a>`,
          ]),
      ...(goesOn
        ? [
            `<a rel="next" href="${linkTo(path, textPath(this.#index, this.#pages + 1))}">Page ${this.#pages + 2}</a>`,
          ]
        : []),
    ];
    const body = [
      `<h1><bdi>${name}</bdi></h1>`,
      `<p class="under">The text in force${this.#pages === 0 && !goesOn ? "" : `, page ${this.#pages + 1}`}</p>`,
      '<div class="whole">',
      ...this.#held,
      "</div>",
      ...(beside.length === 0
        ? []
        : [`<nav class="neighbours" aria-label="Pages of this text">${beside.join("")}</nav>`]),
    ].join("\n");
    this.#held = [];
    this.#characters = 0;
    this.#pages++;
    return [
      renderPage({
        path,
        title: `Text · ${name}`,
        body,
        above: above(this.#index),
        feed: `${folder}/feed.atom`,
      }),
    ];
  }
}

/** A page of the whole text, counted from 0. */
export function textPath({ folder }: Pick<DocumentIndex, "folder">, page: number): string {
  return `${folder}/text${page === 0 ? "" : `-${page + 1}`}.html`;
}
