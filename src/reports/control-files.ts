import type { Policy } from "../domain/policy.ts";
import { POLICY_PATH } from "../domain/run-paths.ts";
import { type ActionSource, renderControlWorkflow } from "./control-workflow.ts";

/** The facts that the files of a new control repository are rendered from. */
export interface ControlPlan {
  /** `owner/name` of the control repository itself. */
  readonly repository: string;
  readonly source: ActionSource;
  readonly sovereign: {
    readonly id: string;
    readonly name: string;
    readonly key: { readonly system: "openpgp" | "ssh"; readonly fingerprint: string; readonly text: string };
    readonly github: { readonly id: number; readonly login: string } | null;
  };
  readonly rootKey: { readonly file: string; readonly text: string };
  readonly workflows: Readonly<Record<string, string>>;
}

/** Workflows that a control repository has; `ci.yml`, `nightly.yml` and `release.yml` are the bot's own. */
export const CONTROL_WORKFLOWS = [
  "approval.yml",
  "cut.yml",
  "doctor.yml",
  "effect.yml",
  "publish-site.yml",
  "renew.yml",
  "resume.yml",
] as const;

/** Every file of a new control repository, path → text. The holder of the root key signs its first commit. */
export function renderControlFiles(plan: ControlPlan): Readonly<Record<string, string>> {
  const { sovereign, source } = plan;
  const extension = sovereign.key.system === "ssh" ? "pub" : "asc";
  const keyFile = `keys/${sovereign.id}.${extension}` as const;
  const workflows = CONTROL_WORKFLOWS.map((name) => [
    `.github/workflows/${name}`,
    renderControlWorkflow(name, plan.workflows[name] ?? "", source).replace(
      "root-keys: approvals/keys/root.asc",
      `root-keys: approvals/keys/${plan.rootKey.file}`,
    ),
  ]);
  return {
    ...Object.fromEntries(workflows),
    ".github/CODEOWNERS": renderOwners(plan),
    ".github/rulesets/main.json": json(mainRuleset()),
    ".github/rulesets/requests.json": json(requestsRuleset()),
    ".gitattributes": "* text=auto\n# Approvals are signed and hashed as they are.\napprovals/** -text\n",
    "README.md": renderReadme(plan),
    "approvals/README.md": APPROVALS_README,
    [POLICY_PATH]: json(makePolicy(plan, keyFile)),
    [`approvals/${keyFile}`]: sovereign.key.text,
    [`approvals/keys/${plan.rootKey.file}`]: plan.rootKey.text,
  };
}

function makePolicy({ sovereign }: ControlPlan, file: string): Policy {
  const rule = {
    persons: [sovereign.id],
    quorum: 1,
    initiator_may_approve: false,
    proofs: { any: ["signed_commit" as const] },
  };
  const key =
    sovereign.key.system === "ssh"
      ? { system: "ssh" as const, fingerprint: sovereign.key.fingerprint, file }
      : { system: "openpgp" as const, fingerprint: sovereign.key.fingerprint, file };
  return {
    schema: "iu-cutter/policy/1",
    version: 1,
    solo: false,
    persons: [
      {
        id: sovereign.id,
        name: sovereign.name,
        accounts: [],
        keys: [key],
        ...(sovereign.github === null ? {} : { github: sovereign.github }),
      },
    ],
    gates: {
      SG_1_cut_authz: rule,
      SG_2_lifecycle_authz: rule,
      SG_3_compensation_authz: rule,
      execution_authz: rule,
    },
  };
}

/** The rules of `main`: changes come only by pull request, the check has to pass, and the branch is neither rewritten nor deleted. */
function mainRuleset(): object {
  return {
    name: "iu-cutter: main",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    bypass_actors: [],
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 0,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
          allowed_merge_methods: ["merge"],
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: "iu-cutter/approval" }],
        },
      },
    ],
  };
}

/** Branches of requests cannot be deleted, because they show what was approved. */
function requestsRuleset(): object {
  return {
    name: "iu-cutter: requests",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["refs/heads/cutter/**"], exclude: [] } },
    bypass_actors: [],
    rules: [{ type: "deletion" }],
  };
}

/** The sovereign's account, or else the owner of the repository as the best guess. */
function ownerOf({ sovereign, repository }: ControlPlan): string {
  return sovereign.github === null ? (repository.split("/")[0] ?? "") : sovereign.github.login;
}

function renderOwners(plan: ControlPlan): string {
  const owner = ownerOf(plan);
  return [
    "# How approvals are judged, and who may approve, changes only with its owner's review. The approvals of a run do not need it:",
    "# their own signatures are judged.",
    `/.github/ @${owner}`,
    `/approvals/policy.json @${owner}`,
    `/approvals/keys/ @${owner}`,
    "",
  ].join("\n");
}

function renderReadme(plan: ControlPlan): string {
  const { repository, source, rootKey } = plan;
  return `# Control repository

Requests, approvals and the policy of iu-cutter for \`${repository}\`. Actions are those of \`${source.repository}\` at
\`${source.commit}\`${source.version === null ? "" : `, version ${source.version}`}. The runner's \`cutter\` has to be the same version.

Two names in it are yours to confirm before the first commit:

- \`approvals/keys/${rootKey.file}\` is the public root key that you gave. The workflow \`approval\` judges by it; with another key than the
  runner pins, its advice would be wrong.
- \`.github/CODEOWNERS\` names \`@${ownerOf(plan)}\`. It has to be an account or a team (\`@organisation/team\`) with write access to this
  repository: an organisation alone, or a name that does not exist, owns nothing, and GitHub passes the line over without a word.

\`cutter doctor --github\` fails on either as long as it is not so.

1. The holder of the root key commits everything here, signed, as the first commit of \`main\`:
   \`git init --initial-branch=main && git add . && git commit -S -m "Set the first approval policy"\`.
2. Push it to the repository, which is empty until then: \`git remote add origin ADDRESS && git push --set-upstream origin main\`. Import both
   files of \`.github/rulesets/\` under Settings, Rules, Rulesets.
3. Make the environment \`cutter\` with the secrets \`DOT_CUTTER_EXEC_DB_PASSWORD\` and \`DOT_CUTTER_VERIFY_DB_PASSWORD\`, and with \`main\` as
   its only branch. Where the runners keep their journals in the database (\`"sidecar": "postgresql"\`), it has
   \`DOT_CUTTER_SIDECAR_DB_PASSWORD\`, too.
4. On the runner, pin \`approvals/keys/${rootKey.file}\` in \`orchestrator.config.json\` from a copy that did not come through this
   repository.
5. Check it all: \`cutter policy check --policy-root approvals/keys/${rootKey.file}\` here, \`cutter doctor\` and
   \`cutter doctor --github\` on the runner.

To answer a request: \`cutter approve --run RUN --gate GATE --push\` in a clone, then merge its pull request with a merge commit when the
check is green. \`main\` takes no other push.
`;
}

const APPROVALS_README = `# Approvals

Data only. \`policy.json\` says who may open which gate and is signed by the root key; \`keys/\` holds public keys; every run has a
folder with the bot's requests and people's approvals. A pull request that touches a run's approvals touches nothing else.
`;

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
