import { InvalidArgumentError, Option } from "commander";
import { GATE_NAMES, GATE_SHORT_NAMES, type Gate, gateNamed } from "../domain/gates.ts";

/** `--gate`, which every command that needs it takes by the gate's name or its short name. */
export function gateOption(): Option {
  const names = [...GATE_SHORT_NAMES, ...GATE_NAMES];
  return new Option("--gate <gate>", "the gate")
    .choices(names)
    .argParser((text): Gate => {
      const gate = gateNamed(text);
      if (gate === null) throw new InvalidArgumentError(`Allowed choices are ${names.join(", ")}.`);
      return gate;
    })
    .makeOptionMandatory();
}
