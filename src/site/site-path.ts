import { createHash } from "node:crypto";

/** What stays as it is in the name of a folder, wherever the site is unpacked. */
const PLAIN = /^[a-z0-9][a-z0-9_-]{0,59}$/;
/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const MOST_IN_NAME = 40;
const DIGITS = 16;
/** Together with the name of a file and the folder of the site below what Windows opens. */
const MOST_IN_PATH = 160;

/**
 * The folder of an address, the same on every file system: small letters of ASCII, digits, hyphens, and `_` for a dot. Addresses are in capitals; a part that is
 * not made of those alone, is kept by a system or is long is followed by `~` and the start of its sha256, so that no two parts share a name. Files of the site have a
 * dot in their names, which no folder has.
 */
export function folderOf(address: string): string {
  const folder = address.split("/").map(nameOf).join("/");
  if (folder.length <= MOST_IN_PATH) return folder;
  const [first = ""] = address.split("/");
  return `${nameOf(first)}/~${digestOf(address)}`;
}

function nameOf(part: string): string {
  const small = part.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll(".", "_");
  if (PLAIN.test(small) && !DEVICE.test(small) && !/[a-z_]/.test(part)) return small;
  const readable = small
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MOST_IN_NAME)
    .replace(/^-|-$/g, "");
  return `${readable}~${digestOf(part)}`;
}

/** The link from a page to a file of the site, as a relative URL that holds wherever the site lies. */
export function linkTo(from: string, to: string): string {
  const [here, there] = [from.split("/").slice(0, -1), to.split("/")];
  let same = 0;
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same++;
  return [...here.slice(same).map(() => ".."), ...there.slice(same)].join("/");
}

/** Enough of a sha256 to name a text by. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGITS);
}
