import { TextFinder } from "../collections/text-finder.ts";
import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { Pages } from "../ports/reader.ts";
import { HeldVersions } from "./held-versions.ts";
import { type Shown, shownOn, type UnitFacts } from "./unit-facts.ts";

/** A unit as it is told on a day. */
export interface UnitOnDay extends UnitFacts {
  /** The version that its page shows. */
  readonly shown: Shown;
  /** Its address on the day, or the last or next one that it has. */
  readonly address: string;
}

/** Units that were told last: a page tells of those beside its own. */
const MOST_TOLD = 8;

/** The units of a document, each by the place of that of its versions that came first; a unit is made when something of it is told. */
export class HeldUnits {
  readonly #versions: HeldVersions;
  readonly #byId: TextFinder;
  readonly #on: string;
  readonly #told: ({ readonly key: number; readonly unit: UnitOnDay } | null)[];

  private constructor(versions: HeldVersions, on: string) {
    this.#versions = versions;
    this.#byId = new TextFinder(idsOf(versions));
    this.#on = on;
    this.#told = Array.from({ length: MOST_TOLD }, () => null);
  }

  static async read(pages: Pages<ExportedVersion>, on: string): Promise<HeldUnits> {
    const versions = new HeldVersions();
    for await (const page of pages) for (const version of page) versions.push(version);
    return new HeldUnits(versions, on);
  }

  /** In the order in which they came. */
  keys(): number[] {
    const keys: number[] = [];
    for (const [id, at] of idsOf(this.#versions)) {
      const isOfUnit = (place: number) => place === at || this.#versions.at(place).unitId === id;
      if (this.#byId.find(id).find(isOfUnit) === at) keys.push(at);
    }
    return keys;
  }

  tell(key: number): UnitOnDay {
    const told = this.#told[key % MOST_TOLD];
    if (told?.key === key) return told.unit;
    const unit = this.#make(key);
    this.#told[key % MOST_TOLD] = { key, unit };
    return unit;
  }

  #make(key: number): UnitOnDay {
    const first = this.#versions.at(key);
    const { unitId, unit } = first;
    const versions = this.#byId
      .find(unitId)
      .map((at) => (at === key ? first : this.#versions.at(at)))
      .filter((version) => version.unitId === unitId)
      .sort((one, other) => one.version - other.version);
    const shown = shownOn(versions, this.#on);
    return { unitId, unit, versions, shown, address: versions[shown.at]?.address ?? unit };
  }
}

function* idsOf(versions: HeldVersions): Generator<readonly [id: string, at: number]> {
  for (let at = 0; at < versions.length; at++) yield [versions.at(at).unitId, at];
}
