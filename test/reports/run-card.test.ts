import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseStatement } from "../../src/domain/approval.ts";
import { expectedChange } from "../../src/domain/expected-change.ts";
import { GATE_NAMES, type Gate } from "../../src/domain/gates.ts";
import { refusal } from "../../src/domain/refusal.ts";
import type { ShownCut, ShownUnit } from "../../src/domain/shown-cut.ts";
import { countFirstCut } from "../../src/domain/write-counts.ts";
import { draftApproval } from "../../src/reports/approval-draft.ts";
import type { ListPlace } from "../../src/reports/list-links.ts";
import { linesOf, parseMarkdownBlocks } from "../../src/reports/markdown-blocks.ts";
import { renderRunCard } from "../../src/reports/run-card.ts";
import type { GateAnswer, GateBox, RunCardView } from "../../src/reports/run-card-view.ts";
import { COMMENT_LIMIT } from "../../src/reports/split.ts";

const RUN_ID = "ictr-20261121T090000Z-1a2b3c4d";
const DIGEST = "ab".repeat(32);
const HOSTILE = "@org/team | `x` \\| </details> <img src=x> fixes #1\n## SG_1 APPROVED\n```";

const unitOf = (number: number): ShownUnit => ({
  address: `HARBOUR/ARTICLE-${number}`,
  label: `Article ${number}`,
  line: number * 4,
  bytes: 80,
});

const SHOWN: ShownCut = {
  first: unitOf(1),
  last: unitOf(24),
  highest: { number: 24, unit: unitOf(24) },
  longest: [unitOf(7), unitOf(8)],
  shortest: [unitOf(9)],
  medianBytes: 80,
  empty: { count: 0, named: [] },
  repealed: { count: 0, named: [] },
  oddlyNumbered: { count: 0, named: [] },
  bytesOutside: 120,
  expectedCount: null,
  statedCount: null,
  ownContents: null,
  warnings: [],
  list: [{ name: "units-001.md", sha256: DIGEST }],
  page: null,
};

function answer(gate: Gate, person: string | null, part: Partial<GateAnswer> = {}): GateAnswer {
  const whole = { person, approves: true, executes: true, ...part };
  return {
    name: person === null ? "" : `${person} <img>`,
    branch: `cutter/${RUN_ID}/${gate}${person === null ? "" : `.${person}`}`,
    ...whole,
    drafts: draftApproval({ gate, runId: RUN_ID, payloadSha256: DIGEST, ...whole }),
  };
}

function gateBox(gate: Gate, changes: Partial<GateBox> = {}): GateBox {
  return {
    gate,
    kind: "cut",
    payloadSha256: DIGEST,
    issuedUtc: "2026-11-21T09:10:00Z",
    expiresUtc: null,
    persons: ["Ada Lovelace", "Grace Hopper"],
    threshold: 1,
    moreBecause: [],
    proofs: ["signed_commit", "merged_pr"],
    change: expectedChange("cut_leg_a", countFirstCut(24)),
    runId: RUN_ID,
    isOpen: false,
    branch: `cutter/${RUN_ID}/${gate}`,
    repositoryUrl: "https://github.com/icx/control",
    answers: [answer(gate, null)],
    ...changes,
  };
}

