/** What the page of members has beside the style of every page. */
export const MEMBERS_STYLE = `
.find { position: sticky; top: 0; z-index: 1; background: var(--paper); padding: 10px 0; display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; }
.find[hidden] { display: none; }
.find input { font: inherit; flex: 1 1 16em; min-width: 0; max-width: 40em; padding: 6px 10px; border: 1px solid var(--faint); border-radius: 6px; background: var(--paper); color: var(--ink); }
.find output { color: var(--faint); font-variant-numeric: tabular-nums; }
.note { border-left: 4px solid var(--container); background: var(--container-back); padding: 8px 14px; margin: 12px 0; overflow-wrap: anywhere; }
.member { border-left: 4px solid var(--unit); background: var(--unit-back); margin: 0 0 4px; padding: 0 14px; content-visibility: auto; contain-intrinsic-size: auto 44px; scroll-margin-top: 64px; overflow-wrap: anywhere; }
.member.odd { border-color: var(--warn); }
.member > summary { padding: 8px 0; }
.member > summary b { margin: 0 6px; }
.member .why { color: var(--warn); }
.member code { font: 12px ui-monospace, monospace; overflow-wrap: anywhere; }
.member .scroll { padding-bottom: 10px; }
.units, .units code { overflow-wrap: normal; }
.units th, .units td.n, .units td:first-child { white-space: nowrap; }
.units td:nth-child(n + 3) { min-width: 8em; overflow-wrap: break-word; }
.member pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.55 ui-monospace, monospace; unicode-bidi: plaintext; }
summary:focus-visible, a:focus-visible, input:focus-visible { outline: 2px solid var(--unit); outline-offset: 2px; }
@media print { .find { display: none; } .member { content-visibility: visible; break-inside: auto; background: none; } }
`;

/** Search over everything that the page says of a member; the fields open by links and for printing. It reads the page and changes what is shown. */
export const MEMBERS_SCRIPT = `
"use strict";
const field = document.getElementById("find");
const told = document.getElementById("found");
const members = [...document.querySelectorAll("details.member")];
const fold = (text) => text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase();
let texts = null;
const search = () => {
  texts ??= members.map((member) => fold(member.textContent));
  const words = fold(field.value).split(/\\s+/).filter(Boolean);
  let found = 0;
  members.forEach((member, at) => {
    member.hidden = !words.every((word) => texts[at].includes(word));
    if (!member.hidden) found += 1;
  });
  for (const group of document.querySelectorAll("section.class"))
    group.hidden = !group.querySelector("details.member:not([hidden])");
  told.value = words.length === 0 ? "" : found + " of " + members.length;
};
const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.tagName !== "DETAILS") return;
  if (target.hidden) { field.value = ""; search(); }
  target.open = true;
  target.scrollIntoView();
};
field.parentElement.hidden = false;
field.addEventListener("input", search);
addEventListener("hashchange", openTarget);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
  if (event.key === "Escape" && document.activeElement === field) { field.value = ""; search(); }
});
let closed = [];
addEventListener("beforeprint", () => { closed = members.filter((member) => !member.open); for (const member of closed) member.open = true; });
addEventListener("afterprint", () => { for (const member of closed) member.open = false; });
openTarget();
`;
