import type { CommandFacts } from "../describe-tree.ts";
import { listPlaces, type Offer, type Place, type ValuePlace } from "./offers.ts";

/** A completion script for fish. */
export function renderFish(tree: readonly CommandFacts[]): string {
  const places = listPlaces(tree);
  const paths = places.map(({ path }) => path).filter((path) => path !== "");
  return `# Completion of cutter for fish, printed by \`cutter completion fish\`.
function __cutter_at
    set -l place
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        set -l next (string join -- ' ' $place $word)
        contains -- $next ${paths.map(quote).join(" ")}; and set place (string split ' ' $next)
    end
    test "$place" = "$argv[1]"
end
complete -c cutter -f
${places.flatMap(renderPlace).join("\n")}
`;
}

function renderPlace({ path, options, words, kind, values }: Place): readonly string[] {
  const at = `complete -c cutter -n ${quote(`__cutter_at ${quote(path)}`)}`;
  const rest = words.length === 0 && kind !== "other" ? [`${at} ${filesOf(kind)}`] : [];
  return [
    ...words.map(({ word, description }) => `${at} -a ${word}${told(description)}`),
    ...rest,
    ...options.map((option) => {
      const value = values.find(({ names }) => names.includes(option.word));
      return `${at} ${renderOption(option, value)}`;
    }),
  ];
}

function renderOption({ word, description }: Offer, value: ValuePlace | undefined): string {
  const name = word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
  return `${name}${value === undefined ? "" : ` ${renderValue(value)}`}${told(description)}`;
}

function renderValue({ kind, choices }: ValuePlace): string {
  if (choices.length > 0) return `-x -a ${quote(choices.join(" "))}`;
  return kind === "other" ? "-x" : `-r ${filesOf(kind)}`;
}

function filesOf(kind: "file" | "folder" | "other"): string {
  return kind === "folder" ? "-x -a '(__fish_complete_directories)'" : "-F";
}

function told(description: string): string {
  return description === "" ? "" : ` -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
