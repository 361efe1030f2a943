import { partitionPoint } from "../../collections/partition-point.ts";
import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";

/** Tells the lines that stand in a chapter in a Markdown heading whose number is printed once: it is the chapter, and no entry of contents. */
export function findOwnChapters(headings: Rows<Heading>): (line: number) => boolean {
  const chapters = headings.filter(
    ({ shape: { level, stands } }) => level > 0 && (stands?.rank ?? 0) > 0 && stands?.number !== "",
  );
  const times = new Map<string, number>();
  for (const chapter of chapters) times.set(nameOf(chapter), (times.get(nameOf(chapter)) ?? 0) + 1);
  return (line) => {
    const next = partitionPoint(chapters.length, (at) => (chapters[at]?.line ?? 0) > line);
    const chapter = chapters[next - 1];
    return chapter !== undefined && times.get(nameOf(chapter)) === 1;
  };
}

function nameOf({ shape: { stands } }: Heading): string {
  return `${stands?.kind} ${stands?.number}`;
}
