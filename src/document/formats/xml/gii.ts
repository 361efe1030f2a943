import type { UnitKind } from "../../../domain/vocabulary.ts";
import type { DropReason } from "../../projection/projection.ts";
import { COMMON_FOREIGN } from "./other-formats.ts";
import { CONTAINER, drop, LOWERED, RAISED, type RecordReading, table, type XmlProfile } from "./rules.ts";
import { xmlReader } from "./xml-reader.ts";

/** Digits of a code for each level: `010020` is the second part of the first. */
const LEVEL = 3;

/** What a norm is called tells what it is. */
const KINDS: readonly (readonly [RegExp, UnitKind])[] = [
  [/^(?:\(XXXX\) )?§/, "section"],
  [/^(?:\(XXXX\) )?Art/, "article"],
  [/^(?:Anlage|Anhang|Anlagen)/, "annex"],
  [/^(?:Eingangsformel|Präambel|Vorspruch)/, "preamble"],
  [/^Schlu(?:ss|ß)/, "closing"],
];

const PARTS = ["gliederungsbez", "gliederungstitel"];
const KEPT: ReadonlySet<string> = new Set(["", "enbez", "titel"]);

/** The laws of Germany as gesetze-im-internet.de publishes them (gii-norm): a list of norms, each with the data that says what it is. */
const GII: XmlProfile = {
  name: "gii",
  version: 1,
  format: "a gesetze-im-internet document",
  roots: new Set(["dokumente"]),
  namespaces: /^$/,
  ids: ["doknr"],
  foreign: new Map(COMMON_FOREIGN),
  readRecord: readNorm,
  rules: table(
    [drop("object"), "IMG FILE"],
    [drop("note"), "fussnoten Footnotes Footnote FnArea kommentar"],
    [CONTAINER, "norm"],
    ["record", "metadaten"],
    [
      "field",
      `jurabk amtabk ausfertigung-datum periodikum zitstelle anlagedat dokst abgabedat kurzue langue gliederungskennzahl
       gliederungsbez gliederungstitel enbez titel standtyp standkommentar`,
    ],
    ["number", "DT Ident"],
    ["row", "row"],
    ["cell", "entry"],
    ["break", "BR"],
    ["pre", "pre"],
    [
      "wrap",
      "dokumente textdaten text Content fundstelle anlageabgabe gliederungseinheit standangabe tgroup thead tbody tfoot DD",
    ],
    ["block", "P LA DL table Title Subtitle TOC Revision Split Accolade Indent"],
    ["inline", "B I U F SP small large noindex ABWFORMAT NB Citation QuoteL QuoteR colspec spanspec Span"],
    [RAISED, "SUP FnR"],
    [LOWERED, "SUB"],
  ),
};

export const giiReader = xmlReader(GII);

/** A norm with a name is a unit; one with a part of the outline opens that part; the one that has neither tells of the law. */
function readNorm(fields: ReadonlyMap<string, string>, before: string): RecordReading {
  const field = (name: string): string => fields.get(name) ?? "";
  const [code, label] = [field("gliederungskennzahl"), field("enbez")];
  const dropped = new Map<string, DropReason>();
  if (label !== "") {
    for (const name of fields.keys()) if (!KEPT.has(name)) dropped.set(name, "metadata");
    for (const name of PARTS) dropped.set(name, "alternative");
    const kind = KINDS.find(([pattern]) => pattern.test(label))?.[1] ?? "heading";
    const depth = code === "" ? before.length / LEVEL : sharedLevels(code, before);
    const known = { label, title: field("titel"), depth, dropped };
    return { ...known, role: "unit", kind, word: "", position: before.slice(0, depth * LEVEL) };
  }
  const shared = { role: "container", word: "", title: field("gliederungstitel"), dropped } as const;
  if (code === "") return { ...shared, kind: "norm", label: "", depth: 0, position: "" };
  for (const name of ["jurabk", "amtabk", "gliederungskennzahl"]) dropped.set(name, "metadata");
  const depth = Math.max(0, Math.ceil(code.length / LEVEL) - 1);
  return { ...shared, kind: "gliederungseinheit", label: field("gliederungsbez"), depth, position: code };
}

function sharedLevels(code: string, before: string): number {
  let levels = 0;
  while (
    (levels + 1) * LEVEL <= Math.min(code.length, before.length) &&
    code.startsWith(before.slice(0, (levels + 1) * LEVEL))
  )
    levels++;
  return levels;
}
