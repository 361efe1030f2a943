import type { Doubt } from "../../domain/doubts.ts";
import type { JudgedCut } from "./judged-cut.ts";

/** What the document's own table of contents lists, and no unit has. */
export function* askContents({ ownContents, judged }: JudgedCut): Generator<Doubt> {
  const { listed, missing } = ownContents;
  for (const { line, label } of missing) {
    yield {
      code: "CONTENTS_DISAGREE",
      line: line + 1,
      message: `the table of contents lists "${label}", and no unit has that name`,
    };
  }
  const [first] = listed;
  if (first === undefined || listed.length <= judged.length) return;
  yield {
    code: "CONTENTS_MORE",
    line: first.line + 1,
    message: `the table of contents lists ${listed.length} names; there are ${judged.length} units`,
  };
}
