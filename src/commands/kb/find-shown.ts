import type { ReadUnit } from "../../domain/reading/read-unit.ts";
import { resolveAddress } from "../../domain/reading/resolve.ts";
import { accepted, type Result } from "../../domain/result.ts";
import type { BaseReader } from "../../ports/reader.ts";
import { findDocumentOf } from "./find-document.ts";
import { spellUnits } from "./spell-units.ts";
import type { AskedTime } from "./time-options.ts";

/** The version that an address names at a time, with all that a reader must know of it. */
export interface Shown {
  readonly documentId: string;
  /** The address that was asked for, as addresses are spelled. */
  readonly asked: string;
  /** The versions of the unit that are known at the time. */
  readonly unit: ReadUnit;
  readonly at: number;
  readonly text: string;
  /** Versions of the unit that were recorded after the time. */
  readonly recordedLater: number;
}

export async function findShown(reader: BaseReader, typed: string, time: AskedTime): Promise<Result<Shown>> {
  const document = await findDocumentOf(reader, typed);
  if (!document.ok) return document;
  const { documentId } = document.value;
  const { address, units } = await spellUnits(reader, documentId, { typed, knownAt: time.knownAt });
  const unenacted = units.length === 0 ? await reader.unenacted(documentId, address) : [];
  const asked = { documentId, address, on: time.on, knownAt: time.shownKnownAt };
  const found = resolveAddress(units, unenacted, asked);
  if (!found.ok) return found;
  const { unit, at } = found.value;
  const version = unit.versions[at];
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  const all = units.find(({ unitId }) => unitId === unit.unitId)?.versions.length ?? 0;
  return accepted({
    documentId,
    asked: address,
    unit,
    at,
    text: await reader.text(version),
    recordedLater: all - unit.versions.length,
  });
}
