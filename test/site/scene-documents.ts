import type { ExportedVersion } from "../../src/domain/reading/exported-version.ts";
import type { RegisteredDocument } from "../../src/ports/reader.ts";
import { makeVersions, movedDays } from "./site-scene.ts";

type Scene = readonly [RegisteredDocument, readonly ExportedVersion[]];

const AMENDED = {
  change: "amendment",
  recordedAt: "2026-06-15T10:00:00Z",
  effect: "2026-07-01",
  citation: "Harbour Amendment Act 2026",
};

/** A law in which everything happens that a page has to tell. */
export const HARBOUR: Scene = [
  { documentId: "harbour", prefix: "HARB", title: "Harbour Lanterns Act" },
  makeVersions([
    {
      unit: "HARB/ARTICLE-1",
      title: "Duty to light",
      text: "## Article 1. Duty to light\n\nThe keeper shall light every lantern of the harbour before sunset, and shall not put it out before the sun has risen.\n\nA lantern that is broken shall be mended on the next day.\n",
    },
    {
      unit: "HARB/ARTICLE-2",
      title: "Oil",
      text: "## Article 2. Oil\n\nThe oil is paid for by the town, up to forty measures a year.\n\n| month | measures |\n| ----- | -------- |\n| May   | 3        |\n| June  | 2        |\n",
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-2",
      version: 2,
      title: "Oil and gas",
      text: "## Article 2. Oil and gas\n\nThe oil or the gas is paid for by the town, up to sixty measures a year.\n\n| month | measures |\n| ----- | -------- |\n| May   | 3        |\n| June  | 4        |\n",
    },
    {
      ...AMENDED,
      ...{
        change: "correction",
        recordedAt: "2026-07-20T10:00:00Z",
        citation: "Corrigendum of 20 July 2026",
      },
      unit: "HARB/ARTICLE-2",
      version: 3,
      title: "Oil and gas",
      text: "## Article 2. Oil and gas\n\nThe oil or the gas is paid for by the town, up to fifty measures a year.\n",
    },
    {
      unit: "HARB/ARTICLE-3",
      title: "Penalties",
      text: "## Article 3. Penalties\n\nWho puts out a lantern pays a fine.",
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-3",
      version: 2,
      change: "renumbering",
      address: "HARB/ARTICLE-4",
      title: "Penalties",
      text: "## Article 4. Penalties\n\nWho puts out a lantern pays a fine.",
    },
    {
      unit: "HARB/ARTICLE-4",
      title: "Storms",
      text: "## Article 4. Storms\n\nIn a storm the keeper may stay at home.",
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-4",
      version: 2,
      change: "renumbering",
      address: "HARB/ARTICLE-5",
      title: "Storms",
      text: "## Article 5. Storms\n\nIn a storm the keeper may stay at home.",
    },
    {
      unit: "HARB/ARTICLE-9",
      title: "Bells",
      text: "## Article 9. Bells\n\nThe bell is rung in fog.",
      lineage: [
        {
          relation: "replaced_by",
          from: "HARB/ARTICLE-9",
          to: "HARB/ARTICLE-1",
          recordedAt: "2026-06-15T10:00:00Z",
        },
      ],
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-9",
      version: 2,
      change: "repeal",
      title: "Bells",
      text: "",
      lineage: [
        {
          relation: "replaced_by",
          from: "HARB/ARTICLE-9",
          to: "HARB/ARTICLE-1",
          recordedAt: "2026-06-15T10:00:00Z",
        },
      ],
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-10",
      version: 1,
      change: "original",
      effect: "open",
      title: "Electric lamps",
      text: "## Article 10. Electric lamps\n\nElectric lamps are allowed.",
    },
    {
      ...AMENDED,
      ...movedDays("2026-10-01", ["2027-01-01", "2026-07-25T10:00:00Z"]),
      unit: "HARB/ARTICLE-11",
      version: 1,
      change: "original",
      title: "Horns",
      text: "## Article 11. Horns\n\nIn fog a horn is blown.",
    },
    {
      ...AMENDED,
      unit: "HARB/ARTICLE-12",
      version: 1,
      change: "original",
      effect: "2026-11-01",
      title: "Bells",
      text: "## Article 12. Bells\n\nIn fog a bell is rung.",
    },
    {
      ...AMENDED,
      ...{ change: "repeal", recordedAt: "2026-07-25T10:00:00Z", effect: "2026-11-01", text: "" },
      unit: "HARB/ARTICLE-12",
      version: 2,
      title: "Bells",
    },
  ]),
];

/** Scripts without spaces, from the right, and what tries to break out of a page. */
export const WRITINGS: Scene = [
  {
    documentId: "writings",
    prefix: "CON",
    title: "民法 القانون \u202eevil</title><script>alert(1)</script>",
  },
  makeVersions([
    {
      unit: "CON/第一条",
      title: "租赁期限",
      text: "第一条\u3000租赁期限不得超过二十年。\n\n超过二十年的，超过部分无效。",
    },
    {
      unit: "CON/المادة-١",
      title: "حرية التعاقد",
      text: "المادة ١\n\nالعَقْدُ شَرِيعَةُ المُتَعَاقِدِينَ، ولا يجوز نقضه.",
    },
    {
      unit: "CON/article-1",
      title: "Small letters",
      text: "Small letters of an address stand apart from capitals: Straßengefäß.",
    },
    { unit: "CON/ARTICLE-1", title: "Capitals", text: "Capitals." },
    {
      unit: `CON/${"<IMG-SRC=X-ONERROR=ALERT(1)>".repeat(12)}`,
      title: '"><script>alert(document.domain)</script><img src=x onerror=alert(1)> \u202e\u2066 ]]>',
      text: "<script>alert(1)</script>\n\n<!-- --><style>*{display:none}</style><base href=https://evil.example/>\n\n[click](javascript:alert(1)) ]]> &lt;b&gt; \u202egnp.exe\u202c",
      citation: "<svg onload=alert(1)>",
      ...movedDays("2026-01-15", ["2026-02-01", "2026-01-10T10:00:00Z"]),
    },
  ]),
];
