import { z } from "zod";
import { sha256Text } from "./text-forms.ts";

const text = z.string().min(1);

/** A file that was put to a second place and read back from there. */
const copySchema = z
  .strictObject({
    /** The place as the configuration names it. */
    place: text,
    /** The name below the place. */
    object: text,
    sizeBytes: z.number().int().positive(),
    /** Of the bytes that the place gave back. */
    sha256: sha256Text,
  })
  .readonly();

export const copiesSchema = z.array(copySchema).min(1).readonly();

export type Copy = z.infer<typeof copySchema>;

/** What a request binds of the copies of a backup. */
export const boundCopiesSchema = z
  .array(
    z.strictObject({
      place: z.string(),
      object: z.string(),
      size_bytes: z.number().int(),
      sha256: sha256Text,
    }),
  )
  .min(1);

type BoundCopies = z.infer<typeof boundCopiesSchema>;

export function boundCopies(copies: readonly Copy[]): BoundCopies {
  return copies.map(({ place, object, sizeBytes, sha256 }) => ({
    place,
    object,
    size_bytes: sizeBytes,
    sha256,
  }));
}

/**
 * The name of a backup at a place: a file of other content has another one, so that a backup that is taken again takes no name away. The folder
 * says what sha256sum has to print.
 */
export function backupObject(file: string, sha256: string): string {
  return `backups/${sha256}/${file.slice(file.lastIndexOf("/") + 1)}`;
}

/** How many names are tried where one copy after the other was cut off. */
const MOST_NAMES = 9;

/**
 * The names under which an object or a folder may lie at a place, in the order in which they are tried: a copy that was cut off stays where it is, and the
 * next attempt lies below a number, as if that were a place of its own.
 */
export function namesAtPlace(object: string): readonly string[] {
  const further = Array.from({ length: MOST_NAMES - 1 }, (_, at) => `${at + 2}/${object}`);
  return [object, ...further];
}

/** In words: where a copy lies, and that it was read back. */
export function describeCopy({ place, object, sha256 }: Pick<Copy, "place" | "object" | "sha256">): string {
  return `${joinPlace(place, object)}, read back with sha256 ${sha256}`;
}

/** What rclone calls an object of a place. */
export function joinPlace(place: string, object: string): string {
  return /[:/]$/.test(place) ? `${place}${object}` : `${place}/${object}`;
}
