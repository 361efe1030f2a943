/** Words for parts of a unit, folded: with their number they belong to the unit before or after them. */
export const PART_WORDS: ReadonlySet<string> = new Set(
  "khoan|điem|paragraph|para|subsection|point|absatz|abs.|nr.|alinea|apartado|parrafo|comma|ust.|пункт|п.|часть".split(
    "|",
  ),
);
