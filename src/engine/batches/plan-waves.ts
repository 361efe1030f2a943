import type { BatchRules } from "../../domain/batch.ts";

/**
 * Places of the members by wave. The first is the canary: the first member of every class, filled up in order to the size that the rules name.
 * The canary of a batch with few classes is small, so that what fails in all of a kind fails on one.
 */
export function planWaves(
  members: readonly { readonly class: string }[],
  { canary, wave }: BatchRules,
): readonly (readonly number[])[] {
  const classes = new Set<string>();
  const first = members.flatMap((member, place) => {
    if (classes.has(member.class)) return [];
    classes.add(member.class);
    return [place];
  });
  const chosen = new Set(first);
  for (const place of members.keys()) if (chosen.size < canary) chosen.add(place);
  const rest = [...members.keys()].filter((place) => !chosen.has(place));
  const waves = [[...chosen].sort((a, b) => a - b)];
  for (let at = 0; at < rest.length; at += wave) waves.push(rest.slice(at, at + wave));
  return waves;
}
