import type { Projection, ReaderId } from "../../projection/projection.ts";
import { ProjectionWriter } from "../../projection/projection-writer.ts";
import { countReversed } from "./count-reversed.ts";
import { PageFlow } from "./page-flow.ts";
import type { PageProfile, RoleListener } from "./page-profile.ts";
import { PieceFlow, type PieceHouse } from "./piece-flow.ts";
import type { PieceRole } from "./piece-role.ts";
import { readHtml } from "./read-html.ts";

const NOBODY: RoleListener<never> = { enter: () => {}, text: () => {}, leave: () => {} };

/** A page in lines, in which conventions find the units. */
export function readPage(bytes: Buffer, reader: ReaderId, profile: PageProfile<never>): Projection {
  const writer = new ProjectionWriter(reader);
  return writer.finish(readInto(bytes, writer, profile, NOBODY));
}

/** A page along the units that it names; null where it names none. */
export function readPieces(
  bytes: Buffer,
  reader: ReaderId,
  profile: PageProfile<PieceRole>,
  house: PieceHouse,
): Projection | null {
  const writer = new ProjectionWriter(reader);
  const pieces = new PieceFlow(writer, house);
  const total = readInto(bytes, writer, profile, pieces);
  if (pieces.units === 0) return null;
  pieces.finish(bytes.length);
  return writer.finish(total);
}

function readInto<R>(
  bytes: Buffer,
  writer: ProjectionWriter,
  profile: PageProfile<R>,
  listener: RoleListener<R>,
): number {
  const flow = new PageFlow(writer, { profile, listener, reversed: countReversed(bytes) });
  readHtml(bytes, flow);
  return flow.finish(bytes.length);
}
