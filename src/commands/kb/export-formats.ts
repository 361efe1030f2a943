import type { ExportFormat } from "./export-format.ts";
import { exportJsonl } from "./export-jsonl.ts";
import { exportSite } from "./export-site.ts";

/** The formats by the names that `--format` takes. */
export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  jsonl: exportJsonl,
  site: exportSite,
};
