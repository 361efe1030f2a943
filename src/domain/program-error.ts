/** A program of the machine (git, initdb, psql …) that has failed; the message says which, and what it said. */
export class ProgramError extends Error {
  override name = "ProgramError";
}
