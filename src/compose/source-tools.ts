import { diffUnits, renderDiff } from "../document/diff-units.ts";
import { inspectionJson, inspectSource, refusalJson } from "../document/inspect.ts";
import { markDocument } from "../document/mark.ts";
import { renderPage } from "../document/render-page.ts";
import { renderTree } from "../document/render-tree.ts";

/** What `cutter source inspect` works with. */
export const sourceInspector = {
  inspect: inspectSource,
  renderTree,
  renderPage,
  inspectionJson,
  refusalJson,
};

/** What `cutter source diff` works with. */
export const sourceComparer = { mark: markDocument, diffUnits, renderDiff };
