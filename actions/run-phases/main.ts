import { runPhasesAction } from "../../src/commands/actions/run-phases.ts";

process.exitCode = (await runPhasesAction()) || process.exitCode;
