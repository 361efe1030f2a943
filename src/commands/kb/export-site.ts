import { readSiteAssets } from "../../compose/site-assets.ts";
import { renderSite } from "../../site/render-site.ts";
import type { ExportFormat } from "./export-format.ts";
import { exportedPages } from "./exported-pages.ts";

/** Static pages of every version, with those in front that are in force on a day. */
export const exportSite: ExportFormat = async (order) => {
  const { documents, folder, knownAt, shownKnownAt, siteUrl } = order;
  const on = order.on ?? order.today;
  const files = renderSite({
    ...{ documents, on, siteUrl, knownAt: knownAt === null ? null : shownKnownAt },
    versions: (documentId) => exportedPages({ ...order, on: null }, documentId),
    assets: await readSiteAssets(),
  });
  for await (const { path, text } of files) await folder.write(path, text);
  return {
    format: "iu-cutter/export/site/1",
    on,
    knownAt: shownKnownAt,
    documents: documents.map((document) => ({ ...document })),
  };
};
