/** A file of the site: its path below the site's folder, with `/` between its parts, and its text. */
export interface SiteFile {
  readonly path: string;
  readonly text: string;
}

/** The scripts and the style that pages load, as they are written into the site. */
export interface SiteAssets {
  readonly style: string;
  readonly words: string;
  readonly search: string;
  readonly searchLibrary: string;
}
