import type { ReasonTable } from "./reason.ts";

/** Reasons about the run, its sidecar and its process. */
export const RUN_REASONS = {
  STOP_BAD_INPUT: {
    sentence: "The command was given something it cannot use.",
    wayOut: "Correct the named option; `--help` lists what the command takes.",
    exitCode: 2,
  },
  STOP_CONFIG_INVALID: {
    sentence: "The configuration or the environment is not complete and valid.",
    wayOut: "Correct every line that is listed, then start the command again.",
    exitCode: 2,
  },
  STOP_RUN_UNKNOWN: {
    sentence: "There is no run of that id in the sidecar.",
    wayOut:
      "List the runs with `cutter status` and name one of them. Where the run was begun on a machine that is lost: `cutter orchestrate adopt RUN`.",
    exitCode: 2,
  },
  STOP_RUN_ID_TAKEN: {
    sentence: "The run id is already taken; an id is never used twice.",
    wayOut: "Start the cut again: it takes a new id.",
    exitCode: 3,
  },
  STOP_RUN_CLOSED: {
    sentence: "The run has been closed; there is nothing left to do.",
    wayOut: "Read its closeout report; start a new cut for a new version.",
    exitCode: 0,
  },
  STOP_RUN_VOIDED: {
    sentence: "The run has been given up and cannot go on.",
    wayOut: "Start a new cut.",
    exitCode: 3,
  },
  STOP_RUN_FAILED: {
    sentence: "The run ended at a failed check and cannot go on.",
    wayOut:
      "Read the failed phase report. Where drafts are written, `cutter orchestrate revert RUN --execute` takes them back; else give the run up with `cutter orchestrate void RUN`.",
    exitCode: 3,
  },
  STOP_UNITS_STAND: {
    sentence: "The run has written units, which giving it up would leave behind.",
    wayOut:
      "Take its drafts back with `cutter orchestrate revert RUN --execute`, which asks for SG_3; where they are enacted, let `cutter orchestrate resume RUN` close the run.",
    exitCode: 3,
  },
  STOP_DOCUMENT_BUSY: {
    sentence: "Another live run of this document is under way.",
    wayOut:
      "Go on with that run, or give it up with `cutter orchestrate void RUN` if it has written nothing; then start the cut again.",
    exitCode: 3,
  },
  STOP_LOCK_HELD: {
    sentence: "Another process holds the lock of this run or document.",
    wayOut: "Wait until the process that is named has ended.",
    exitCode: 3,
  },
  STOP_RUN_TAKEN_OVER: {
    sentence: "Another machine has taken this run over since; this one may write nothing for it any more.",
    wayOut:
      "Go on where the run was taken over; what this machine has of the run says no longer how far it is.",
    exitCode: 3,
  },
  STOP_SIDECAR_MIXED: {
    sentence:
      "There are runs in the folder and in the database; each kind of sidecar would go on without the other.",
    wayOut:
      "Take the folder's runs over into the database with `cutter sidecar move`, or put the configuration back to the kind that it was.",
    exitCode: 3,
  },
  STOP_SIDECAR_FOREIGN: {
    sentence: "The journals in this database were kept for another database, of which they are a copy.",
    wayOut:
      "Correct the address of the database. Only where the other one is given up for good: make this one their home with `cutter sidecar settle`.",
    exitCode: 3,
  },
  STOP_RUN_PRESENT: {
    sentence: "This machine has the run; only one whose journal is lost is adopted.",
    wayOut: "Go on with it: `cutter orchestrate resume RUN`.",
    exitCode: 2,
  },
  STOP_NOTHING_TO_ADOPT: {
    sentence: "Nothing of the run is left with which it could go on.",
    wayOut: "Start it again; nothing of it stands in the way.",
    exitCode: 3,
  },
  STOP_ADOPTION_UNCONFIRMED: {
    sentence:
      "What the adopted run has written can't be confirmed as what was approved; it can only be taken back.",
    wayOut:
      "Take its drafts back with `cutter orchestrate revert RUN --execute`, which asks for SG_3; or put right what is named and compare again with `cutter orchestrate adopt RUN`.",
    exitCode: 3,
  },
  STOP_HOLD: {
    sentence: "A HOLD file stops the run.",
    wayOut: "Remove the HOLD file when the cause is settled, then resume.",
    exitCode: 3,
  },
  STOP_INTERRUPTED: {
    sentence: "The process was asked to end and stopped at a safe point.",
    wayOut: "Start the command again; a run is resumed, and knows where it was.",
    exitCode: 3,
  },
  STOP_KILL_SWITCH_OFF: {
    sentence: "The kill switch is off for this gate of this run.",
    wayOut:
      "Add the execution authorisation with `cutter approve --push` (for it alone: `--only execution`), then resume.",
    exitCode: 3,
  },
  STOP_STATE_CORRUPT: {
    sentence: "The journal or the state of the run is damaged; it is never made anew.",
    wayOut:
      "Put the newest copy of it back, or, where none is left, make the journal anew from git and ledger with `cutter orchestrate adopt RUN`.",
    exitCode: 3,
  },
  STOP_STATE_IO: {
    sentence: "The sidecar could not be written safely.",
    wayOut: "Free space or repair the disk, then resume; the last safe state stands.",
    exitCode: 3,
  },
  STOP_STATE_UNSAFE: {
    sentence: "A folder or file of the sidecar can be changed by others, or is a link.",
    wayOut:
      "Find out who could change it; give it to the bot's account, take the rights of others away (chmod go-w), put a real folder in place of a link.",
    exitCode: 3,
  },
  STOP_MACHINE_FAULT: {
    sentence: "The machine refused what the work needs: a file, a folder, space, a program or a connection.",
    wayOut: "Put right what is named, then start the command again; a run goes on from where it was.",
    exitCode: 3,
  },
  STOP_OUTPUT_IO: {
    sentence:
      "The result could not be written to standard output or to the file that was named; the work itself is done.",
    wayOut: "Free space where the output goes; `cutter status` tells where the runs stand.",
    exitCode: 3,
  },
  STOP_DB_BEHIND_STATE: {
    sentence:
      "The database lacks what the journal says was committed; it is older than the sidecar, or another one.",
    wayOut:
      "Restore the newest database, then resume. If it is lost, withdraw what is left with `cutter orchestrate revert RUN --execute`, or, where nothing is left, give the run up with `cutter orchestrate void`, and cut again.",
    exitCode: 3,
  },
  STOP_STATE_BEHIND_DB: {
    sentence: "The database is ahead of the journal; the sidecar is older than what was written.",
    wayOut:
      "Put the newest copy of the run's journal back, or, where none is left, make it anew from git and ledger with `cutter orchestrate adopt RUN`; do not cut again.",
    exitCode: 3,
  },
  STOP_STATE_BEHIND_GIT: {
    sentence:
      "Git holds a request that the journal does not know, or that names another journal: this one is older, or was exchanged.",
    wayOut:
      "Put the newest copy of the journal back. Where none is left, make it anew from git and ledger with `cutter orchestrate adopt RUN`, or end it: `cutter orchestrate revert RUN --execute` takes its drafts back, `cutter orchestrate void RUN` gives up what has written nothing. Where nobody of yours has brought that request there, take its file off the default branch.",
    exitCode: 3,
  },
  STOP_CLOCK_REGRESSION: {
    sentence: "The clock of the runner is earlier than the last entry of the journal.",
    wayOut:
      "Correct the clock of the runner, then resume. If an earlier clock ran ahead and this one agrees with the database's, write a new request with `cutter orchestrate renew RUN`. No clock hinders `cutter orchestrate void` of a run that has written nothing.",
    exitCode: 3,
  },
  STOP_CLOCK_SKEW: {
    sentence: "The clocks of the runner and of the database differ by more than 120 seconds.",
    wayOut: "Correct the clock that is wrong, then resume.",
    exitCode: 3,
  },
  STOP_VERSION_MISMATCH: {
    sentence: "The code that resumes the run is not the code that was approved.",
    wayOut:
      "Check out the version that the request names. Any version can take the drafts back with `cutter orchestrate revert RUN --execute`, and give a run up that has written nothing with `cutter orchestrate void RUN`.",
    exitCode: 3,
  },
  STOP_DRIFT: {
    sentence: "Facts that the request binds have changed since it was written.",
    wayOut: "Read what moved, then write a new request with `cutter orchestrate renew RUN`.",
    exitCode: 3,
  },
  STOP_TAMPERED: {
    sentence: "Rows that this run has written are not what it wrote; no request can take that in.",
    wayOut:
      "Withdraw the drafts with `cutter orchestrate revert RUN --execute`, or restore the rows that are named from the backup and resume.",
    exitCode: 3,
  },
  STOP_DRYRUN_NOT_RESUMABLE: {
    sentence: "A dry run lives on a throw-away copy and cannot be resumed.",
    wayOut: "Start the dry run again.",
    exitCode: 3,
  },
  STOP_INVARIANT_FAILED: {
    sentence: "A check of what was written, or was about to be written, failed.",
    wayOut: "Read the failed rows of the report; plan with `cutter orchestrate revert`.",
    exitCode: 3,
  },
  STOP_OUTCOME_UNKNOWN: {
    sentence:
      "The connection was lost while a transaction was being committed and the database cannot be asked yet.",
    wayOut: "Resume when the database answers; the receipt decides what happened.",
    exitCode: 3,
  },
  STOP_NOTHING_TO_REVERT: {
    sentence: "There is nothing of this run that a compensation could take back.",
    wayOut: "Read the plan: enacted units are never touched.",
    exitCode: 3,
  },
  STOP_DEPENDENCY_FLOOR: {
    sentence: "An installed dependency is older than the lowest safe version.",
    wayOut: "Install a later release; in a clone run `npm ci` with its lock file, then `npm run build`.",
    exitCode: 3,
  },
  STOP_CODE_UNTRUSTED: {
    sentence: "The bot's own code is missing, is not what was built, or could be changed by others.",
    wayOut:
      "Install the release again, or run `npm ci`, which also builds, owned by root; `chmod -R go-w` takes it from the hands of others.",
    exitCode: 3,
  },
  STOP_PRECHECK_FAILED: {
    sentence: "The runner is not ready.",
    wayOut: "Follow the way out of every failed precheck that `cutter doctor` lists.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
