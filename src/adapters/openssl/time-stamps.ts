import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TimeStampFacts } from "../../domain/time-stamp.ts";
import { openPassingFolder } from "../../files/passing-folder.ts";
import type { TimeStampReader } from "../../ports/time-stamps.ts";
import { readTokenText } from "./read-token-text.ts";
import { type OpensslPlace, runOpenssl } from "./run-openssl.ts";

/**
 * Reads time stamps with `openssl ts`, from copies in a folder of its own: no file that somebody names reaches its command line. A token is
 * judged at the time that it names, so that it still holds when the authority's certificates have ended since.
 */
export function createTimeStampReader({
  tempFolder,
  ...place
}: Omit<OpensslPlace, "folder"> & { readonly tempFolder: string }): TimeStampReader {
  return {
    async read(files): Promise<TimeStampFacts> {
      await using folder = await openPassingFolder(tempFolder, "iu-cutter-stamp-");
      for (const [name, content] of Object.entries(files))
        await writeFile(join(folder.path, name), content, { mode: 0o600 });
      const openssl = (...args: readonly string[]) =>
        runOpenssl({ ...place, folder: folder.path }, ["ts", ...args]);
      // Only the token is signed; the answer around it could hold a text that looks like one.
      const taken = await openssl("-reply", "-in", "response", "-token_out", "-out", "token");
      if (!taken.isDone) return { kind: "unreadable", why: taken.why };
      const shown = await openssl("-reply", "-in", "token", "-token_in", "-text");
      const token = shown.isDone ? readTokenText(shown.stdout) : null;
      if (token === null) return { kind: "unreadable", why: shown.isDone ? "another form" : shown.why };
      const verified = await openssl(
        ...["-verify", "-data", "data", "-in", "token", "-token_in"],
        ...["-CAfile", "authority", "-untrusted", "authority"],
        ...(isAlone(files.authority) ? ["-partial_chain"] : []),
        ...["-attime", String(token.at.getTime() / 1000)],
      );
      return { kind: "read", ...token, distrusted: verified.isDone ? null : verified.why };
    },
  };
}

/** One certificate is trusted as it is, whoever made it; several are a chain, of which the top is trusted. */
function isAlone(authority: Uint8Array): boolean {
  return Buffer.from(authority).toString("latin1").split("-----BEGIN CERTIFICATE-----").length === 2;
}
