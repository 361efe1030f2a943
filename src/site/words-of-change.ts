import { type Effect, isCorrected, periodOf } from "../domain/reading/timeline.ts";
import { countOf } from "../domain/text-forms.ts";
import { inertLine } from "./inert-text.ts";
import { daysOf, type MoveFacts, overtakerOf, type UnitFacts, type VersionFacts } from "./unit-facts.ts";

/** What a kind of change is called where a reader may not know the words of the base; those that are not here are told as they are. */
const NAMES: Readonly<Record<string, string>> = {
  original: "first version",
  amendment: "amendment",
  renumbering: "new number",
  correction: "correction of the version before it",
  recut: "correction of how the source was cut",
  repeal: "repeal",
};

export function nameOfKind(change: string): string {
  return NAMES[change] ?? change;
}

/** `3 amendments` */
export function countOfKind(change: string, count: number): string {
  return countOf(count, change === "correction" || change === "recut" ? "correction" : nameOfKind(change));
}

const RELATIONS: Readonly<Record<string, readonly [onward: string, back: string]>> = {
  split_into: ["Split into", "Split off from"],
  merged_into: ["Merged into", "Merged from"],
  replaced_by: ["Replaced by", "Replaces"],
};

/** How a unit stands to another one, seen from the one that goes on or from the one that it goes on in. */
export function nameOfRelation(relation: string, side: "from" | "to"): string {
  const [onward, back] = RELATIONS[relation] ?? [`${relation}:`, `${relation} of`];
  return side === "from" ? onward : back;
}

/** On which days a version counts, told as what it is, for a page. */
export function showDays(unit: UnitFacts, at: number): string {
  return tagDays(inertLine(tellDays(unit, at)));
}

/** Words of ours with their days as such, which no line breaks in two. */
export function tagDays(words: string): string {
  return words.replace(/\d{4}-\d\d-\d\d/g, '<time datetime="$&">$&</time>');
}

/** `moved from 2026-09-01 to 2027-03-01`, of versions that got one day together; where they had several, the new one alone. */
export function tellMove(moves: readonly MoveFacts[]): string {
  const [was, ...others] = new Set(moves.map((move) => move.was));
  const day = nameOfDay(moves[0]?.effect ?? "open");
  if (was === undefined || others.length > 0) return `moved to ${day}`;
  return was === "open"
    ? `given the day ${day}, not set until then`
    : `moved from ${nameOfDay(was)} to ${day}`;
}

function nameOfDay(effect: Effect): string {
  if (effect === "open") return "a day that is not set yet";
  return effect === "beginning" ? "the beginning" : effect;
}

/** From when a version counted as it was recorded, whatever followed it. */
export function tellStart({ versions }: UnitFacts, at: number): string {
  const version = versions[at];
  const effect = version?.moves[0]?.was ?? version?.effect ?? "open";
  if (effect === "open") return "on a day that is not set yet";
  return effect === "beginning" ? "from the beginning" : `from ${effect}`;
}

/** The same as plain text. */
function tellDays({ versions }: UnitFacts, at: number): string {
  const version = versions[at];
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  if (isCorrected(versions, at))
    return `In force on no day: version ${versions[at + 1]?.version} corrects it`;
  if (version.effect === "open") return "Its day is not set yet";
  const days = periodOf(versions, at);
  if (days === null) return tellOvertaken(version.effect, versions[overtakerOf(versions, at) ?? -1]);
  if (daysOf(versions, at) === null) return `Repealed ${sinceWhen(days.from)}${upTo(days.until)}`;
  return `In force ${sinceWhen(days.from)}${upTo(days.until)}`;
}

function tellOvertaken(effect: Effect, by: VersionFacts | undefined): string {
  const since = by?.effect === effect ? "the same day" : nameOfDay(by?.effect ?? "open");
  return `In force on no day: from ${nameOfDay(effect)}, but version ${by?.version} counts from ${since}`;
}

function sinceWhen(from: string | null): string {
  return from === null ? "from the beginning" : `from ${from}`;
}

function upTo(until: string | null): string {
  return until === null ? "" : ` until ${until}`;
}
