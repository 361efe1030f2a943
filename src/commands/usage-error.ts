import type { CommanderError } from "commander";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** A command line that commander can't read, as a refusal: what is wrong with it, and in the details the name that may have been meant. */
export function usageRefusal({ code, message }: CommanderError): Refusal {
  // Each command has `--json`; what stands before it, or has only commands below it, has none.
  if (code === "commander.help" || message.includes("unknown option '--json'"))
    return refusal("STOP_BAD_INPUT", { expected: "a command, with its options behind it", actual: "none" });
  const [, told = message, meant] = /^(?:error: )?(.*?)(?:\n\((.*)\))?$/s.exec(message) ?? [];
  return refusal("STOP_BAD_INPUT", { actual: told, ...(meant === undefined ? {} : { details: [meant] }) });
}
