import { PackedRows } from "../../collections/packed-rows.ts";
import type { Rows } from "../../collections/rows.ts";
import type { Region } from "../../domain/plan.ts";

/** Collects the regions of a source in order; drops empty ones and joins neighbours that are both `non-content`. */
export class RegionList {
  readonly #regions = new PackedRows<Region>();
  #last: Region | null = null;

  add(region: Region): void {
    if (region.endByte <= region.startByte) return;
    if (this.#last?.role === "non-content" && region.role === "non-content") {
      this.#last = { ...this.#last, endByte: region.endByte };
      return;
    }
    if (this.#last !== null) this.#regions.push(this.#last);
    this.#last = region;
  }

  close(): Rows<Region> {
    if (this.#last !== null) this.#regions.push(this.#last);
    this.#last = null;
    return this.#regions;
  }
}
