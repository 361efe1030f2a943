/** A command that a refusal or `next` has printed. */
export interface Way {
  readonly verb: "resume" | "renew" | "revert" | "void" | "audit";
  readonly id: string;
}

const COMMAND =
  /cutter (?:orchestrate (resume|renew|revert|void)(?: (ict[rb]-[0-9TZ]+-[0-9a-f]{8}|RUN))?|(audit)\b)/g;

/** The commands of a way out, in order, each once; where it names a member as RUN, one for each of them. */
export function readWays(text: string, members: readonly string[], subject: string): readonly Way[] {
  const found = new Map<string, Way>();
  for (const [, verb = "audit", named = ""] of text.matchAll(COMMAND))
    for (const id of named === "RUN" ? members : [named === "" ? subject : named])
      found.set(`${verb} ${id}`, { verb: verb as Way["verb"], id });
  // `revert RUN --execute` is also told in short, behind a command that is told in full.
  for (const [, verb = ""] of text.matchAll(/`(revert) RUN --execute`/g))
    for (const id of members) found.set(`${verb} ${id}`, { verb: "revert", id });
  return [...found.values()];
}
