import { approvalsPath } from "../domain/run-paths.ts";
import { shownFile, type WrittenFile } from "../domain/shown-cut.ts";

/** Where the list of a run's units stands. */
export interface ListPlace {
  readonly runId: string;
  /** Short name of the branch whose request binds the list; null in a dry run, which asks for nothing. */
  readonly branch: string | null;
  /** Web address of the repository (`https://github.com/o/r`), or null without GitHub. */
  readonly repositoryUrl: string | null;
}

/** Most files that are named; each leads to the next. */
const MOST_FILES = 10;

/** Says where every unit and every warning is listed: links on GitHub, paths elsewhere. */
export function renderListLinks(files: readonly WrittenFile[], place: ListPlace): string {
  const { branch, repositoryUrl } = place;
  const links = files.slice(0, MOST_FILES).map(({ name }) => {
    const path = approvalsPath(place.runId, name);
    if (branch === null) return `\`${shownFile(name)}\``;
    if (repositoryUrl === null) return `\`${path}\``;
    return `[${name}](${repositoryUrl}/blob/${encodePath(branch)}/${path})`;
  });
  const more = files.length - links.length;
  const rest = more > 0 ? ` and ${more} more files, each linked from the one before` : "";
  const where = branch === null ? "in the run's folder" : `on the branch \`${branch}\``;
  return `${describeList(files[0]?.name ?? "")}, ${where}: ${links.join(", ")}${rest}.`;
}

/** What a list of files tells, by the name of the first. */
function describeList(name: string): string {
  if (name.startsWith("changes-")) return "**Every change**, old text against new, and every warning";
  if (name.startsWith("days-")) return "**Every version**, with the day that it has and the one that it gets";
  if (name.startsWith("members-")) return "**Every member**, one row each, in the order that is signed";
  return "**Every unit and every warning**, one row each";
}

/** A branch name as a part of a web address. */
export function encodePath(branch: string): string {
  return branch.split("/").map(encodeURIComponent).join("/");
}
