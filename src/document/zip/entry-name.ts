import { archiveFault } from "./refuse-archive.ts";

const MOST_LENGTH = 1024;

/** What a name of an entry may not be: on some system it leads out of the folder, or is read as another name. */
const FORBIDDEN: readonly { readonly actual: string; readonly is: (name: string) => boolean }[] = [
  { actual: "no name", is: (name) => name === "" },
  { actual: "an overlong name", is: (name) => name.length > MOST_LENGTH },
  { actual: "a NUL or another control character", is: (name) => /\p{Cc}/u.test(name) },
  { actual: "a backslash", is: (name) => name.includes("\\") },
  { actual: "an absolute name", is: (name) => name.startsWith("/") },
  { actual: "a drive letter", is: (name) => /^[a-z]:/i.test(name) },
  { actual: "`..`", is: (name) => name.split("/").includes("..") },
  { actual: "an empty step or `.`", is: (name) => /(?:^|\/)\.(?:\/|$)|\/\//.test(name) },
];

/** Refuses a name that no document needs. */
export function refuseName(name: string): void {
  const found = FORBIDDEN.find(({ is }) => is(name));
  if (found === undefined) return;
  throw archiveFault("STOP_ARCHIVE_UNSAFE", {
    entry: name,
    expected: "a relative name with `/` between its steps",
    actual: found.actual,
  });
}

/** The name as text. Names of parts are ASCII; what is no UTF-8 is told as Latin-1, which no part is called by. */
export function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}
