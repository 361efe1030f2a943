import { createHash } from "node:crypto";
import type { CarriedKeys } from "../domain/carried-keys.ts";
import { inertJson } from "../domain/inert-json.ts";

/** What every page of a proof is made of, as the build has made it. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The licences of what others wrote of the script. */
  readonly notices: string;
}

/**
 * A proof as one page that verifies itself in the browser of whoever opens it. It loads nothing and sends nothing; its policy lets exactly this script
 * and this style count, so that with either changed the page stays at what it says before anything is checked. What is seen once the script runs is
 * made by it, of the proof out of what it has verified: there is no second copy.
 */
export function renderProofPage(
  { script, style, notices }: PageParts,
  { proofText, rootKeys }: { readonly proofText: string; readonly rootKeys: CarriedKeys },
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A proof, not checked yet</title>
<style>${style}</style>
</head>
<body>
<main>
<div id="verdict" role="status">
<h1>Nothing was checked</h1>
<p class="lead">The script of this page has not run: without JavaScript, or with another script in the place of its own, the page checks nothing and shows
nothing of what it holds.</p>
</div>
<div id="root"></div>
<div id="shown"></div>
</main>
<script type="application/json" id="root-keys">${inertJson(JSON.stringify(rootKeys))}</script>
<script type="application/json" id="proof">${inertJson(proofText)}</script>
<script type="application/json" id="notices">${inertJson(JSON.stringify(notices))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function policyOf(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function digestOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