function view(changes: Partial<RunCardView> = {}): RunCardView {
  return {
    run: {
      runId: RUN_ID,
      documentId: "harbour",
      mode: "LIVE",
      initiator: "operator",
      startedUtc: "2026-11-21T09:00:00Z",
      toolVersion: "0.1.0",
      toolSha256: DIGEST,
    },
    document: { title: "Charter of the Harbour", docPrefix: "HARBOUR", versionSeq: 2, sizeBytes: 3726 },
    standing: "waiting",
    phasesDone: 5,
    gate: gateBox("SG_1_cut_authz"),
    plan: {
      unitCount: 24,
      histogram: { article: 24 },
      coverage: null,
      convention: "english-article",
      writerDigest: DIGEST,
      sourceSha256: DIGEST,
      shown: SHOWN,
      place: {
        runId: RUN_ID,
        branch: `cutter/${RUN_ID}/SG_1_cut_authz`,
        repositoryUrl: "https://github.com/icx/control",
      },
      acceptedDoubts: [],
      amendment: null,
      written: 24,
    },
    days: null,
    backup: {
      recipient: "A".repeat(40),
      sha256: DIGEST,
      takenUtc: "2026-11-21T09:05:00Z",
      tables: 19,
      restoreProofSha256: DIGEST,
      repository: null,
      increment: null,
      copies: [],
      rehearsal: [{ step: "cut_leg_a", result: "24 created" }],
    },
    refusal: null,
    reports: [
      {
        name: "01-source_pin",
        sha256: DIGEST,
        where: "https://github.com/icx/control/pull/1#issuecomment-1",
      },
    ],
    solo: false,
    writtenUtc: "2026-11-21T09:10:00Z",
    ...changes,
  };
}

function firstLine(changes: Partial<RunCardView>): string {
  return renderRunCard(view(changes)).split("\n")[0] ?? "";
}

