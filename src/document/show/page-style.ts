/** Style of the inspection page; the page holds no script and loads nothing. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1d1f23; --faint: #6a6f78; --line: #ddd8cc; --unit: #2f6db3; --unit-back: #eef4fb;
  --container: #8a6414; --container-back: #faf3e1; --excluded: #a3372c; --excluded-back: #fbebe8; --rest: #7c7f86; --rest-back: #f1f0ec; --warn: #b3541e; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #e6e4df; --faint: #9a9da4; --line: #33353b; --unit: #7fb2ec; --unit-back: #1b2633;
  --container: #d8b265; --container-back: #2a2415; --excluded: #e58a7f; --excluded-back: #321d1a; --rest: #8d9098; --rest-back: #1f2024; --warn: #e99a5f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 1400px; margin: 0 auto; padding: 0 24px; }
h1 { font-size: 22px; margin: 24px 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 24px 0 8px; }
.facts { color: var(--faint); margin: 0 0 16px; overflow-wrap: anywhere; }
.bar { display: flex; height: 14px; border-radius: 4px; overflow: hidden; border: 1px solid var(--line); }
.bar span { display: block; min-width: 1px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 8px 0 0; list-style: none; font-size: 13px; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
table { border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; padding: 3px 16px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.index { columns: 18em; font: 12px/1.7 ui-monospace, monospace; overflow-wrap: anywhere; }
details { margin: 8px 0; }
summary { cursor: pointer; }
.row { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); border-left: 4px solid; margin: 0 0 2px; content-visibility: auto; contain-intrinsic-size: auto 120px; }
.unit { border-color: var(--unit); background: var(--unit-back); }
.container { border-color: var(--container); background: var(--container-back); }
.excluded { border-color: var(--excluded); background: var(--excluded-back); }
.non-content { border-color: var(--rest); background: var(--rest-back); }
.row pre { margin: 0; padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.55 ui-monospace, monospace; unicode-bidi: plaintext; border-right: 1px solid var(--line); }
.card { padding: 8px 14px; font-size: 13px; overflow-wrap: anywhere; position: sticky; top: 0; align-self: start; }
.card b { display: block; font-size: 14px; }
.card code { font: 12px ui-monospace, monospace; }
.card p { margin: 2px 0 0; color: var(--faint); }
.warning { color: var(--warn); }
.bytes-unit { background: var(--unit); } .bytes-container { background: var(--container); } .bytes-excluded { background: var(--excluded); } .bytes-non-content { background: var(--rest); }
footer { color: var(--faint); font-size: 13px; padding-top: 24px; padding-bottom: 32px; }
a { color: inherit; }
:target { outline: 2px solid var(--warn); outline-offset: -2px; }
@media (max-width: 800px) { .row { grid-template-columns: minmax(0, 1fr); } .row pre { border-right: 0; border-bottom: 1px solid var(--line); } .card { position: static; } }
`;

/** What the page of a delta has beside it. */
export const DELTA_STYLE = `
.counts { font-size: 17px; font-weight: 600; margin: 0 0 16px; }
article { border-left: 4px solid var(--unit); background: var(--unit-back); margin: 0 0 12px; padding: 10px 14px; content-visibility: auto; contain-intrinsic-size: auto 120px; }
article.retired { border-color: var(--excluded); background: var(--excluded-back); }
article.renumbered, article.titleOnly, article.outside { border-color: var(--rest); background: var(--rest-back); }
article h3 { font-size: 14px; margin: 0; overflow-wrap: anywhere; }
article p { margin: 2px 0 6px; color: var(--faint); font-size: 13px; overflow-wrap: anywhere; }
article pre, .questions { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.55 ui-monospace, monospace; unicode-bidi: plaintext; }
ins { text-decoration: underline; background: color-mix(in srgb, #2e8b57 22%, transparent); }
del { background: color-mix(in srgb, #b3261e 20%, transparent); }
`;
