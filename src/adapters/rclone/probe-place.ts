import { stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { openPassingFolder } from "../../files/passing-folder.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";
import type { PlaceProbe, ProbeOrder } from "../../ports/copy-place.ts";
import { lookAt } from "./look-at.ts";
import { type PlaceOptions, refuseNoFolder, refuseNoRoot } from "./place-options.ts";
import { runRclone } from "./run-rclone.ts";

const MOST_BYTES = 4096;

/** What the account of the bot may do at a place, by trying it. An earlier probe that could not be deleted serves again. */
export async function probePlace(
  options: PlaceOptions,
  { object, content, other, besides }: ProbeOrder,
  until: number,
): Promise<Result<PlaceProbe>> {
  const { place } = options;
  await refuseNoFolder(place);
  await refuseNoRoot(options, until);
  const at = { place, names: [object], until };
  const target = joinPlace(place, object);
  const look = async () =>
    (await lookAt(options, { place, object, until, mostBytes: MOST_BYTES }))?.sha256 ?? null;
  await using temp = await openPassingFolder(options.tempFolder, "cutter-probe-");
  const putOver = async (name: string, bytes: Uint8Array) => {
    const path = join(temp.path, name);
    await writeFile(path, bytes, { mode: 0o600 });
    await runRclone(options, { ...at, arguments: ["copyto", "--ignore-times", "--", path, target] });
  };
  const stood = await look();
  if (stood === null) await putOver("probe", content);
  const first = stood ?? (await look());
  if (first === null)
    return refused(
      refusal("STOP_COPY_MISSING", { field: target, expected: sha256Hex(content), actual: "nothing" }),
    );
  if (stood === null && first !== sha256Hex(content))
    return refused(
      refusal("STOP_COPY_DIFFERS", { field: target, expected: sha256Hex(content), actual: first }),
    );
  const over = first === sha256Hex(other) ? content : other;
  await refusedThere(() => putOver("other", over));
  const isOverwritten = (await look()) !== first;
  await refusedThere(() => runRclone(options, { ...at, arguments: ["deletefile", "--", target] }));
  const isDeleted = (await look()) === null;
  return accepted({
    isPut: stood === null,
    isOverwritten,
    isDeleted,
    isSameDisk: await isSameDisk(await folderOf(options, until), besides),
  });
}

/** What the place refuses to do is an answer; an end that was asked for is none. */
async function refusedThere(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const isAnswer = cause instanceof RefusalError && !UNANSWERED.has(cause.refusal.reason);
    if (!isAnswer) throw cause;
  }
}

const UNANSWERED = new Set([
  "STOP_INTERRUPTED",
  "STOP_COPY_TIMEOUT",
  "STOP_COPY_UNREACHABLE",
  "STOP_TOOL_MISSING",
]);

/** Where the place is a folder of this machine, under its own name or an alias, the nearest folder there is; else null. */
async function folderOf(options: PlaceOptions, until: number): Promise<string | null> {
  const { place } = options;
  if (place.startsWith("/")) return place;
  const text = await runRclone(options, {
    ...{ arguments: ["backend", "features", "--", place], place, names: [], until },
  });
  const features = parseStrictJson(text);
  const local = localSchema.safeParse(features.ok ? features.value : null);
  if (!local.success) return null;
  let folder = local.data.Root;
  while ((await stat(folder).catch(() => null)) === null) folder = dirname(folder);
  return folder;
}

const localSchema = z.object({
  Root: z.string().startsWith("/"),
  Features: z.object({ IsLocal: z.literal(true) }),
});

async function isSameDisk(folder: string | null, besides: string): Promise<boolean> {
  if (folder === null) return false;
  const [one, other] = await Promise.all([stat(folder), stat(besides)]);
  return one.dev === other.dev;
}
