import type { ChangeNature } from "../../src/domain/change-nature.ts";
import { CONCERNS, type Concern } from "../../src/domain/concern-names.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import {
  approvalFiles,
  GATE,
  ISSUED,
  makePolicy,
  makeRequest,
  NOW,
  OTHER_RUN,
  RUN,
  SIGNED,
} from "../support/approval-story.ts";
import { type Attack, type Scene, testAttacks, theCast, usualPolicy } from "../support/attack-scene.ts";

const SG2 = "SG_2_lifecycle_authz";
const cast = await theCast();
const approved = async (scene: Scene) => void (await scene.merge(await scene.approve()));
const at = (time: string) => new Date(time);
const plus = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);

/** Two persons, both required. */
const four = async (rule: object = {}) => ({
  policy: makePolicy(
    [
      { id: "alice", key: cast.alice },
      { id: "bob", key: cast.bob },
    ],
    {},
    { quorum: 2, ...rule },
  ),
});

/** Alice's two files, then those of a further person on top, merged. */
async function both(
  scene: Scene,
  second: {
    readonly person?: string;
    readonly signer?: typeof cast.bob.signer;
    readonly edit?: (text: string) => string;
  } = {},
): Promise<undefined> {
  const first = await scene.approve();
  const files = approvalFiles(scene.request, { person: second.person ?? "bob" });
  const edited = Object.entries(files).map(([path, text]) => [path, second.edit ? second.edit(text) : text]);
  const next = await scene.repo.commit({
    parents: [first],
    files: Object.fromEntries(edited),
    signer: second.signer ?? cast.bob.signer,
    at: SIGNED,
  });
  await scene.merge(next);
  return undefined;
}

/** docs/threats.md "Approval protocol": the rows that the judge decides. */
const LIST = { name: "units-001.md", sha256: "1".repeat(64) };

const TWO_FOR_ALL = Object.fromEntries(CONCERNS.map((concern) => [concern, 2]));
const { document: DOCUMENT, plan: PLAN } = makeRequest("");

/** A request whose plan amends what is enacted, from tomorrow on if no other day is said. */
function amending(
  operations: Readonly<Record<string, number>>,
  {
    days = ["2026-06-02"],
    nature = "consolidation",
    ...document
  }: { days?: readonly string[]; nature?: ChangeNature; lineage_sha256?: string } = {},
): Partial<GateRequest> {
  const sha256 = "2".repeat(64);
  return {
    document: { ...DOCUMENT, ...document },
    plan: {
      ...PLAN,
      amendment: {
        base: { change_set_id: "1", version_id: "1", head_sha256: sha256 },
        ...{ nature, cited: null, told: "", delta_sha256: sha256, operations },
        counting: [],
        repeals: operations["retire"] ?? 0,
        kept: { count: 3, sha256 },
        document_sha256: sha256,
        hidden_characters: 0,
        as_of: days.map((day) => ({ day, units: 3, sha256 })),
      },
    },
  };
}

/** A request that has each of the concerns, and no other. */
const CONCERNED: readonly (readonly [Concern, Partial<GateRequest>])[] = [
  ["retire", amending({ amend: 1, retire: 1 })],
  ["retire", { effect: daysSet("2026-07-01", "open", 1) }],
  ["correct", amending({ correct: 1 }, { nature: "erratum" })],
  ["correct", amending({ retire: 0 }, { nature: "recut" })],
  ["correct", amending({ create: 1 }, { nature: "erratum" })],
  ["retroactive", amending({ amend: 1 }, { days: ["2026-06-02", "2026-05-31"] })],
  ["retroactive", { effect: daysSet("2026-05-31", "open") }],
  ["retroactive", { effect: daysSet("2026-07-01", "2026-05-31") }],
  ["retroactive", { effect: daysSet("open", "-infinity") }],
  ["lineage", amending({ amend: 1 }, { lineage_sha256: "3".repeat(64) })],
];

