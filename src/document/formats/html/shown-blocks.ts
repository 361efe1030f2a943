const BLANK_LINES = /\n[ \t\r]*\n/;
const LEAST_PARTED = 200;
const MIN_PARTS = 5;

/** The blocks of a text: one with several blank lines in it is shown with its lines by a style. */
export function shownBlocks(characters: string): readonly string[] {
  const parts = characters.length > LEAST_PARTED ? characters.split(BLANK_LINES) : [];
  return parts.length < MIN_PARTS ? [characters] : parts;
}
