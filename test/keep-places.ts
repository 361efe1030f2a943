import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** Writes its own place into each source that esbuild bundles, because code reads files beside it and a bundle stands elsewhere. */
export function keepPlaces(read: (path: string) => string = (path) => readFileSync(path, "utf8")): Plugin {
  return {
    name: "keep-places",
    setup(bundling) {
      bundling.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = read(path)
          .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
          .replaceAll("import.meta.filename", JSON.stringify(path))
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
        return { contents, loader: "ts" };
      });
    },
  };
}
