import type { Command } from "commander";
import type { CommandProcess } from "../compose.ts";
import type { CommandLine } from "./command-line.ts";

/** What commands are made with. */
export type CommandParts = Pick<
  CommandProcess,
  | "environment"
  | "interrupted"
  | "openApp"
  | "database"
  | "openReading"
  | "openBackupTools"
  | "openBackupShelf"
  | "openDrill"
  | "openSidecarCommands"
>;

export type LoadCommand = (line: CommandLine, parts: CommandParts) => Promise<Command>;

/** Every command by its name, in the order of `--help`. Only the named one is loaded, with what it needs. */
export const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  demo: async (line, parts) => (await import("./demo/demo.ts")).makeDemoCommand(line, parts),
  orchestrate: async (line, { openApp }) =>
    (await import("./orchestrate.ts")).makeOrchestrateCommand(line, openApp),
  approve: async (line) => (await import("./approve.ts")).makeApproveCommand(line),
  verify: async (line, { environment }) => (await import("./verify.ts")).makeVerifyCommand(line, environment),
  policy: async (line, { environment }) => (await import("./policy.ts")).makePolicyCommand(line, environment),
  status: async (line, { openApp }) => (await import("./status.ts")).makeStatusCommand(line, openApp),
  doctor: async (line, { openApp, environment }) =>
    (await import("./doctor.ts")).makeDoctorCommand(line, openApp, environment),
  audit: async (line, { openApp }) => (await import("./audit.ts")).makeAuditCommand(line, openApp),
  source: async (line, parts) => (await import("./source.ts")).makeSourceCommand(line, parts),
  kb: async (line, { environment, openReading }) =>
    (await import("./kb/kb.ts")).makeKbCommand(line, environment, openReading),
  db: async (line, { database }) => (await import("./db.ts")).makeDbCommand(line, database),
  backup: async (line, { openBackupTools, openBackupShelf }) =>
    (await import("./backup.ts")).makeBackupCommand(line, openBackupTools, openBackupShelf),
  drill: async (line, { openDrill }) => (await import("./drill.ts")).makeDrillCommand(line, openDrill),
  sidecar: async (line, { openSidecarCommands }) =>
    (await import("./sidecar.ts")).makeSidecarCommand(line, openSidecarCommands),
  evidence: async (line, { environment, openApp }) =>
    (await import("./evidence.ts")).makeEvidenceCommand(line, environment, openApp),
  init: async (line) => (await import("./init.ts")).makeInitCommand(line),
  completion: async (line, parts) =>
    (await import("./completion/completion.ts")).makeCompletionCommand(line, parts),
};