describe("renderRunCard", () => {
  for (const [expectedCount, statedCount, shown] of [
    [24, null, "24 of 24 that the publisher states"],
    [24, 24, "24 of 24 that the publisher states; its front matter states 24: agree"],
    [null, 30, "no expectation was given; its front matter states 30: differ"],
  ] as const) {
    it(`compares the units with ${expectedCount ?? "no count"} of the publisher and ${statedCount ?? "none"} of the document`, () => {
      const { plan } = view();
      assert.ok(plan);
      const card = renderRunCard(
        view({ plan: { ...plan, shown: { ...SHOWN, expectedCount, statedCount } } }),
      );
      assert.ok(card.includes(`| expected | \`${shown}\` |`), card);
    });
  }

  for (const [ownContents, told] of [
    [{ listed: 24, missing: 0, unlisted: 0 }, "24 of the 24 names that it lists are units: agree"],
    [{ listed: 24, missing: 2, unlisted: 0 }, "22 of the 24 names that it lists are units: differ"],
    [
      { listed: 23, missing: 0, unlisted: 1 },
      "23 of the 23 names that it lists are units, 1 unit is not in it: differ",
    ],
  ] as const) {
    it(`compares the units with the document's own contents: ${told} (P-186)`, () => {
      const { plan } = view();
      const card = renderRunCard(view({ plan: plan && { ...plan, shown: { ...SHOWN, ownContents } } }));
      assert.ok(card.includes(`| its own contents | \`${told}\` |`), card);
    });
  }

  it("says in its first line what waits for whom", () => {
    assert.equal(
      firstLine({}),
      "## Waiting for `Ada Lovelace` or `Grace Hopper` to let `Charter of the Harbour` be cut into 24 units (SG_1).",
    );
    assert.match(
      firstLine({ gate: gateBox("SG_2_lifecycle_authz", { threshold: 2 }), phasesDone: 9 }),
      /and `Grace Hopper` to let 24 units .* enacted for ever \(SG_2\)/,
    );
    assert.match(
      firstLine({ standing: "running", gate: null, phasesDone: 6 }),
      /^## Running: phase 7 of 11, `structural_verify`/,
    );
    assert.match(
      firstLine({ standing: "stopped", gate: null, phasesDone: 6 }),
      /^## Stopped before phase 7 of 11/,
    );
    assert.match(firstLine({ standing: "failed", gate: null, phasesDone: 6 }), /^## Failed at phase 7 of 11/);
    assert.match(firstLine({ standing: "voided", gate: null }), /^## Given up/);
    assert.match(firstLine({ standing: "closed", gate: null, phasesDone: 11 }), /^## Done: all 11 phases/);
  });

  it("tells the label of a repository in the place of a recipient", () => {
    const { backup } = view();
    assert.ok(backup);
    const repository = {
      stanza: "law",
      repo: 1,
      label: "20261121-090000F_20261121-090400I",
      type: "incr",
      prior: "20261121-090000F",
      lsnStart: "0/5000028",
      lsnStop: "0/5000100",
      walStart: "0".repeat(24),
      walStop: "0".repeat(24),
      cipher: "none",
      manifestSha256: DIGEST,
    } as const;
    const card = renderRunCard(view({ backup: { ...backup, recipient: "no cipher", repository } }));
    assert.match(
      card,
      /^\| taken with \| pgBackRest: incr backup .*20261121-090000F_20261121-090400I.* of .*law.*, up to 0\/5000100 \|$/m,
    );
    assert.match(card, /^\| opened with \| .*no cipher.* \|$/m);
    assert.ok(!card.includes("encrypted to"));
  });

  it("puts first what has to be judged, then what happens and how to answer, and the strip and the ledger last", () => {
    const card = renderRunCard(view());
    const order = [
      "### What to judge",
      "| document | `Charter of the Harbour` (`HARBOUR`), version 2, 3726 bytes |",
      "| expected | `no expectation was given` |",
      "No warnings.",
      "| first | `Article 1 (line 4)` |",
      "| longest | `Article 7 (line 28), 80 bytes; Article 8 (line 32), 80 bytes` |",
      "**Every unit and every warning**",
      "### If SG_1_cut_authz is approved",
      "### To approve",
      "### To refuse",
      "Backup and rehearsal",
      "```mermaid",
      "The ledger: 3 rows",
      `Run \`${RUN_ID}\``,
    ].map((part) => [card.indexOf(part), part] as const);
    assert.ok(
      order.every(([at]) => at >= 0),
      JSON.stringify(order),
    );
    assert.deepEqual(
      order,
      order.toSorted(([a], [b]) => a - b),
    );
  });

  it("leads to the list of every unit on the request's branch, by path where there is no forge", () => {
    const path = `approvals/${RUN_ID}/units-001.md`;
    const branch = `cutter/${RUN_ID}/SG_1_cut_authz`;
    assert.ok(
      renderRunCard(view()).includes(`[units-001.md](https://github.com/icx/control/blob/${branch}/${path})`),
    );
    const { plan } = view();
    const placed = (place: Partial<ListPlace>, list = SHOWN.list) =>
      renderRunCard(
        view({ plan: plan && { ...plan, shown: { ...SHOWN, list }, place: { ...plan.place, ...place } } }),
      );
    assert.ok(placed({ repositoryUrl: null }).includes(`on the branch \`${branch}\`: \`${path}\`.`));
    assert.ok(placed({ branch: null }).includes("in the run's folder: `units/units-001.md`."));
    const many = Array.from({ length: 64 }, (_, at) => ({ name: `units-0${at + 10}.md`, sha256: DIGEST }));
    assert.ok(placed({}, many).includes("and 54 more files"));
  });

  it("tells ten of thirty articles without a text, and the warnings by code with their first lines (R-42)", () => {
    const empty = Array.from({ length: 10 }, (_, at) => unitOf(3 * (at + 1)));
    const warnings = [
      { code: "NUMBER_GAP", count: 40, lines: [12, 20, 28], message: "Article 3 follows number 1" },
      { code: "MIXED_ALPHABETS", count: 1, lines: [4], message: "mixed" },
    ];
    const { plan } = view();
    const shown = { ...SHOWN, warnings, empty: { count: 12, named: empty } };
    const card = renderRunCard(view({ plan: plan && { ...plan, unitCount: 30, shown } }));
    assert.match(
      card,
      /\| without a text \| `12: Article 3 \(line 12\); .*Article 30 \(line 120\); … 2 more in the list` \|/,
    );
    assert.match(card, /\*\*41 warnings\*\*, to be read before approving/);
    assert.ok(card.includes("| `NUMBER_GAP` | 40 | 12, 20, 28, … | `Article 3 follows number 1` |"));
  });

  it("stays within one comment whatever a document of 94 000 units holds (R-05)", () => {
    const long = { address: "A/".repeat(100), label: "Ω".repeat(200), line: 94_000, bytes: 1 };
    const sample = { count: 94_000, named: Array.from({ length: 20 }, () => long) };
    const warnings = Array.from({ length: 20 }, (_, at) => ({
      code: `CODE_${at}`,
      count: 94_000,
      lines: [1, 2, 3, 4, 5],
      message: "Ω".repeat(200),
    }));
    const list = Array.from({ length: 64 }, (_, at) => ({ name: `units-0${at + 10}.md`, sha256: DIGEST }));
    const three = [long, long, long];
    const full = { empty: sample, repealed: sample, oddlyNumbered: sample, longest: three, shortest: three };
    const { plan } = view();
    const card = renderRunCard(
      view({ plan: plan && { ...plan, shown: { ...SHOWN, ...full, warnings, list } } }),
    );
    assert.ok(card.length < COMMENT_LIMIT.maxUnits / 2, String(card.length));
    assert.ok(Buffer.byteLength(card) < COMMENT_LIMIT.maxBytes / 2);
  });

  it("shows every phase and gate in the strip and again as text", () => {
    const blocks = parseMarkdownBlocks(renderRunCard(view()));
    const fences = blocks.flatMap((block) => (block.kind === "fence" ? [block] : []));
    const mermaid = fences.find((fence) => fence.open === "```mermaid")?.lines.join("\n") ?? "";
    const text = fences.find((fence) => fence.open === "```text")?.lines.join("\n") ?? "";
    for (const label of ["1 source_pin", "5 grant_probe", "SG_1", "6 cut_leg_a", "SG_2", "11 closeout"]) {
      assert.ok(mermaid.includes(label), label);
      assert.ok(text.includes(label), label);
    }
    assert.match(text, /^waiting {2}SG_1$/m);
  });

  it("names the payload, the absolute end, the commands and both ways to approve", () => {
    const card = renderRunCard(view());
    for (const part of [
      DIGEST,
      "2026-11-22T09:10:00Z",
      `cutter approve --run ${RUN_ID} --gate SG_1_cut_authz --push`,
      `cutter orchestrate void ${RUN_ID}`,
    ])
      assert.ok(card.includes(part), part);
    assert.match(card, /\| `public.information_unit` \| \+24 \| withdrawn under SG_3/);
    assert.match(card, /The ledger: 3 rows in 3 tables, only ever added to/);
    assert.match(card, /\| every table that is not named here or in the ledger \| 0 \|/);
  });

  const WITHOUT_ANSWER = [
    { gate: "SG_1_cut_authz", command: `cutter orchestrate void ${RUN_ID} --why` },
    { gate: "SG_2_lifecycle_authz", command: `cutter orchestrate revert ${RUN_ID} --execute` },
    { gate: "SG_3_compensation_authz", command: `cutter orchestrate renew ${RUN_ID}` },
  ] as const;
  for (const { gate } of WITHOUT_ANSWER) {
    it(`names the command that ends the wait at ${gate}, and no other gate's`, () => {
      const [, refuse = ""] = renderRunCard(view({ gate: gateBox(gate) })).split("### To refuse");
      for (const row of WITHOUT_ANSWER) assert.equal(refuse.includes(row.command), row.gate === gate);
    });
  }

  it("asks nothing more of anybody where the gate is open", () => {
    const card = renderRunCard(
      view({ standing: "running", gate: gateBox("SG_1_cut_authz", { isOpen: true }) }),
    );
    assert.match(card, /^## Running: phase 6 of 11/);
    assert.match(card, /^### SG_1_cut_authz was approved$/m);
    assert.match(card, /^done .*5 grant_probe, SG_1$/m);
    for (const words of ["Waiting for", "If SG_1", "To approve", "To refuse"])
      assert.ok(!card.includes(words), words);
  });

  it("tells the same command without GitHub, where it merges by itself", () => {
    const box = gateBox("SG_1_cut_authz", { repositoryUrl: null });
    const card = renderRunCard(view({ gate: box }));
    assert.ok(card.includes(`cutter approve --run ${RUN_ID} --gate SG_1_cut_authz --push\n`));
    assert.ok(!card.includes("merge this pull request"));
  });

  it("says that SG_2 can never be taken back, and no row says otherwise", () => {
    const change = expectedChange("lifecycle_enact", countFirstCut(24));
    const card = renderRunCard(view({ gate: gateBox("SG_2_lifecycle_authz", { change }), phasesDone: 9 }));
    assert.match(card, /can never be taken back/);
    assert.ok(!card.includes("withdrawn under SG_3"));
  });

  it("links to a new-file page whose text is an approval once the time is written", () => {
    const card = renderRunCard(view());
    const links = [...card.matchAll(/\((https:\/\/github\.com\/icx\/control\/new\/[^)]+)\)/g)].map(
      (match) => new URL(match[1] ?? ""),
    );
    assert.deepEqual(
      links.map((link) => link.searchParams.get("filename")),
      [`approvals/${RUN_ID}/SG_1_cut_authz.md`, `approvals/${RUN_ID}/SG_1_cut_authz.execution.md`],
    );
    for (const link of links) {
      assert.equal(link.pathname, `/icx/control/new/cutter/${RUN_ID}/SG_1_cut_authz`);
      const text = link.searchParams.get("value") ?? "";
      assert.equal(parseStatement(Buffer.from(text)).ok, false);
      const filled = text.replace(/^signed_utc: $/m, "signed_utc: 2026-11-21T09:30:00Z");
      assert.equal(parseStatement(Buffer.from(filled)).ok, true, filled);
    }
  });

  it("gives each person of a quorum their own line, branch and files for their part", () => {
    const gate = "SG_2_lifecycle_authz";
    const answers = [answer(gate, "ada"), answer(gate, "bob", { approves: false })];
    const card = renderRunCard(view({ gate: gateBox(gate, { threshold: 2, answers }) }));
    assert.ok(card.includes(`cutter approve --run ${RUN_ID} --gate ${gate} --as ada --push\n`));
    assert.ok(
      card.includes(`cutter approve --run ${RUN_ID} --gate ${gate} --as bob --only execution --push\n`),
    );
    const links = [
      ...card.matchAll(/\((https:\/\/github\.com\/icx\/control\/(?:new|compare)\/[^)]+)\)/g),
    ].map((match) => new URL(match[1] ?? ""));
    assert.deepEqual(
      links.map(({ pathname, searchParams }) => [
        pathname.replace(`cutter/${RUN_ID}/${gate}`, "…"),
        searchParams.get("filename")?.split("/").at(-1) ?? null,
      ]),
      [
        ["/icx/control/new/….ada", `${gate}.ada.md`],
        ["/icx/control/new/….ada", `${gate}.execution.ada.md`],
        ["/icx/control/compare/….ada", null],
        ["/icx/control/new/….bob", `${gate}.execution.bob.md`],
        ["/icx/control/compare/….bob", null],
      ],
    );
    assert.ok(card.includes("| `ada <img>` |"));
  });

  it("offers only the ways that the policy accepts", () => {
    assert.ok(
      !renderRunCard(view({ gate: gateBox("SG_1_cut_authz", { proofs: ["merged_pr"] }) })).includes(
        "With your key",
      ),
    );
    assert.ok(
      !renderRunCard(view({ gate: gateBox("SG_1_cut_authz", { proofs: ["signed_commit"] }) })).includes(
        "/new/",
      ),
    );
    assert.ok(
      !renderRunCard(view({ gate: gateBox("SG_1_cut_authz", { repositoryUrl: null }) })).includes("/new/"),
    );
  });
  it("names each doubt that was accepted at registration, and whether the cut raises it (P-183)", () => {
    const { plan } = view();
    const warnings = [{ code: "EMPTY_UNITS", count: 1, lines: [3], message: "2 of 24 units have no text" }];
    const acceptedDoubts = ["EMPTY_UNITS", "NUMBER_GAP", "OF_ANOTHER_RELEASE"];
    const card = renderRunCard(
      view({ plan: plan && { ...plan, acceptedDoubts, shown: { ...SHOWN, warnings } } }),
    );
    const [, told = ""] = /Doubts accepted at registration:\n\n((?:- .*\n)+)/.exec(card) ?? [];
    assert.deepEqual(told.trimEnd().split("\n"), [
      "- `EMPTY_UNITS` — Units have a heading and no text. This cut raises it once.",
      "- `NUMBER_GAP` — A number is left out and found nowhere. This cut does not raise it.",
      "- `OF_ANOTHER_RELEASE` — not known to this release. This cut does not raise it.",
    ]);
  });

  it("shows a refusal with its code and way out", () => {
    const card = renderRunCard(
      view({
        standing: "stopped",
        gate: null,
        refusal: refusal("STOP_DRIFT", { field: "pre_sha256", expected: "a", actual: "b" }),
      }),
    );
    assert.match(card, /## STOP_DRIFT/);
    assert.match(card, /Do this: /);
  });

  it("keeps all data of documents and people inert (R-01, R-02)", () => {
    const unit = { address: HOSTILE, label: HOSTILE, line: 1, bytes: 1 };
    const base = view();
    const card = renderRunCard({
      ...base,
      run: { ...base.run, initiator: HOSTILE, documentId: HOSTILE },
      document: { title: HOSTILE, docPrefix: "HARBOUR", versionSeq: 1, sizeBytes: 1 },
      gate: gateBox("SG_1_cut_authz", { persons: [HOSTILE] }),
      plan: base.plan && {
        ...base.plan,
        histogram: { [HOSTILE]: 24 },
        convention: HOSTILE,
        shown: {
          ...SHOWN,
          first: unit,
          longest: [unit, unit],
          empty: { count: 1, named: [unit] },
          warnings: [{ code: HOSTILE, count: 1, lines: [1], message: HOSTILE }],
        },
      },
      backup: base.backup && { ...base.backup, rehearsal: [{ step: HOSTILE, result: HOSTILE }] },
      reports: [{ name: "01-source_pin", sha256: DIGEST, where: "https://x/) @org [a](javascript:1)" }],
    });
    const free = parseMarkdownBlocks(card)
      .flatMap((block) => (block.kind === "fence" ? [] : linesOf(block)))
      .map((line) => line.replaceAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, ""))
      .join("\n");
    for (const danger of ["@org", "#1", "<img", "APPROVED", "javascript:"])
      assert.ok(!free.includes(danger), danger);
    assert.equal(free.match(/<details>/g)?.length, free.match(/<\/details>/g)?.length);
  });
});

describe("draftApproval", () => {
  for (const gate of GATE_NAMES)
    it(`writes an approval and an execution authorisation of ${gate} that lack only the time`, () => {
      const ids = new Set<string | null>();
      const of = (person: string | null) =>
        draftApproval({ gate, runId: RUN_ID, payloadSha256: DIGEST, person, approves: true, executes: true });
      for (const { text } of [null, "ada", "bob"].flatMap(of)) {
        const filled = text.replace("signed_utc: ", "signed_utc: 2026-11-21T09:30:00Z");
        const parsed = parseStatement(Buffer.from(filled));
        assert.ok(parsed.ok, filled);
        if (parsed.value.gate === gate) ids.add(parsed.value.reviewDecisionId);
      }
      // All answers to one request name the same review decision.
      assert.equal(ids.size, 1);
    });
});
