/** What became of the files of a site, and the day that it shows. */
interface JobSite {
  readonly on: string;
  readonly files: number;
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly indexSha256: string;
}

/** The summary of a job that rendered the site of readers. */
export function renderJobSite({ on, files, written, unchanged, removed, indexSha256 }: JobSite): string {
  return [
    `## The site, as in force on ${on}`,
    `${files} files: ${written} written, ${unchanged} unchanged, ${removed} removed. \`index.json\` names each; its sha256 is \`${indexSha256}\`.`,
    "",
  ].join("\n\n");
}
