/**
 * Whether a stream gets bold and dim type: NO_COLOR takes it away, FORCE_COLOR gives it, a terminal that calls itself dumb has none, and else
 * a terminal has it.
 */
export function wantsColour(isTerminal: boolean): boolean {
  const { NO_COLOR: no = "", FORCE_COLOR: force = "", TERM: terminal } = process.env;
  if (no !== "") return false;
  if (force !== "") return !/^(?:0|false)$/i.test(force);
  return isTerminal && terminal !== "dumb";
}
