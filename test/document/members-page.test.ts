import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { type MemberUnit, renderMembersPage } from "../../src/document/show/render-members-page.ts";
import type { BatchMember, BatchRequest } from "../../src/domain/batch-request.ts";
import { readUnitList } from "../../src/reports/read-unit-list.ts";
import { renderUnitList } from "../../src/reports/unit-list.ts";
import { batchRequest } from "../support/batch-request.ts";

const SHA = "a".repeat(64);
const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</details></main><style>*{display:none}</style>`,
  "right\u202Eto left\u2066 and a \u0000 byte",
  "a | pipe, a \\| escaped one, `ticks`, ``two`` and `",
  "`",
  "  blanks  ",
  "ميثاق الوادي",
];

function memberOf(title: string, at: number): BatchMember {
  return {
    run_id: `ictr-20260101T0000${String(at).padStart(2, "0")}Z-00000000`,
    payload_sha256: SHA,
    document_id: `law-${at}`,
    title,
    source_sha256: SHA,
    units: 3 + at,
    writes: 3 + at,
    class: at % 2 === 0 ? "first cut, article" : "first cut, <b>odd</b>",
    warnings: at === 1 ? 2 : 0,
    authoritative: false,
    concerns: [],
  };
}

function requestOf(members: readonly BatchMember[]): BatchRequest {
  return batchRequest({
    members: [...members],
    totals: { members: members.length, units: 52, writes: 52, warnings: 2 },
    list: [{ name: "members-001.md", sha256: SHA }],
  });
}

const unitOf = (text: string): MemberUnit => ({
  address: text,
  label: text,
  title: text,
  lines: "1–2",
  firstWords: text,
});

const request = requestOf(HOSTILE.map(memberOf));
const page = renderMembersPage(request, SHA, ({ title }) => ({ kind: "units", units: [unitOf(title)] }));

test("the page of members shows every member once, with its number in the signed list and its units", () => {
  for (const at of HOSTILE.keys()) assert.equal(page.split(` id="m-${at + 1}"`).length, 2);
  assert.equal(page.match(/<details class="member/g)?.length, HOSTILE.length);
  assert.equal(page.match(/<th>first words<\/th>/g)?.length, HOSTILE.length);
  assert.match(page, /This page is for reading.*members-001\.md <code>a{64}<\/code>/);
  assert.match(page, /<a href="#m-2">.*2 warnings/);
});

test("text of documents is inert in it: no tag, no attribute, no unseen character of theirs reaches the browser", () => {
  const allowed =
    /^<(?:!doctype html|\/?(?:html|head|body|header|main|footer|section|h1|h2|p|b|bdi|a|code|div|table|thead|tbody|tr|th|td|details|summary|span|label|output|noscript|title|style|script|meta|input)(?: (?:lang|charset|http-equiv|content|name|id|class|href|dir|for|type|role|placeholder|autocomplete|spellcheck|aria-live|hidden)(?:="[^"]*")?)*)>/;
  const body = page.replace(/<script>[\s\S]*?<\/script>/, "").replace(/<style>[\s\S]*?<\/style>/, "");
  for (const { 0: tag } of body.matchAll(/<[^>]*>?/g)) assert.match(tag, allowed);
  for (const unseen of ["\u0000", "\u202E", "\u2066"]) assert.ok(!page.includes(unseen));
  assert.equal(page.match(/<script/g)?.length, 1);
});

test("it loads nothing, and the one script that it may run is its own", () => {
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
  const digest = createHash("sha256").update(script).digest("base64");
  assert.match(page, /default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-/);
  assert.ok(page.includes(`script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`));
  assert.doesNotMatch(page, /https?:|@import|url\(|fetch|innerHTML|eval|document\.write/i);
});

test("where units are left out it says so", () => {
  const bare = renderMembersPage(request, SHA, () => ({ kind: "none", why: "too many <for> one page" }));
  assert.equal(bare.match(/too many &#60;for&#62; one page/g)?.length, HOSTILE.length);
  assert.ok(bare.length < page.length);
});

test("the rows of a list of units are read back as they were written, whatever stands in them", () => {
  const units = HOSTILE.map((title, at) => ({
    ordinal: at + 1,
    address: `LAW/ARTICLE-${at + 1}`,
    label: title,
    title: at === 0 ? "" : title,
    firstLine: at + 1,
    lastLine: at + 3,
    bytes: 10,
    inside: at % 2 === 0 ? "" : title,
    repealed: at === 3,
    firstWords: at === 2 ? "" : title,
  }));
  const [file] = [...renderUnitList({ title: HOSTILE[0] ?? "", facts: [], warnings: [], units })];
  const rows = readUnitList(file?.text ?? "");
  assert.deepEqual(
    rows.map(({ address, lines }) => [address, lines]),
    units.map(({ address, firstLine, lastLine }) => [address, `${firstLine}–${lastLine}`]),
  );
  const shown = (text: string) =>
    text
      .replace("\u202E", "\\u{202e}")
      .replace("\u2066", "\\u{2066}")
      .replace("\u0000", "\\u{0}")
      .replace("\\|", "\\u{5c}|")
      .trim();
  assert.deepEqual(
    rows.map(({ label }) => label),
    HOSTILE.map(shown),
  );
  assert.deepEqual(
    rows.map(({ title }) => title),
    HOSTILE.map((title, at) => (at === 0 ? "" : shown(title))),
  );
  assert.deepEqual(readUnitList("# Changes\n\n| 1 | `a` |\n"), []);
});
