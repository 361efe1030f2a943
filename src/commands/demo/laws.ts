import { join } from "node:path";
import { carriedFolder } from "../../compose/code-root.ts";
import type { DemoDocument } from "../../demo/demo.ts";

/** Twelve short laws of one town, in four conventions: the first of each is in the first wave. */
const LAWS = [
  ["en-market-rules.txt", "market", "Rules of the Market of Ostrelle"],
  ["en-ferry-act.md", "ferry", "Ferry Act"],
  ["de-brueckenordnung.md", "bruecke", "Brückenordnung"],
  ["en-bakers-act.md", "bakers", "Bakers' Act"],
  ["vi-quy-che-cho-dem.md", "cho-dem", "Quy chế chợ đêm"],
  ["en-wells-act.md", "wells", "Wells Act"],
  ["en-lamp-oil-act.txt", "lamp-oil", "Lamp Oil Act"],
  ["fr-arrete-des-quais.md", "quais", "Arrêté des quais"],
  ["de-gassenordnung.md", "gassen", "Gassenordnung"],
  ["en-bells-act.md", "bells", "Bells Act"],
  ["fr-arrete-des-jardins.md", "jardins", "Arrêté des jardins"],
  ["de-nachtwachenordnung.md", "nachtwache", "Nachtwachenordnung"],
] as const;

export const DEMO_LAWS: readonly DemoDocument[] = LAWS.map(([file, documentId, title]) => ({
  file: join(carriedFolder("laws"), file),
  documentId,
  docPrefix: documentId.toUpperCase(),
  title,
  publicationType: "law",
}));
