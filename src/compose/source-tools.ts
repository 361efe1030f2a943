import { markDocument } from "../document/mark.ts";
import { diffUnits, renderDiff } from "../document/plan/diff-units.ts";
import { inspectionJson, inspectSource, refusalJson } from "../document/show/inspect.ts";
import { renderPage } from "../document/show/render-page.ts";
import { renderTree } from "../document/show/render-tree.ts";

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
