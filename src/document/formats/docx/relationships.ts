import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { readXml } from "../../xml/read-xml.ts";
import type { Archive } from "../../zip/open-archive.ts";
import { PartNames } from "./part-names.ts";
import { unclear } from "./unclear.ts";

/** Types of relationships, as ECMA-376 writes them and as the strict form of ISO/IEC 29500 does. */
const TYPES = [
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
  "http://purl.oclc.org/ooxml/officeDocument/relationships/",
];
const MOST_TOLD = 100;

/** Another part that a part names. Nothing is read by the address of an external one. */
interface Relationship {
  /** The name of a type of the standard: `header`, `numbering`; that of any other type is its whole address. */
  readonly type: string;
  /** Name of the part, or the address of what is external. */
  readonly target: string;
  readonly isExternal: boolean;
}

/** The part that holds the document, with the parts that it names. */
export interface MainPart {
  readonly name: string;
  readonly bytes: Buffer;
  readonly relationships: readonly Relationship[];
}

/** Finds the document of a package by what the package says of itself, as ECMA-376 part 2 has it, and not by a name. */
export function findMainPart(archive: Archive): MainPart {
  const names = new PartNames(archive.names);
  const named = readRelationships(archive, "", names).filter(
    ({ type, isExternal }) => type === "officeDocument" && !isExternal,
  );
  const [main] = named;
  const bytes = main === undefined ? null : archive.read(main.target);
  if (main === undefined || bytes === null || named.length > 1)
    throw new RefusalError(
      refusal("STOP_STRUCTURE_UNCLEAR", {
        field: "_rels/.rels",
        expected: "one document that the package names and holds",
        actual: named.length > 1 ? "several" : "none",
      }),
    );
  return { name: main.target, bytes, relationships: readRelationships(archive, main.target, names) };
}

/** The content of the one part of a type; null where none is named. Which of two a program reads, or what it does without one, nobody can say. */
export function readRelated(
  archive: Archive,
  { name, relationships }: MainPart,
  type: string,
): { readonly name: string; readonly bytes: Buffer } | null {
  const [found, another] = relationships.filter((each) => each.type === type && !each.isExternal);
  if (found === undefined) return null;
  const bytes = another === undefined ? archive.read(found.target) : null;
  if (bytes !== null) return { name: found.target, bytes };
  const told = another === undefined ? `none of the name ${found.target.slice(0, MOST_TOLD)}` : "several";
  throw unclear(
    `${folderOf(name)}_rels/${name.slice(folderOf(name).length)}.rels`,
    `one part of type ${type}`,
    told,
  );
}

function readRelationships(archive: Archive, part: string, names: PartNames): readonly Relationship[] {
  const folder = folderOf(part);
  const bytes = archive.read(names.find(`${folder}_rels/${part.slice(folder.length)}.rels`));
  const found: Relationship[] = [];
  if (bytes === null) return found;
  readXml(bytes, {
    open: (tag) => {
      const target = tag.attribute("Target");
      if (tag.local !== "Relationship" || target === null) return;
      const isExternal = tag.attribute("TargetMode") === "External";
      found.push({
        type: nameOfType(tag.attribute("Type") ?? ""),
        target: isExternal ? target : names.find(resolve(folder, target)),
        isExternal,
      });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return found;
}

function nameOfType(type: string): string {
  const base = TYPES.find((each) => type.startsWith(each));
  return base === undefined ? type : type.slice(base.length);
}

function folderOf(part: string): string {
  return part.slice(0, part.lastIndexOf("/") + 1);
}

/** The name of a part that another one names from its folder. */
function resolve(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith("/") ? target : `${folder}${target}`).split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}
