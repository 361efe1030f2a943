import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { findPostgres } from "../src/adapters/scratch-postgres/find-postgres.ts";

/** Programs that tests run, with the package of Debian that has them; `.ci/run` installs the same. */
const PROGRAMS = [
  ["git", "git"],
  ["gpg", "gnupg"],
  ["ssh-keygen", "openssh-client"],
  ["flock", "util-linux"],
  ["setpriv", "util-linux"],
  ["openssl", "openssl"],
  ["script", "bsdutils"],
  ["zstd", "zstd"],
  ["pgbackrest", "pgbackrest"],
  ["rclone", "rclone"],
  ["pandoc", "pandoc"],
  ["pdftotext", "poppler-utils"],
  ["groff", "groff"],
  ["zsh", "zsh"],
  ["fish", "fish"],
  ["chromium", "chromium"],
  ["soffice", "libreoffice-writer-nogui"],
] as const;

/** Programs that no registry of this project has, and that tests run where they are, with what is left out where they are not. */
const OPTIONAL = [
  ["postgrest", "test/docs/postgrest.test.ts runs what it sends through psql alone"],
] as const;

/** A line for each program that is not here and is not needed; nobody takes a test that did without it for one that ran it. */
export function tellOptionalTools(path: string): readonly string[] {
  return OPTIONAL.filter(([name]) => !isThere(name, path)).map(
    ([name, without]) => `${name} is not on this machine: ${without}.`,
  );
}

/** Where the program is, or null. */
export function findOptionalTool(name: (typeof OPTIONAL)[number][0], path: string): string | null {
  const folder = path.split(delimiter).find((each) => isThere(name, each));
  return folder === undefined ? null : join(folder, name);
}

/** One line that says what tests need and this machine lacks, and how to install it; null where it has everything. */
export async function tellMissingTools(path: string): Promise<string | null> {
  const missing: (readonly [tool: string, from: string])[] = PROGRAMS.filter(
    ([name]) => !isThere(name, path),
  );
  if ((await findPostgres({ pgBin: null, path, preferMajor: null })).length === 0)
    missing.push(["PostgreSQL 15.14, 16.10, 17.6 or later (initdb, postgres, psql, pg_dump)", "postgresql"]);
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map(([, from]) => from))].join(" ");
  return `npm test needs ${missing.map(([tool]) => tool).join(", ")}: apt-get install ${packages}`;
}

function isThere(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
