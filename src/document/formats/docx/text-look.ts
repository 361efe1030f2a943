/** How a text looks, as far as it says whether it holds; null where nothing is said. */
export interface TextLook {
  isHidden: boolean | null;
  isStruck: boolean | null;
  isDoublyStruck: boolean | null;
  isRaised: boolean | null;
}

type Look = keyof TextLook;

export const NO_LOOK: Readonly<TextLook> = {
  isHidden: null,
  isStruck: null,
  isDoublyStruck: null,
  isRaised: null,
};

/** Properties that a style of characters turns over where that of the paragraph has them on (ECMA-376 part 1, 17.7.3). */
const TOGGLES: ReadonlySet<Look> = new Set<Look>(["isHidden", "isStruck"]);

/** The looks that a text may take its own from, the nearest first. */
export interface LookSources {
  /** What is said of the text itself. */
  readonly own: TextLook;
  readonly characters: readonly TextLook[];
  readonly paragraph: readonly TextLook[];
  readonly defaults: TextLook;
}

/** Whether a text looks so, by all that is said of it. */
export function hasLook(look: Look, { own, characters, paragraph, defaults }: LookSources): boolean {
  const said = own[look];
  if (said !== null) return said;
  const ofCharacters = nearest(look, characters);
  const ofParagraph = nearest(look, paragraph);
  if (!TOGGLES.has(look)) return ofCharacters ?? ofParagraph ?? defaults[look] ?? false;
  return defaults[look] === true || (ofCharacters ?? false) !== (ofParagraph ?? false);
}

function nearest(look: Look, chain: readonly TextLook[]): boolean | null {
  return chain.find((each) => each[look] !== null)?.[look] ?? null;
}
