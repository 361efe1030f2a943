import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import { isFolder, REGULAR_FILE } from "../trust/git/parse-tree.ts";
import { createHistoryReader } from "./approvals/history.ts";

/** Reads a text at the tip of the default branch of the control repository; refused where there is no such file. */
export async function readControlFile(
  { repository, defaultRef }: { readonly repository: ControlRepository; readonly defaultRef: string },
  path: string,
): Promise<Result<string>> {
  await repository.refresh();
  const tip = await repository.resolveRef(defaultRef);
  if (tip === null) return none(path, `no ${defaultRef}`);
  const reader = createHistoryReader(repository);
  const names = path.split("/");
  let folder = await reader.topFolder(tip);
  for (const name of names.slice(0, -1)) {
    const entry = folder.get(name);
    if (entry === undefined || !isFolder(entry)) return none(path, `no folder ${name}`);
    folder = await reader.folder(entry.id);
  }
  const file = folder.get(names.at(-1) ?? "");
  const bytes = file?.mode === REGULAR_FILE ? await reader.blob(file.id) : null;
  return bytes === null ? none(path, "no such file") : accepted(Buffer.from(bytes).toString("utf8"));
}

function none(path: string, actual: string) {
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: path,
      expected: "a file of the control repository's default branch",
      actual,
    }),
  );
}
