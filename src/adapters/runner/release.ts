import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { digestOf, MANIFEST, RELEASE } from "../../../bin/own-code.js";
import { parseStrictJson } from "../../json/parse-strict-json.ts";

const releaseSchema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** The commit of the release's tag, which carries the same build. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** The sha256 of the build's list of files. */
  build: z.string(),
});

export type Release = z.infer<typeof releaseSchema>;

/** The release that runs, or null where what runs came from no release's tarball, or is another build than the one that it tells of. */
export async function readRelease(code: {
  readonly root: string;
  readonly folder: string;
}): Promise<Release | null> {
  const json = parseStrictJson(await readFile(join(code.root, RELEASE), "utf8").catch(() => "null"));
  const release = releaseSchema.safeParse(json.ok ? json.value : null);
  if (!release.success || release.data.build !== digestOf(join(code.folder, MANIFEST))) return null;
  return release.data;
}
