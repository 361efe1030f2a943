import type { SectionType } from "../../domain/vocabulary.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import { numberSlug, slugOf } from "./address.ts";
import { HOLDER_RANK, type Split } from "./outline-splits.ts";

/** Where a unit stands: the scope of its numbering, and the containers around it. */
export interface SplitPlace {
  /** Address path of the annex or the provisions with a numbering of their own, or empty in the main body. */
  readonly scope: string;
  /** Address path of the containers, the scope included. */
  readonly containers: string;
  readonly sectionType: SectionType;
}

interface OpenContainer {
  readonly kind: string;
  readonly order: number;
  readonly level: number;
  readonly path: string;
}

const UNKNOWN_RANK = 9;
const MAIN: SplitPlace = { scope: "", containers: "", sectionType: "body" };

/** Every split with its place, in order. */
export function* placeSplits(splits: Iterable<Split>): Generator<readonly [Split, SplitPlace]> {
  const taken = new Map<string, number>();
  let open: OpenContainer[] = [];
  let current = MAIN;
  let scopeLevel = 0;
  let annex = "";
  for (const split of splits) {
    if (split.role === "container") {
      const level = split.heading.shape.level;
      const named = split.named;
      const opensScope =
        named !== null &&
        named.rank === 0 &&
        ["annex", "supplementary", "transitional"].includes(named.sectionType);
      if (opensScope) {
        open = [];
        const outer = named.kind === "form" ? annex : "";
        const scope = takePath(taken, joinPath(outer, segmentOf(split)));
        current = { scope, containers: scope, sectionType: named.sectionType };
        if (named.kind !== "form") {
          annex = scope;
          scopeLevel = level;
        }
      } else {
        if (current.scope !== "" && level > 0 && level < scopeLevel) {
          current = MAIN;
          annex = "";
          open = [];
        }
        if (named?.kind !== "preamble" && named?.kind !== "closing") {
          const order = named === null ? UNKNOWN_RANK : named.rank;
          open = open.filter((container) => isAbove(container, order, level));
          const base = open.at(-1)?.path ?? current.scope;
          const path = takePath(taken, joinPath(base, segmentOf(split)));
          open.push({ kind: named?.kind ?? "", order, level, path });
        }
        current = { ...current, containers: open.at(-1)?.path ?? current.scope };
      }
    }
    const level = split.heading.shape.level;
    if (split.role === "caption" && open.some((container) => isPassed(container, level))) {
      open = open.filter((container) => !isPassed(container, level));
      current = { ...current, containers: open.at(-1)?.path ?? current.scope };
    }
    if (split.role === "unit" && open.some((container) => isClosedBy(container, split.head, level))) {
      open = open.filter((container) => !isClosedBy(container, split.head, level));
      current = { ...current, containers: open.at(-1)?.path ?? current.scope };
    }
    yield [split, current];
  }
}

function isAbove(container: OpenContainer, order: number, level: number): boolean {
  if (order === UNKNOWN_RANK || container.order === UNKNOWN_RANK)
    return container.level > 0 && container.level < level;
  return container.order < order;
}

/**
 * A unit at the level of a container of unknown kind, or at a higher level, ends that container; a unit ends a container that has a name of
 * the unit's own kind (`Article III` after `Article II` with sections), unless it stands on a lower level.
 */
function isClosedBy(container: OpenContainer, head: UnitHeading, level: number): boolean {
  if (container.order === UNKNOWN_RANK) return level > 0 && container.level >= level;
  const isBelow = container.level > 0 && level > container.level;
  return container.order === HOLDER_RANK && container.kind === head.kind && !isBelow;
}

/** The heading of a title ends containers of unknown kind on its own level and below. */
function isPassed(container: OpenContainer, level: number): boolean {
  return container.order === UNKNOWN_RANK && container.level >= level;
}

function segmentOf(split: Split): string {
  const named = split.named;
  if (named === null) return slugOf(split.heading.text) || `LINE-${split.heading.lineNumber}`;
  const word = slugOf(named.words);
  return named.number === "" ? word : `${word}-${numberSlug(named.number)}`;
}

function joinPath(base: string, segment: string): string {
  return base === "" ? segment : `${base}/${segment}`;
}

/** The path of a container; the second one with the same path gets `-2`, and so on. */
function takePath(taken: Map<string, number>, path: string): string {
  const times = (taken.get(path) ?? 0) + 1;
  taken.set(path, times);
  return times === 1 ? path : `${path}-${times}`;
}
