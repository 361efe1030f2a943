import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { readXml } from "../../xml/read-xml.ts";
import type { Archive } from "../../zip/open-archive.ts";

/** Another part that a part names. Nothing is read by the address of an external one. */
interface Relationship {
  /** Last word of its type: `header`, `numbering`. */
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
  const named = readRelationships(archive, "").filter(
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
  return { name: main.target, bytes, relationships: readRelationships(archive, main.target) };
}

/** The content of the one part of a type; null where there is none. */
export function readRelated(
  archive: Archive,
  { relationships }: MainPart,
  type: string,
): { readonly name: string; readonly bytes: Buffer } | null {
  const found = relationships.find((each) => each.type === type && !each.isExternal);
  const bytes = found === undefined ? null : archive.read(found.target);
  return found === undefined || bytes === null ? null : { name: found.target, bytes };
}

function readRelationships(archive: Archive, part: string): readonly Relationship[] {
  const slash = part.lastIndexOf("/") + 1;
  const folder = part.slice(0, slash);
  const bytes = archive.read(`${folder}_rels/${part.slice(slash)}.rels`);
  const found: Relationship[] = [];
  if (bytes === null) return found;
  readXml(bytes, {
    open: (tag) => {
      const target = tag.attribute("Target");
      if (tag.local !== "Relationship" || target === null) return;
      const isExternal = tag.attribute("TargetMode") === "External";
      found.push({
        type: (tag.attribute("Type") ?? "").split("/").at(-1) ?? "",
        target: isExternal ? target : resolve(folder, target),
        isExternal,
      });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return found;
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
