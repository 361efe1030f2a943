import { sealRequest } from "../../src/domain/request.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { GATE, makeRequest, RUN, SIGNED } from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks } from "../support/attack-scene.ts";

const FOLDER = `approvals/${RUN}`;
const LIST = "| 1 | `HARBOUR/ARTICLE-1` |\n";
const FILES = { "units-001.md": LIST, "units-002.md": "| 2 | `HARBOUR/ARTICLE-2` |\n" };

type Files = Readonly<Record<string, string | null>>;

/** A request that binds `bound`, on a branch of the bot's that carries `carried`, answered by Alice and merged after `between`. */
async function answered(
  scene: Scene,
  { bound = FILES, carried = FILES, between }: { bound?: Files | null; carried?: Files; between?: Files },
) {
  const list = Object.entries(bound ?? {}).map(([name, text]) => ({ name, sha256: sha256Hex(text ?? "") }));
  const plain = makeRequest(scene.policy, { control_commit: scene.base });
  const request = bound === null ? plain : { ...plain, plan: { ...plain.plan, list } };
  const place = (files: Files) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text]));
  const asked = await scene.repo.commit({
    parents: [scene.base],
    files: { ...place(carried), [`${FOLDER}/${GATE}.request.json`]: sealRequest(request).text },
    at: SIGNED,
  });
  const approved = await scene.approve({ parents: [asked], request });
  const side =
    between === undefined
      ? approved
      : await scene.repo.commit({ parents: [approved], files: place(between), at: SIGNED });
  await scene.merge(side);
  return { request };
}

const CHANGED = "| 1 | `HARBOUR/ARTICLE-9` |\n";

const ATTACKS: readonly Omit<Attack, "id">[] = [
  { title: "the list as the bot committed it", expected: "accepted", build: (scene) => answered(scene, {}) },
  {
    title: "a list of which a file is gone, which nobody can have read",
    expected: "accepted",
    build: (scene) => answered(scene, { between: { "units-002.md": null } }),
  },
  {
    title: "a request of an earlier release, without a list",
    expected: "accepted",
    build: (scene) => answered(scene, { bound: null, carried: {} }),
  },
  {
    title: "a list that was changed before the approval",
    expected: "STOP_LIST_CHANGED",
    build: (scene) => answered(scene, { carried: { ...FILES, "units-001.md": CHANGED } }),
  },
  {
    title: "a list that was changed after the approval",
    expected: "STOP_LIST_CHANGED",
    build: (scene) => answered(scene, { between: { "units-002.md": CHANGED } }),
  },
  {
    title: "two files of the list that were exchanged",
    expected: "STOP_LIST_CHANGED",
    build: (scene) =>
      answered(scene, { between: { "units-001.md": FILES["units-002.md"], "units-002.md": LIST } }),
  },
  {
    title: "a further file that looks like the list's",
    expected: "STOP_LIST_CHANGED",
    build: (scene) => answered(scene, { between: { "units-003.md": LIST } }),
  },
  {
    title: "a list beside a request that binds none",
    expected: "STOP_LIST_CHANGED",
    build: (scene) => answered(scene, { bound: null }),
  },
  {
    title: "another file beside the list",
    expected: "STOP_APPROVAL_PATH_UNSAFE",
    build: (scene) => answered(scene, { between: { "units.md": LIST } }),
  },
];

testAttacks(ATTACKS.map((attack) => ({ id: "R-41", ...attack })));
