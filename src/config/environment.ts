import { tmpdir, userInfo } from "node:os";
import { z } from "zod";
import { findOpenPath } from "../../bin/open-path.js";
import type { Initiator } from "../domain/initiator.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { closeSearchPath } from "./search-path.ts";

/** Secrets and addresses come from the environment alone (docs/system.md section 10). Empty variables count as missing. */
const environmentSchema = z.object({
  CUTTER_ROOT: z.string().default("/var/lib/cutter"),
  CUTTER_CRASH_AT: z.string().optional(),
  CUTTER_FREEZE_AT: z.string().optional(),
  PG_BIN: z.string().optional(),
  DOT_CUTTER_EXEC_DB_USER: z.string().default("cutter_exec"),
  DOT_CUTTER_EXEC_DB_PASSWORD: z.string().optional(),
  DOT_CUTTER_VERIFY_DB_USER: z.string().default("cutter_verify"),
  DOT_CUTTER_VERIFY_DB_PASSWORD: z.string().optional(),
  DOT_CUTTER_READER_DB_USER: z.string().default("cutter_reader"),
  DOT_CUTTER_READER_DB_PASSWORD: z.string().optional(),
  DOT_CUTTER_SIDECAR_DB_USER: z.string().default("cutter_sidecar"),
  DOT_CUTTER_SIDECAR_DB_PASSWORD: z.string().optional(),
  DOT_CUTTER_ADMIN_DB_USER: z.string().default("workflow_admin"),
  DOT_CUTTER_ADMIN_DB_PASSWORD: z.string().optional(),
  DOT_CUTTER_DB_HOST: z.string().optional(),
  DOT_CUTTER_DB_PORT: z.coerce.number().int().min(1).max(65535).default(5432),
  DOT_CUTTER_DB_NAME: z.string().optional(),
  DOT_CUTTER_DB_SSLMODE: z.enum(["disable", "require", "verify-ca", "verify-full"]).optional(),
  DOT_CUTTER_DB_SSLROOTCERT: z.string().optional(),
  PGSSLROOTCERT: z.string().optional(),
  NODE_EXTRA_CA_CERTS: z.string().optional(),
  BACKUP_GPG_FPR: z.string().optional(),
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_ACTOR: z.string().optional(),
  GITHUB_ACTOR_ID: z.string().optional(),
  GITHUB_TRIGGERING_ACTOR: z.string().optional(),
  GITHUB_RUN_ATTEMPT: z.string().optional(),
  GITHUB_ACTIONS: z.string().optional(),
  GITHUB_EVENT_NAME: z.string().optional(),
  GITHUB_REF: z.string().optional(),
  PATH: z.string().default("/usr/local/bin:/usr/bin:/bin"),
  HOME: z.string().optional(),
  SSH_AUTH_SOCK: z.string().optional(),
  GIT_SSH_COMMAND: z.string().optional(),
  TMPDIR: z.string().optional(),
  RCLONE_CONFIG: z.string().optional(),
  RCLONE_CONFIG_PASS: z.string().optional(),
});

export type Environment = z.infer<typeof environmentSchema> & {
  /** Folders of PATH in which nothing is looked up. */
  readonly pathLeftOut: readonly string[];
};

/**
 * Reads the environment once; all errors are reported together. Refuses a temporary folder whose entries somebody else could replace, and
 * takes such folders out of PATH, in this process too, so that no program is looked up there.
 */
export function readEnvironment(): Result<Environment> {
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) {
    const open = findOpenPath(tmpdir(), { isShared: true });
    if (open !== null) return refused(openTempFolder(open));
    const { path, leftOut } = closeSearchPath(parsed.data.PATH);
    process.env["PATH"] = path;
    return accepted({ ...parsed.data, PATH: path, pathLeftOut: leftOut });
  }
  const details = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return refused(
    refusal("STOP_CONFIG_INVALID", {
      field: "environment",
      expected: "valid variables",
      actual: countOf(details.length, "error"),
      details,
    }),
  );
}

/** What programs of this machine are found by, and no address, password or token: what has this reaches nothing else. */
export function withoutLogins({ PATH, HOME, TMPDIR, PG_BIN, pathLeftOut }: Environment): Environment {
  return { ...environmentSchema.parse({ PATH, HOME, TMPDIR, PG_BIN }), pathLeftOut };
}