function daysSet(from: string, was: string, repeals = 0): NonNullable<GateRequest["effect"]> {
  return {
    ...{ change_set_id: "0b0e8a52-6f1f-4d0e-9a55-3f2f6c2a7f11", from, why: "a test" },
    was: [{ day: was, versions: 1 }],
    ...{ repeals, corrected: 0 },
    named: [{ address: "HARBOUR/ARTICLE-1", operation: "amend", was }],
    versions_sha256: "2".repeat(64),
    as_of: [],
  };
}

/** What a request binds of the cut. */
const ABOUT_CUT: readonly (readonly [what: string, changed: (request: GateRequest) => GateRequest])[] = [
  ["the plan", ({ plan, ...rest }) => ({ ...rest, plan: { ...plan, writer_digest: "1".repeat(64) } })],
  ["the list of units", ({ plan, ...rest }) => ({ ...rest, plan: { ...plan, list: [LIST] } })],
  [
    "what the registration expects",
    ({ document, ...rest }) => ({
      ...rest,
      document: { ...document, expected_units: { count: 24, labels_sha256: null } },
    }),
  ],
  [
    "a doubt that the registration accepts",
    ({ document, ...rest }) => ({ ...rest, document: { ...document, accepted_doubts: ["EMPTY_UNITS"] } }),
  ],
];

