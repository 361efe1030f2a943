import { rowAt } from "../../collections/rows.ts";
import { foldWord } from "../names/fold-text.ts";
import { bareLabel } from "./name-units.ts";
import type { ReadingInput } from "./read-named.ts";
import { spread } from "./spread.ts";
import type { Reading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";
import { weigh } from "./weigh.ts";

const MAX_WORD_CHARS = 40;
const WORDS_WEIGHT = 0.5;
const MIN_WORD_UNITS = 6;

/** Headings whose numbers are words of an unknown language: short lines of their own that begin or end with one shared word. */
export function learnWords(input: ReadingInput): Reading | null {
  if (!input.isPlainText) return null;
  // Positions among the headings.
  const groups = new Map<string, number[]>();
  for (const heading of input.headings) {
    if (
      !heading.shape.alone ||
      heading.shape.isNamed ||
      heading.text.length > MAX_WORD_CHARS ||
      /[,;]$/u.test(heading.text)
    )
      continue;
    const words = foldWord(heading.text).match(/[\p{L}\p{M}'’ʼꞌ]+/gu) ?? [];
    if (words.length < 2) continue;
    for (const key of new Set([`<${words[0]}`, `>${words.at(-1)}`])) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [heading.index]);
      else group.push(heading.index);
    }
  }
  const [key, group] = [...groups].reduce<[string, readonly number[]]>(
    (best, found) => (found[1].length > best[1].length ? found : best),
    ["", []],
  );
  if (group.length < MIN_WORD_UNITS) return null;
  const word = key.slice(1);
  const list = new UnitHeadingList(input.headings);
  for (const at of group) {
    const heading = rowAt(input.headings, at);
    const { text } = heading;
    list.push({
      heading,
      label: bareLabel(text),
      title: "",
      kind: "article",
      word: "",
      key: text,
      value: [],
      row: "",
    });
  }
  const reading = weigh(`learned:${word}`, "plain", list, input.lines);
  return { ...reading, score: list.length * WORDS_WEIGHT * spread(reading) };
}
