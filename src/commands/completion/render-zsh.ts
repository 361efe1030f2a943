import type { CommandFacts } from "../describe-tree.ts";
import { listPlaces, type Offer, type Place, type ValuePlace } from "./offers.ts";

/** A completion script for zsh, for a file \`_cutter\` in a folder of \`fpath\`. */
export function renderZsh(tree: readonly CommandFacts[]): string {
  const places = listPlaces(tree);
  return `#compdef cutter
# Completion of cutter for zsh, printed by \`cutter completion zsh\`.
_cutter() {
  local before=\${words[CURRENT-1]} place="" word
  local -a offers
  for word in \${words[2,CURRENT-1]}; do
    case "\${place:+$place }$word" in
${places
  .filter(({ path }) => path !== "")
  .map(({ path }) => `      '${path}') place='${path}' ;;`)
  .join("\n")}
    esac
  done
  case "$place" in
${places.map(renderPlace).join("\n")}
  esac
}
# Loaded by compinit it is the function itself; sourced, it registers itself.
if [[ $funcstack[1] == _cutter ]]; then _cutter "$@"; else compdef _cutter cutter; fi
`;
}

function renderPlace({ path, options, words, kind, values }: Place): string {
  const cases = values.flatMap((value) => [
    `        ${value.names.join("|")}) ${renderValue(value)}; return ;;`,
  ]);
  const joined = values.flatMap((value) =>
    value.names
      .filter((name) => name.startsWith("--"))
      .map((name) => `        ${name}=*) compset -P '*='; ${renderValue(value)}; return ;;`),
  );
  return `    '${path}')
      case "$before" in
${[...cases, "        *) ;;"].join("\n")}
      esac
      case "$words[CURRENT]" in
${[...joined, `        -*) ${describe("option", options)} ;;`].join("\n")}
        *) ${words.length > 0 ? describe("command", words) : renderValue({ kind, choices: [] })} ;;
      esac ;;`;
}

function renderValue({ kind, choices }: Pick<ValuePlace, "kind" | "choices">): string {
  if (choices.length > 0) return `compadd -- ${choices.join(" ")}`;
  if (kind === "file") return "_files";
  return kind === "folder" ? "_files -/" : ":";
}

function describe(what: string, offers: readonly Offer[]): string {
  const items = offers.map(({ word, description }) => quote(`${word}:${description}`));
  return `offers=(${items.join(" ")}); _describe ${what} offers`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
