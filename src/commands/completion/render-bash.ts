import type { CommandFacts } from "../describe-tree.ts";
import { listPlaces, type Place, type ValuePlace } from "./offers.ts";

/** A completion script for bash; needs nothing but bash itself. */
export function renderBash(tree: readonly CommandFacts[]): string {
  const places = listPlaces(tree);
  return `# Completion of cutter for bash, printed by \`cutter completion bash\`.
_cutter() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path="" word at
  COMPREPLY=()
  # bash takes the sign of --option=value for a word of its own.
  if [[ $current == "=" ]]; then current=""; elif [[ $before == "=" ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at += 1)); do
    word=\${COMP_WORDS[at]}
    case "\${path:+$path }$word" in
${places
  .filter(({ path }) => path !== "")
  .map(({ path }) => `      '${path}') path='${path}' ;;`)
  .join("\n")}
    esac
  done
  case "$path" in
${places.map(renderPlace).join("\n")}
  esac
}
complete -F _cutter cutter
`;
}

function renderPlace({ path, options, words, kind, values }: Place): string {
  const list = words.map(({ word }) => word).join(" ");
  return `    '${path}')
      case "$before" in
${values.map((value) => `        ${value.names.join("|")}) ${renderValue(value)}; return ;;`).join("\n")}
      esac
      if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '${options.map(({ word }) => word).join(" ")}' -- "$current"))
      else ${words.length > 0 ? `COMPREPLY=($(compgen -W '${list}' -- "$current"))` : renderValue({ kind, choices: [] })}
      fi ;;`.replace(/\n +case "\$before" in\n\n +esac/, "");
}

function renderValue({ kind, choices }: Pick<ValuePlace, "kind" | "choices">): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W '${choices.join(" ")}' -- "$current"))`;
  if (kind === "other") return "COMPREPLY=()";
  // Names may hold spaces: one a line, and bash quotes them.
  return `compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -${kind === "file" ? "f" : "d"} -- "$current")`;
}
