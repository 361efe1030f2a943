import type { CommandFacts, OptionFacts, ValueKind } from "../describe-tree.ts";

/** One thing that a shell may offer, with what it is. */
export interface Offer {
  readonly word: string;
  readonly description: string;
}

/** What can follow the words of a command. */
export interface Place {
  /** The words joined by spaces; empty for the program itself. */
  readonly path: string;
  readonly options: readonly Offer[];
  /** Subcommands, else the choices of the first argument. */
  readonly words: readonly Offer[];
  /** What the arguments are where they have no choices. */
  readonly kind: ValueKind;
  readonly values: readonly ValuePlace[];
}

/** What can follow an option that takes a value. */
export interface ValuePlace {
  readonly names: readonly string[];
  readonly kind: ValueKind;
  readonly choices: readonly string[];
}

/** The places of a command line, made from the command tree; each shell asks them in its own way. */
export function listPlaces(tree: readonly CommandFacts[]): readonly Place[] {
  const describe = (path: readonly string[]) =>
    firstSentence(tree.find((one) => one.path.join(" ") === path.join(" "))?.description ?? "");
  return tree.map((command) => {
    const choices = command.arguments.flatMap((argument) => argument.choices);
    const offersOf = (option: OptionFacts) =>
      option.names.map((word) => ({ word, description: firstSentence(option.description) }));
    return {
      path: command.path.join(" "),
      options: command.options.flatMap(offersOf),
      words:
        command.commands.length > 0
          ? command.commands.map((word) => ({ word, description: describe([...command.path, word]) }))
          : choices.map((word) => ({ word, description: "" })),
      kind: command.arguments.find((argument) => argument.kind !== "other")?.kind ?? "other",
      values: command.options.flatMap(({ names, value }) => (value === null ? [] : [{ names, ...value }])),
    };
  });
}

function firstSentence(text: string): string {
  return (text.split(/[;:](?= )/)[0] ?? text).trim();
}