function openTempFolder(open: string) {
  return refusal("STOP_CONFIG_INVALID", {
    field: `temporary folder ${tmpdir()}`,
    expected: "one whose entries nobody but their owner can replace",
    actual: open,
  });
}

/** Values that must never leave the process. */
export function secretsOf(environment: Environment): readonly string[] {
  return [
    environment.DOT_CUTTER_EXEC_DB_PASSWORD,
    environment.DOT_CUTTER_VERIFY_DB_PASSWORD,
    environment.DOT_CUTTER_READER_DB_PASSWORD,
    environment.DOT_CUTTER_SIDECAR_DB_PASSWORD,
    environment.DOT_CUTTER_ADMIN_DB_PASSWORD,
    environment.GITHUB_TOKEN,
    environment.RCLONE_CONFIG_PASS,
  ].filter((value) => value !== undefined);
}

/** Who acts by this process. */
export interface Actors {
  /** Who starts a run by it: all that had a part in it. */
  readonly starters: readonly Initiator[];
  /** Who moves a run by it; empty where a push or a clock did, because the actor is then whoever pushed last, often the approver. */
  readonly movers: readonly Initiator[];
}

/**
 * In a workflow: the account that started it, by the id that GitHub tells, and the account that started it again, whose id GitHub does not
 * tell the job; refused where the job is not told who that is. Elsewhere: the account of the operating system.
 */
export function readActors(environment: Environment): Result<Actors> {
  const { GITHUB_ACTIONS, GITHUB_ACTOR: login, GITHUB_TRIGGERING_ACTOR: again } = environment;
  if (GITHUB_ACTIONS !== "true") {
    const local = [{ system: "os", name: userInfo().username, id: null }] as const;
    return accepted({ starters: local, movers: local });
  }
  if (login === undefined) return refused(untold("GITHUB_ACTOR"));
  const isLater = (environment.GITHUB_RUN_ATTEMPT ?? "1") !== "1";
  if (isLater && again === undefined) return refused(untold("GITHUB_TRIGGERING_ACTOR"));
  const id = /^[1-9]\d{0,14}$/.test(environment.GITHUB_ACTOR_ID ?? "")
    ? Number(environment.GITHUB_ACTOR_ID)
    : null;
  const actor: Initiator = { system: "github", name: login, id };
  const isOther = again !== undefined && again.toLowerCase() !== login.toLowerCase();
  const last: Initiator = isOther ? { system: "github", name: again, id: null } : actor;
  const isAutomatic = ["push", "schedule"].includes(environment.GITHUB_EVENT_NAME ?? "");
  const starters = isOther ? [actor, last] : [actor];
  return accepted({ starters, movers: isAutomatic ? (isOther || isLater ? [last] : []) : starters });
}

function untold(field: string) {
  return refusal("STOP_ACTOR_UNKNOWN", {
    field,
    expected: "the account that started this job",
    actual: "none",
  });
}

/**
 * The self-hosted runner acts on the default branch alone (docs/system.md section 12): a job of a pull request, or of another branch, is
 * refused before anything is read.
 */
export function judgeContext(environment: Environment, defaultBranch: string): Result<null> {
  if (environment.GITHUB_ACTIONS !== "true") return accepted(null);
  const allowed = ["workflow_dispatch", "schedule", "push"];
  const event = environment.GITHUB_EVENT_NAME ?? "none";
  if (!allowed.includes(event)) {
    return refused(
      refusal("STOP_CI_CONTEXT_UNTRUSTED", {
        field: "GITHUB_EVENT_NAME",
        expected: allowed.join(", "),
        actual: event,
      }),
    );
  }
  const ref = environment.GITHUB_REF ?? "none";
  if (ref !== `refs/heads/${defaultBranch}`) {
    return refused(
      refusal("STOP_CI_CONTEXT_UNTRUSTED", {
        field: "GITHUB_REF",
        expected: `refs/heads/${defaultBranch}`,
        actual: ref,
      }),
    );
  }
  return accepted(null);
}
