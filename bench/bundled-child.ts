import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles a program of this folder as the actions are bundled, so that its memory does not include the TypeScript loader. Returns the
 * path of one `.mjs` file in a folder of its own.
 */
export async function bundleChild(file: string): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), "bench-"));
  await build({
    entryPoints: [file],
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    outExtension: { ".js": ".mjs" },
    external: ["@electric-sql/*", "pg-native"],
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return join(outdir, basename(file).replace(/\.ts$/, ".mjs"));
}
