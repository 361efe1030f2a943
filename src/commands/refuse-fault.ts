import { ProgramError } from "../domain/program-error.ts";
import { carriedRefusal, type Refusal, refusal } from "../domain/refusal.ts";
import { refusalOfLost } from "../ports/connection-lost.ts";

const MOST_CHARACTERS = 400;

/**
 * The refusal of what was thrown: the one that it carries, or that of a file, a program or a connection of the machine. Null for a fault of
 * the bot itself, which alone is told with its stack.
 */
export function refusalOfThrown(thrown: unknown): Refusal | null {
  return carriedRefusal(thrown, (part) => refusalOfLost(part) ?? refusalOfMachine(part));
}

/**
 * The refusal of somebody who has asked the process to end. What else went wrong meanwhile, often because of it, is no reason of its own
 * and stands in the details.
 */
export function refuseWhileEnding(asked: Refusal, meanwhile: string): Refusal {
  return { ...asked, details: [oneLine(meanwhile)] };
}

function refusalOfMachine(thrown: unknown): Refusal | null {
  if (!(thrown instanceof Error)) return null;
  if (thrown instanceof ProgramError)
    return refusal("STOP_MACHINE_FAULT", { field: "a program", actual: oneLine(thrown.message) });
  const { code, syscall, path } = thrown as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return refusalOfMachine(thrown.cause);
  if (syscall.startsWith("spawn") && code === "ENOENT") {
    const expected = "a program in a folder of PATH that root and this account alone can change";
    return refusal("STOP_TOOL_MISSING", { field: path ?? syscall, expected, actual: "none" });
  }
  return refusal("STOP_MACHINE_FAULT", { field: path ?? syscall, actual: oneLine(thrown.message) });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, MOST_CHARACTERS);
}
