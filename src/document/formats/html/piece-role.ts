/** What an element is for the structure of a document. */
export type PieceRole =
  /** The head of a unit: its label, and its title behind a line break or beside a title of its own. */
  | "unit"
  | "unit-title"
  | "container"
  | "container-title"
  /** The head of a container, or its title, in elements of one kind. */
  | "division"
  /** The head of an annex. */
  | "annex"
  /** What stands behind the last unit: the final formula and the signatures. */
  | "closing";
