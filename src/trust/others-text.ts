import type { WorkflowEntry } from "./read-workflow.ts";

const EXPRESSION = /\$\{\{(.*?)(?:\}\}|$)/gs;
/**
 * What nobody outside can choose the text of: ids, numbers, digests, and what the repository itself holds. A dispatcher and a sender choose
 * the names in `inputs` and in payloads too.
 */
const FIXED =
  /^(?:github\.(?:sha|token|run_id|run_number|run_attempt|repository|repository_id|repository_owner|repository_owner_id|workflow|job|event_name|server_url|api_url|graphql_url|actor_id|workspace|event\.(?!(?:\w+\.)*(?:inputs|(?:client_)?payload)\b)(?:[\w.]+\.)?(?:sha|id|number))|(?:secrets|runner)\.[\w.-]+|'[^']*'|\d+|true|false)$/;
/** Its value is true or false, whatever is compared. */
const COMPARISON = /^[\w.-]+ *[=!]= *(?:'[^']*'|[\w.-]+)$/;
/** Fixed where no expression fills the matrix. */
const OF_MATRIX = /^matrix\.[\w.-]+$/;

/** Tells whether a text of this job holds an expression whose value others may choose. */
export function othersTextIn(job: readonly WorkflowEntry[]): (text: string) => boolean {
  const isFilled = job.some(
    ({ path, value, block }) =>
      path[2] === "strategy" &&
      [value, ...block.map(({ text }) => text)].some((text) => text.includes("${{")),
  );
  const isFixed = (part: string) =>
    FIXED.test(part) || COMPARISON.test(part) || (!isFilled && OF_MATRIX.test(part));
  return (text) =>
    [...text.matchAll(EXPRESSION)].some(
      ([, inside = ""]) => !inside.split(/\|\||&&/).every((part) => isFixed(part.trim())),
    );
}

/** The text without the expressions whose values nobody outside can choose. */
export function withoutFixed(text: string, isOthers: (text: string) => boolean): string {
  return text.replace(EXPRESSION, (expression) => (isOthers(expression) ? expression : "x"));
}
