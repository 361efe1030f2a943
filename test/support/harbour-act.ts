/** An act of four articles, and how it was amended. */
export const FIRST_ACT = `# The Harbour Act

# Article 1

The harbour is open to every ship.

# Article 2

A ship pays one crown a day.

# Article 3

The master keeps a book of all ships.

# Article 4

Whoever does not pay is sent away.
`;

/** Article 2 amended, a new Article 3 inserted, the old 3 renumbered, the old 4 repealed. */
export const AMENDED_ACT = `# The Harbour Act

# Article 1

The harbour is open to every ship.

# Article 2

A ship pays two crowns a day, and three at night.

# Article 3

No ship stays longer than a month without leave of the master.

# Article 4

The master keeps a book of all ships.
`;