const ATTACKS: readonly Attack[] = [
  {
    id: "C-02",
    title: "the approval of one run copied into the folder of another",
    async build(scene) {
      const other = { ...scene.request, run_id: OTHER_RUN };
      const text = approvalFiles(other)[`approvals/${OTHER_RUN}/${GATE}.md`] ?? "";
      await scene.merge(await scene.approve({ files: { [`approvals/${RUN}/${GATE}.md`]: text } }));
      return undefined;
    },
    expected: "STOP_APPROVAL_RUN_MISMATCH",
  },
  {
    id: "C-02",
    title: "a signed approval of another run whose tree was edited for this one",
    async build(scene) {
      const other = { ...scene.request, run_id: OTHER_RUN };
      const signed = await scene.repo.git(["cat-file", "commit", await scene.approve({ request: other })]);
      const tree = await scene.treeOf(await scene.approve());
      await scene.merge(await scene.repo.writeObject("commit", signed.replace(/^tree .*/, `tree ${tree}`)));
      return undefined;
    },
    expected: "STOP_APPROVAL_SIG_BAD",
  },
  {
    id: "C-03",
    title: "an SG_1 approval under the name of SG_2",
    scene: async () => ({ request: { gate: SG2 } }),
    async build(scene) {
      const first = approvalFiles({ ...scene.request, gate: GATE })[`approvals/${RUN}/${GATE}.md`] ?? "";
      await scene.merge(await scene.approve({ files: { [`approvals/${RUN}/${SG2}.md`]: first } }));
      return { gate: SG2 };
    },
    expected: "STOP_APPROVAL_GATE_MISMATCH",
  },
  ...(
    [
      ["23:59:59 after signing", "2026-06-02T09:29:59Z", "accepted"],
      ["exactly 24 hours after signing", "2026-06-02T09:30:00Z", "STOP_APPROVAL_STALE"],
      ["24:00:01 after signing", "2026-06-02T09:30:01Z", "STOP_APPROVAL_STALE"],
    ] as const
  ).map(([title, now, expected]) => ({
    id: "C-04",
    title: `SG_1 ${title}`,
    build: async (scene: Scene) => {
      await scene.merge(await scene.approve());
      return { now: at(now), firstSeen: NOW };
    },
    expected,
  })),
  ...(
    [
      ["11:59:59 after signing", "2026-06-01T21:29:59Z", "accepted"],
      ["exactly 12 hours after signing", "2026-06-01T21:30:00Z", "STOP_APPROVAL_STALE"],
    ] as const
  ).map(([title, now, expected]) => ({
    id: "C-05",
    title: `SG_2 ${title}`,
    scene: async () => ({ request: { gate: SG2 } as const }),
    build: async (scene: Scene) => {
      await scene.merge(await scene.approve());
      return { gate: SG2 as typeof SG2, now: at(now), firstSeen: NOW };
    },
    expected,
  })),
  {
    id: "C-06",
    title: "signed one second before the request was written",
    build: async (scene) =>
      void (await scene.merge(await scene.approve({ signed: plus(ISSUED, -1), at: plus(ISSUED, -1) }))),
    expected: "STOP_APPROVAL_TIME_INCOHERENT",
  },
  {
    id: "C-06",
    title: "signed in the second in which the request was written opens the gate",
    build: async (scene) => void (await scene.merge(await scene.approve({ signed: ISSUED, at: ISSUED }))),
    expected: "accepted",
  },
  ...(
    [
      [600, "STOP_APPROVAL_TIME_FUTURE"],
      [121, "STOP_APPROVAL_TIME_FUTURE"],
      [120, "accepted"],
      [60, "accepted"],
      [-60, "accepted"],
    ] as const
  ).map(([seconds, expected]) => ({
    id: expected === "accepted" ? "K-08" : "C-07",
    title: `signed by a clock that stands ${seconds} s from the runner's`,
    build: async (scene: Scene) => {
      const signed = plus(NOW, seconds);
      await scene.merge(await scene.approve({ signed, at: signed }));
      return undefined;
    },
    expected,
  })),
  {
    id: "C-07",
    title: "an approval from the future does not become valid by waiting",
    async build(scene) {
      const signed = plus(NOW, 600);
      await scene.merge(await scene.approve({ signed, at: signed }));
      return { now: plus(NOW, 1200), firstSeen: NOW };
    },
    expected: "STOP_APPROVAL_TIME_FUTURE",
  },
  ...(
    [
      ["signature time", 121, "STOP_APPROVAL_TIME_INCOHERENT"],
      ["signature time", -121, "STOP_APPROVAL_TIME_INCOHERENT"],
      ["signature time", 120, "accepted"],
    ] as const
  ).map(([what, seconds, expected]) => ({
    id: "C-06",
    title: `a ${what} ${seconds} s from signed_utc`,
    build: async (scene: Scene) =>
      void (await scene.merge(
        await scene.approve({ signer: (payload) => cast.alice.signer(payload, plus(SIGNED, seconds)) }),
      )),
    expected,
  })),
  {
    id: "C-06",
    title: "a committer date 121 s from signed_utc",
    build: async (scene) =>
      void (await scene.merge(
        await scene.approve({
          at: plus(SIGNED, -121),
          signer: (payload) => cast.alice.signer(payload, SIGNED),
        }),
      )),
    expected: "STOP_APPROVAL_TIME_INCOHERENT",
  },
  {
    id: "C-07",
    title: "a moment of first sight that lies after the present one",
    async build(scene) {
      await scene.merge(await scene.approve());
      return { firstSeen: plus(NOW, 1) };
    },
    expected: "STOP_CLOCK_REGRESSION",
  },
  ...ABOUT_CUT.flatMap(([what, changed]): readonly Attack[] => [
    {
      id: "C-11",
      title: `${what} changes after the approval`,
      async build(scene) {
        await scene.merge(await scene.approve());
        return { request: changed(scene.request) };
      },
      expected: "STOP_APPROVAL_PAYLOAD_MISMATCH",
    },
    {
      id: "C-11",
      title: `${what} is another one in the request that a person was shown and approved`,
      async build(scene) {
        await scene.merge(await scene.approve({ request: changed(scene.request) }));
        return { request: scene.request };
      },
      expected: "STOP_APPROVAL_PAYLOAD_MISMATCH",
    },
  ]),
  {
    id: "C-11",
    title: "the request was renewed with a new nonce",
    async build(scene) {
      await scene.merge(await scene.approve());
      return { request: { ...scene.request, nonce: "a".repeat(32) } };
    },
    expected: "STOP_APPROVAL_PAYLOAD_MISMATCH",
  },
  {
    id: "C-13",
    title: "the approval of a dry run offered to a live one",
    async build(scene) {
      const dry = { ...scene.request, mode: "DRYRUN" as const };
      await scene.merge(await approveWithRequest(scene, dry));
      return undefined;
    },
    expected: "STOP_APPROVAL_MODE_MISMATCH",
  },
  {
    id: "C-13",
    title: "a request of a dry run",
    scene: async () => ({ request: { mode: "DRYRUN" } }),
    build: approved,
    expected: "STOP_APPROVAL_MODE_MISMATCH",
  },
  {
    id: "C-14",
    title: "the approval of a clone of the database",
    async build(scene) {
      const database = { ...scene.request.database, system_identifier: "7400000000000000002" };
      await scene.merge(await approveWithRequest(scene, { ...scene.request, database }));
      return undefined;
    },
    expected: "STOP_APPROVAL_ENV_MISMATCH",
  },
  {
    id: "C-14",
    title: "the approval of another control repository",
    build: async (scene) =>
      void (await scene.merge(
        await approveWithRequest(scene, { ...scene.request, repository_id: "local:other" }),
      )),
    expected: "STOP_APPROVAL_ENV_MISMATCH",
  },
  {
    id: "C-15",
    title: "one commit adds a stranger to the policy and the stranger's approval",
    build: async (scene) =>
      void (await scene.approve({
        files: { "approvals/policy.json": await malloryPolicy(), ...malloryKey },
        signer: cast.mallory.signer,
        ref: "refs/heads/main",
      })),
    expected: "STOP_POLICY_CHANGED",
  },
  {
    id: "C-15",
    title: "one merge brings the stranger's policy and the stranger's approval",
    async build(scene) {
      const changed = await changePolicy(scene);
      await scene.merge(await scene.approve({ parents: [changed], signer: cast.mallory.signer }));
      return undefined;
    },
    expected: "STOP_POLICY_CHANGED",
  },
  {
    id: "C-15",
    title: "the stranger's policy in a commit before the approval",
    async build(scene) {
      const changed = await changePolicy(scene);
      await scene.approve({ parents: [changed], signer: cast.mallory.signer, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_CHANGED",
  },
  {
    id: "C-15",
    title: "the owner's approval in one merge with a policy change that the root signed",
    async build(scene) {
      const changed = await changePolicy(scene, {
        policy: await usualPolicy({ version: 2 }),
        signer: cast.root.signer,
      });
      await scene.merge(await scene.approve({ parents: [changed] }));
      return undefined;
    },
    expected: "STOP_POLICY_CHANGED",
  },
  {
    id: "C-15",
    title: "the policy moved on, signed by the root, after the request was written",
    async build(scene) {
      const changed = await changePolicy(scene, {
        policy: await usualPolicy({ version: 2 }),
        signer: cast.root.signer,
      });
      await scene.approve({ parents: [changed], ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_POLICY_CHANGED",
  },
  {
    id: "C-18",
    title: "the person who started the run signs its gate",
    scene: async () => ({
      policy: makePolicy([{ id: "alice", key: cast.alice, more: { accounts: ["ops"] } }]),
      keyFiles: { "alice.asc": cast.alice.armoredPublicKey },
      request: { initiator: "os:ops" },
    }),
    build: approved,
    expected: "STOP_APPROVAL_SELF",
  },
  {
    id: "C-18",
    title: "the same GitHub login, in other case",
    scene: async () => ({
      policy: makePolicy([{ id: "alice", key: cast.alice, more: { github: { id: 7, login: "Alice" } } }]),
      keyFiles: { "alice.asc": cast.alice.armoredPublicKey },
      request: { initiator: "github:alice" },
    }),
    build: approved,
    expected: "STOP_APPROVAL_SELF",
  },
  ...[
    ["C-80", "under a name that the account was given later", "github:new-name#7", "STOP_APPROVAL_SELF"],
    [
      "C-80",
      "under the login that the policy names, with another id",
      "github:alice#8",
      "STOP_APPROVAL_SELF",
    ],
    [
      "C-81",
      "who started somebody else's job again",
      "github:operator#9, github:alice#7",
      "STOP_APPROVAL_SELF",
    ],
    ["C-81", "who moved the run by hand later", "os:cutter, github:new-name#7", "STOP_APPROVAL_SELF"],
    ["C-80", "of another account of GitHub: the gate opens", "github:operator#9", "accepted"],
  ].map(([id, title, initiator, expected]) => ({
    id: String(id),
    title: `the person ${title}`,
    scene: async () => ({
      policy: makePolicy([{ id: "alice", key: cast.alice, more: { github: { id: 7, login: "Alice" } } }]),
      keyFiles: { "alice.asc": cast.alice.armoredPublicKey },
      request: { initiator: String(initiator) },
    }),
    build: approved,
    expected: expected as Attack["expected"],
  })),
  {
    id: "C-18",
    title: "somebody else's account of the same name elsewhere opens the gate",
    scene: async () => ({
      policy: makePolicy([{ id: "alice", key: cast.alice, more: { accounts: ["ops"] } }]),
      keyFiles: { "alice.asc": cast.alice.armoredPublicKey },
      request: { initiator: "github:ops" },
    }),
    build: approved,
    expected: "accepted",
  },
  {
    id: "C-18",
    title: "the initiator opens the gate where the policy says so and calls itself solo",
    scene: async () => ({
      policy: makePolicy(
        [{ id: "alice", key: cast.alice, more: { accounts: ["ops"] } }],
        { solo: true },
        { initiator_may_approve: true },
      ),
      keyFiles: { "alice.asc": cast.alice.armoredPublicKey },
      request: { initiator: "os:ops" },
    }),
    build: approved,
    expected: "accepted",
  },
  {
    id: "C-18",
    title: "a policy that lets the initiator open a gate alone without saying solo",
    scene: async () => ({ policy: await usualPolicy({}, { initiator_may_approve: true }) }),
    build: approved,
    expected: "STOP_POLICY_UNSAFE",
  },
  {
    id: "C-22",
    title: "two genuine approvals for different payloads",
    scene: async () => await four({ quorum: 1 }),
    build: (scene) =>
      both(scene, { edit: (text) => text.replace(sealRequest(scene.request).payloadSha256, "c".repeat(64)) }),
    expected: "STOP_APPROVAL_CONFLICT",
  },
  {
    id: "C-22",
    title: "a forged second approval does not affect a genuine one",
    scene: async () => await four({ quorum: 1 }),
    build: (scene) => both(scene, { signer: cast.mallory.signer }),
    expected: "accepted",
  },
  ...(["withdrawn", "refused"] as const).map((allowance) => ({
    id: "C-23",
    title: `a file that says ${allowance}`,
    build: (scene: Scene) =>
      withdraw(scene, (text) => text.replace("allowance: explicit", `allowance: ${allowance}`)),
    expected: "STOP_APPROVAL_WITHDRAWN" as const,
  })),
  {
    id: "C-23",
    title: "a withdrawal that can't be read withdraws",
    build: (scene) => withdraw(scene, () => "stop!\n"),
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-23",
    title: "a withdrawal file that says explicit withdraws",
    build: (scene) => withdraw(scene, (text) => text),
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-23",
    title: "the withdrawal of an earlier request leaves this one open",
    build: (scene) =>
      withdraw(scene, (text) =>
        text
          .replace("allowance: explicit", "allowance: withdrawn")
          .replace(sealRequest(scene.request).payloadSha256, "d".repeat(64)),
      ),
    expected: "accepted",
  },
  {
    id: "C-23",
    title: "a withdrawal whose file somebody took away again",
    build: (scene) => withdrawAndDelete(scene, (text) => text.replace("explicit", "withdrawn")),
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-23",
    title: "a withdrawal that a crafted merge leaves out",
    async build(scene) {
      await withdraw(scene, (text) => text.replace("explicit", "withdrawn"));
      const [withdrawn = "", merged = ""] = (
        await scene.repo.git(["rev-list", "--first-parent", "main"])
      ).split("\n");
      const tree = await scene.treeOf(merged);
      await scene.repo.commit({ parents: [withdrawn, merged], tree, ref: "refs/heads/main" });
      return undefined;
    },
    expected: "STOP_APPROVAL_WITHDRAWN",
  },
  {
    id: "C-23",
    title: "a withdrawal that could not be read, and was taken away, leaves the gate open",
    build: (scene) => withdrawAndDelete(scene, () => "stop!\n"),
    expected: "accepted",
  },
  {
    id: "C-26",
    title: "no execution authorisation",
    build: async (scene) =>
      void (await scene.merge(
        await scene.repo.commit({
          parents: [scene.base],
          files: {
            [`approvals/${RUN}/${GATE}.md`]:
              approvalFiles(scene.request)[`approvals/${RUN}/${GATE}.md`] ?? "",
          },
          signer: cast.alice.signer,
          at: SIGNED,
        }),
      )),
    expected: "STOP_KILL_SWITCH_OFF",
  },
  ...(
    [
      ["of another run", (text: string) => text.replace(RUN, OTHER_RUN), "STOP_EXEC_AUTH_MISMATCH"],
      [
        "that arms another gate",
        (text: string) => text.replace(`arms: ${GATE}`, `arms: ${SG2}`),
        "STOP_EXEC_AUTH_MISMATCH",
      ],
      [
        "that is an approval",
        (text: string) => text.replace(`arms: ${GATE}\n`, "").replace("execution_authz", GATE),
        "STOP_EXEC_AUTH_MISMATCH",
      ],
      [
        "of another payload",
        (text: string) => text.replace(/payload_sha256: .*/, `payload_sha256: ${"e".repeat(64)}`),
        "STOP_APPROVAL_PAYLOAD_MISMATCH",
      ],
      ["that is malformed", (text: string) => `${text}x\n`, "STOP_APPROVAL_MALFORMED"],
      ["that is as it should be opens the gate", (text: string) => text, "accepted"],
    ] as const
  ).map(([title, change, expected]) => ({
    id: "C-27",
    title: `an execution authorisation ${title}`,
    build: async (scene: Scene) =>
      void (await scene.merge(
        await scene.approve({ edit: (text, path) => (path.includes(".execution.") ? change(text) : text) }),
      )),
    expected,
  })),
  {
    id: "C-27",
    title: "an execution authorisation that nobody signed",
    async build(scene) {
      const files = Object.entries(approvalFiles(scene.request));
      const [approval, execution] = files;
      const first = await scene.repo.commit({
        parents: [scene.base],
        files: Object.fromEntries([approval ?? []]),
        signer: cast.alice.signer,
        at: SIGNED,
      });
      await scene.merge(
        await scene.repo.commit({
          parents: [first],
          files: Object.fromEntries([execution ?? []]),
          at: SIGNED,
        }),
      );
      return undefined;
    },
    expected: "STOP_APPROVAL_UNSIGNED",
  },
  {
    id: "C-27",
    title: "an execution authorisation by somebody whom the policy does not name for it",
    scene: async () => {
      const policy = JSON.parse(await usualPolicy()) as { gates: Record<string, { persons: string[] }> };
      policy.gates["execution_authz"] = { ...policy.gates["execution_authz"], persons: ["bob"] };
      return { policy: JSON.stringify(policy) };
    },
    build: approved,
    expected: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  },
  {
    id: "C-30",
    title: "a question about SG_2 with the request of SG_1",
    async build(scene) {
      await scene.merge(await scene.approve());
      return { gate: SG2 };
    },
    expected: "STOP_GATE_NOT_OPEN",
  },
  {
    id: "C-30",
    title: "a question about one run with the request of another",
    async build(scene) {
      await scene.merge(await scene.approve());
      return { runId: OTHER_RUN };
    },
    expected: "STOP_APPROVAL_RUN_MISMATCH",
  },
  {
    id: "C-35",
    title: "two of two persons open the gate",
    scene: () => four(),
    build: (scene) => both(scene),
    expected: "accepted",
  },
  {
    id: "C-35",
    title: "one of two persons",
    scene: () => four(),
    build: approved,
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  {
    id: "C-35",
    title: "the same key twice",
    scene: () => four(),
    build: (scene) => both(scene, { person: "alice", signer: cast.alice.signer }),
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  {
    id: "C-35",
    title: "the same person under another person's name",
    scene: () => four(),
    build: (scene) => both(scene, { signer: cast.alice.signer }),
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  {
    id: "C-35",
    title: "two signatures, one of them bad",
    scene: () => four(),
    build: (scene) => both(scene, { signer: (_payload, when) => cast.bob.signer(Buffer.from("else"), when) }),
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  {
    id: "C-35",
    title: "two keys of one person",
    scene: async () => {
      const pin = (id: string, fingerprint: string) => ({
        system: "openpgp",
        fingerprint,
        file: `keys/${id}.asc`,
      });
      const keys = [pin("alice", cast.alice.fingerprint), pin("bob", cast.bob.fingerprint)];
      return {
        policy: makePolicy(
          [
            { id: "alice", key: cast.alice, more: { keys } },
            { id: "carol", key: cast.mallory },
          ],
          {},
          { quorum: 2 },
        ),
        keyFiles: {
          "alice.asc": cast.alice.armoredPublicKey,
          "bob.asc": cast.bob.armoredPublicKey,
          "carol.asc": cast.mallory.armoredPublicKey,
        },
      };
    },
    build: (scene) => both(scene, { person: "alice", signer: cast.bob.signer }),
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  ...CONCERNED.flatMap(([concern, request]) => [
    {
      id: "C-36",
      title: `one person for ${concern}, for which the policy asks two`,
      scene: async () => ({ ...(await four({ quorum: 1, quorum_for: { [concern]: 2 } })), request }),
      build: approved,
      expected: "STOP_APPROVAL_THRESHOLD_NOT_MET" as const,
    },
    {
      id: "C-36",
      title: `two persons for ${concern}, for which the policy asks two`,
      scene: async () => ({ ...(await four({ quorum: 1, quorum_for: { [concern]: 2 } })), request }),
      build: (scene: Scene) => both(scene),
      expected: "accepted" as const,
    },
    {
      id: "C-36",
      title: `one person where two are asked for everything that ${concern} is not`,
      scene: async () => ({
        ...(await four({ quorum: 1, quorum_for: { ...TWO_FOR_ALL, [concern]: 1 } })),
        request,
      }),
      build: approved,
      expected: "accepted" as const,
    },
  ]),
  {
    id: "C-36",
    title: "a lower number for a repeal than for everything else, which counts for nothing",
    scene: async () => ({ ...(await four({ quorum_for: { retire: 1 } })), request: amending({ retire: 1 }) }),
    build: approved,
    expected: "STOP_APPROVAL_THRESHOLD_NOT_MET",
  },
  {
    id: "C-22",
    title: "two persons who name different review decisions",
    scene: async () => ({ ...(await four()), request: { gate: SG2 } }),
    async build(scene) {
      await both(scene, { edit: (text) => text.replace("0b0e8a52", "0b0e8a53") });
      return { gate: SG2 };
    },
    expected: "STOP_APPROVAL_CONFLICT",
  },
];

async function approveWithRequest(scene: Scene, request: Scene["request"]): Promise<string> {
  return await scene.approve({
    request,
    files: { [`approvals/${RUN}/${GATE}.request.json`]: sealRequest(request).text },
  });
}

async function withdraw(scene: Scene, change: (text: string) => string): Promise<undefined> {
  const merged = await scene.merge(await scene.approve());
  const text = approvalFiles(scene.request)[`approvals/${RUN}/${GATE}.md`] ?? "";
  await scene.repo.commit({
    parents: [merged],
    files: { [`approvals/${RUN}/${GATE}.withdrawal.md`]: change(text) },
    ref: "refs/heads/main",
  });
  return undefined;
}

async function withdrawAndDelete(scene: Scene, change: (text: string) => string): Promise<undefined> {
  await withdraw(scene, change);
  await scene.repo.commit({
    parents: [(await scene.repo.git(["rev-parse", "main"])).trim()],
    files: { [`approvals/${RUN}/${GATE}.withdrawal.md`]: null },
    ref: "refs/heads/main",
  });
  return undefined;
}

const malloryKey = { "approvals/keys/mallory.asc": cast.mallory.armoredPublicKey };

async function malloryPolicy(): Promise<string> {
  return makePolicy([{ id: "mallory", key: cast.mallory }], { version: 2 });
}

async function changePolicy(
  scene: Scene,
  change: { readonly policy?: string; readonly signer?: typeof cast.root.signer } = {},
): Promise<string> {
  return await scene.repo.commit({
    parents: [scene.base],
    files: { "approvals/policy.json": change.policy ?? (await malloryPolicy()), ...malloryKey },
    signer: change.signer ?? cast.mallory.signer,
    at: SIGNED,
  });
}

testAttacks(ATTACKS);
