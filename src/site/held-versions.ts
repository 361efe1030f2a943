import { TextColumn } from "../collections/text-column.ts";
import type { DayMove, ExportedVersion } from "../domain/reading/exported-version.ts";
import type { MoveFacts, UnitFacts, VersionFacts } from "./unit-facts.ts";

export type HeldVersion = VersionFacts & Pick<UnitFacts, "unitId" | "unit">;

/** What is told of a document's versions but for their texts, each packed in some two hundred bytes; it is made anew whenever it is read. */
export class HeldVersions {
  readonly #packed = new TextColumn();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push({ provenance, ...row }: ExportedVersion): void {
    const fields: Fields = [
      ...([row.unitId, row.unit, row.versionId, row.version, row.change, row.address, row.title] as const),
      ...([row.effect, row.recordedAt, row.position, provenance?.runId ?? row.recordedAt] as const),
      // Most versions have none.
      row.moves.length === 0 ? null : row.moves.map(moveFacts),
    ];
    this.#packed.push(JSON.stringify(fields));
    this.#length++;
  }

  at(index: number): HeldVersion {
    const fields: Fields = JSON.parse(this.#packed.at(index));
    return {
      unitId: fields[0],
      unit: fields[1],
      versionId: fields[2],
      version: fields[3],
      change: fields[4],
      address: fields[5],
      title: fields[6],
      effect: fields[7],
      recordedAt: fields[8],
      position: fields[9],
      publication: fields[10],
      moves: fields[11] ?? [],
    };
  }
}

type Fields = readonly [
  ...[unitId: string, unit: string, versionId: string, version: number, change: string, address: string],
  ...[title: string, effect: string, recordedAt: string, position: string, publication: string],
  moves: readonly MoveFacts[] | null,
];

/** What a run sets is one day. Where no run is known, nothing else that was recorded in that second is meant. */
function moveFacts({ was, effect, recordedAt, set }: DayMove): MoveFacts {
  return { was, effect, recordedAt, publication: set?.runId ?? `${recordedAt} ${effect}` };
}
