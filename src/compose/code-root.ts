import { join } from "node:path";

/** The folder that holds `src/`, `package.json` and the lock file, seen from the source and from a bundle in `actions/dist/` alike. */
export const CODE_ROOT = join(import.meta.dirname, "../..");
