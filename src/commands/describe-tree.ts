import type { Command, Option } from "commander";

/** What a value is, as far as a shell can complete it. */
export type ValueKind = "file" | "folder" | "other";

export interface OptionFacts {
  /** `--engine`, and `-h` where there is a short form. */
  readonly names: readonly string[];
  readonly flags: string;
  readonly description: string;
  /** Null where the option takes no value. */
  readonly value: { readonly kind: ValueKind; readonly choices: readonly string[] } | null;
  readonly isRequired: boolean;
  readonly defaultValue: string | null;
}

interface ArgumentFacts {
  readonly name: string;
  readonly shown: string;
  readonly description: string;
  readonly kind: ValueKind;
  readonly choices: readonly string[];
}

/** A command as help, completion and the manual page tell it: all three read the tree that commander parses with. */
export interface CommandFacts {
  /** Without the program's name: `[]`, `["source"]`, `["source", "inspect"]`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly arguments: readonly ArgumentFacts[];
  readonly options: readonly OptionFacts[];
  readonly commands: readonly string[];
}

/** The command and all below it, in the order of the help. */
export function describeTree(command: Command, path: readonly string[] = []): readonly CommandFacts[] {
  const help = command.createHelp();
  return [
    {
      path,
      description: command.description(),
      arguments: command.registeredArguments.map((argument) => ({
        name: argument.name(),
        shown: shown(argument.name(), argument.required, argument.variadic),
        description: argument.description,
        kind: kindOf(argument.name()),
        choices: argument.argChoices ?? [],
      })),
      options: help.visibleOptions(command).map(describeOption),
      commands: command.commands.map((child) => child.name()),
    },
    ...command.commands.flatMap((child) => describeTree(child, [...path, child.name()])),
  ];
}

function describeOption(option: Option): OptionFacts {
  const takesValue = option.required || option.optional;
  const value = {
    kind: kindOf(/[<[](.*?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1] ?? ""),
    choices: option.argChoices ?? [],
  };
  const { defaultValue } = option;
  return {
    names: [option.long, option.short].filter((name) => name != null),
    flags: option.flags,
    description: option.description,
    value: takesValue ? value : null,
    isRequired: option.mandatory && defaultValue === undefined,
    defaultValue: typeof defaultValue === "string" ? defaultValue : null,
  };
}

function shown(name: string, isRequired: boolean, isVariadic: boolean): string {
  const text = isVariadic ? `${name}...` : name;
  return isRequired ? `<${text}>` : `[${text}]`;
}

/** The names of values say what they are: `<file>`, `[folder]`. */
function kindOf(name: string): ValueKind {
  if (/^(?:file|old|new|page|envelope|backup)$/.test(name)) return "file";
  return name === "folder" ? "folder" : "other";
}
