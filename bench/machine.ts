import { execFile } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { promisify } from "node:util";
import { findPostgres } from "../src/adapters/scratch-postgres/find-postgres.ts";

const run = promisify(execFile);

/** The machine on which the figures were measured, without anything that identifies it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly postgresql: string;
  readonly gpg: string;
  readonly git: string;
  readonly date: string;
}

export async function describeMachine(): Promise<Machine> {
  const [programs] = await findPostgres({ pgBin: null, path: searchPath(), preferMajor: null });
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgresql: programs?.version ?? "none",
    gpg: await readVersion("gpg"),
    git: await readVersion("git"),
    date: new Date().toISOString().slice(0, 10),
  };
}

export function searchPath(): string {
  return process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
}

async function readVersion(program: string): Promise<string> {
  const { stdout } = await run(program, ["--version"]).catch(() => ({ stdout: "" }));
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? "none";
}
