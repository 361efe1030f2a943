import type { ReasonTable } from "./reason.ts";

/** Reasons about the knowledge base. */
export const DATABASE_REASONS = {
  STOP_DB_UNREACHABLE: {
    sentence: "The database does not answer.",
    wayOut: "Check host, port, name and credentials with `cutter doctor`.",
    exitCode: 3,
  },
  STOP_DB_LOGIN: {
    sentence: "The server does not let this login in.",
    wayOut:
      "Set the variable that is named to the password of the login; or make that login, or correct it, on the server and in its pg_hba.conf.",
    exitCode: 3,
  },
  STOP_DB_IDENTITY_MISMATCH: {
    sentence: "This is not the database that was configured or approved.",
    wayOut: "Correct the connection: name, system_identifier and primary role must be those that are pinned.",
    exitCode: 3,
  },
  STOP_DB_TIMEOUT: {
    sentence:
      "The database did not finish in time, or another session holds a lock; everything was rolled back.",
    wayOut: "Find the blocking session, then resume.",
    exitCode: 3,
  },
  STOP_PERMIT_ENDED: {
    sentence: "The permit of the effect ended before it was used; everything was rolled back.",
    wayOut: "Resume: the approval is judged again, and the effect is permitted anew.",
    exitCode: 3,
  },
  STOP_BASE_MOVED: {
    sentence:
      "The head of the document has moved since the plan was made: another version was enacted meanwhile.",
    wayOut:
      "Give this run up, or take its drafts back, and cut again: the new plan is made against the new head.",
    exitCode: 3,
  },
  STOP_EFFECT_CONFLICT: {
    sentence:
      "On some day two versions of a unit, or two units at one address, would be in force; everything was rolled back.",
    wayOut:
      "Take a day that is not before that of the version which is followed, or register a version that restates the later ones. Where two units would stand at one address, first set the day of the one that leaves it: `cutter source effect`.",
    exitCode: 2,
  },
  STOP_AUDIT_OLD: {
    sentence: "The whole base was not recomputed for longer than the policy allows.",
    wayOut:
      "Run `cutter audit`; where it finds nothing, resume. What it finds has to be settled first, as it says.",
    exitCode: 3,
  },
  STOP_DB_SETTINGS: {
    sentence: "A setting of the server, the database or a role changes what the bot's statements mean.",
    wayOut:
      "Reset each listed setting: ALTER DATABASE, ALTER ROLE or ALTER SYSTEM … RESET, as whoever may; find out who set it.",
    exitCode: 3,
  },
  STOP_DB_POOLED: {
    sentence:
      "Something between the bot and the server, such as a pooler, drops or refuses what a session starts with.",
    wayOut:
      "Let DOT_CUTTER_DB_HOST and DOT_CUTTER_DB_PORT name the server itself: locks, limits and settings of a session do not pass a pooler.",
    exitCode: 3,
  },
  STOP_DB_RESOURCES: {
    sentence:
      "The database server ran out of space, memory or connections, or can't read its files; everything was rolled back.",
    wayOut: "Free what the message names on the server, then resume.",
    exitCode: 3,
  },
  STOP_DB_SCHEMA_MISSING: {
    sentence: "The schema of iu-cutter is not installed in this database.",
    wayOut: "Install it with `cutter db install`.",
    exitCode: 3,
  },
  STOP_DB_CONTRACT: {
    sentence: "The database differs from the reference schema.",
    wayOut:
      "Correct every listed difference; `cutter db check` shows them. Move what is not iu-cutter's to a schema of its own (ALTER … SET SCHEMA), or drop it.",
    exitCode: 3,
  },
  STOP_MIGRATION_CHANGED: {
    sentence: "A migration that was applied has changed since.",
    wayOut: "Use the version of iu-cutter that installed the schema, or a newer one that has not changed it.",
    exitCode: 3,
  },
  STOP_GRANT_DELTA: {
    sentence: "The privileges of the lanes are not exactly the expected ones.",
    wayOut: "Correct every listed grant as the owner; the bot never grants.",
    exitCode: 3,
  },
  STOP_FUNCTION_TAMPERED: {
    sentence: "A canonical function is not the one that was shipped or approved.",
    wayOut: "Find out who changed it; install the shipped function again.",
    exitCode: 3,
  },
  STOP_FUNCTION_UNSAFE: {
    sentence: "A SECURITY DEFINER function has an unsafe search_path or may be called by PUBLIC.",
    wayOut: "Pin the search_path, ending with pg_temp, and revoke EXECUTE from PUBLIC.",
    exitCode: 3,
  },
  STOP_IMMUTABILITY_MISSING: {
    sentence: "A trigger that keeps enacted rows from changing is missing, disabled or altered.",
    wayOut: "Install the trigger again with ENABLE ALWAYS and find out who changed it.",
    exitCode: 3,
  },
  STOP_GATEWAY_MISSING: {
    sentence: "A trigger of the write gateway is missing, disabled or altered.",
    wayOut: "Install the trigger again with ENABLE ALWAYS and find out who changed it.",
    exitCode: 3,
  },
  STOP_UNIT_EXISTS: {
    sentence: "A unit of that address already exists; nothing was written.",
    wayOut:
      "Read the listed addresses. Drafts of another run are enacted or taken back first: `cutter status` names the run and its command.",
    exitCode: 3,
  },
  STOP_CREATE_REFUSED: {
    sentence: "The database would not create a unit; nothing was written.",
    wayOut: "Read the listed states and addresses.",
    exitCode: 3,
  },
  STOP_ENACT_REFUSED: {
    sentence: "The database refused to enact a unit; everything was rolled back.",
    wayOut: "Read the listed states and addresses.",
    exitCode: 3,
  },
  STOP_WITHDRAW_REFUSED: {
    sentence: "The database refused to withdraw a unit; everything was rolled back.",
    wayOut: "Read the listed states and addresses.",
    exitCode: 3,
  },
  STOP_UNEXPECTED_CHANGE: {
    sentence: "The transaction would have changed more or fewer rows than were approved; it was rolled back.",
    wayOut: "Read the table with the difference and find its cause.",
    exitCode: 3,
  },
  STOP_COMMIT_NOT_CONFIRMED: {
    sentence: "The database answered COMMIT with something else; nothing was stored.",
    wayOut: "Read the cause in the journal, then resume.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
