import type { WorkflowEntry } from "./read-workflow.ts";

export interface ScriptLine {
  readonly line: number;
  readonly text: string;
}

/** The commands of a job's scripts in their order, each on one line however it is written; without whole lines of comment. */
export function scriptLines(job: readonly WorkflowEntry[]): readonly ScriptLine[] {
  return job.filter(({ path }) => path.at(-1) === "run").flatMap(linesOf);
}

function linesOf({ line, value, block }: WorkflowEntry): readonly ScriptLine[] {
  if (block.length === 0) return [{ line, text: value.replace(/^(["'])(.*)\1$/, "$2") }];
  const isFolded = value.startsWith(">");
  const lines: ScriptLine[] = [];
  let open: { readonly line: number; readonly parts: string[] } | null = null;
  for (const { line: number, text } of block) {
    if (/^\s*#/.test(text)) continue;
    const goesOn = isFolded || /\\$|\|\s*$/.test(text);
    open ??= { line: number, parts: [] };
    open.parts.push(text.replace(/\\$/, ""));
    if (goesOn) continue;
    lines.push({ line: open.line, text: open.parts.join(" ").trim() });
    open = null;
  }
  if (open !== null) lines.push({ line: open.line, text: open.parts.join(" ").trim() });
  return lines;
}
