import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../../src/compose/app.ts";
import type { Proof } from "../../src/domain/proof.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "./amend-document.ts";
import type { CutterEnd } from "./cutter.ts";
import { AMENDED_ACT, FIRST_ACT } from "./harbour-act.ts";
import { makeTestSetup, must, type TestSetup } from "./test-setup.ts";

/** An act in force since 2020, and its amendment of July 2025, each enacted under a signed approval; and the command line that proves it. */
export interface ProofScene extends AsyncDisposable {
  readonly setup: TestSetup;
  readonly app: App;
  readonly runs: readonly [first: string, amending: string];
  /** Public key of the root. */
  readonly rootKey: string;
  /** The options by which the clone and the root key are named. */
  readonly sources: readonly string[];
  /** A file with the proof of an address, and the proof. */
  prove(args: readonly string[]): Promise<{ readonly file: string; readonly proof: Proof }>;
  kb(args: readonly string[]): Promise<CutterEnd>;
  /** What `kb verify` says of a proof, as its object. */
  verify(proof: unknown, ...flags: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  register(text: string, words?: VersionWords): Promise<void>;
}

const LAW = "harbour";

export async function openProofScene(): Promise<ProofScene> {
  const setup = await makeTestSetup();
  const app = await setup.openApp();
  const register = async (text: string, words: VersionWords = {}) => {
    const { outcome } = await registerVersion(await setup.live.openSource(), {
      documentId: LAW,
      text,
      ...words,
    });
    must(outcome);
  };
  const { folder, repository } = setup.setup;
  const rootKey = join(folder, "keys", "root.asc");
  await register(FIRST_ACT, {
    ...{ docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" },
    effectiveFrom: "2020-01-01",
  });
  const first = await cutAndEnact(setup, app, LAW);
  await register(AMENDED_ACT, { effectiveFrom: "2025-07-01", citation: "Act 12 of 2025" });
  const amending = await cutAndEnact(setup, app, LAW);
  const sources = ["--repo", repository, "--root-key", rootKey];
  let files = 0;
  const nextFile = () => join(folder, `proof-${++files}.json`);
  const kb = (args: readonly string[]) => setup.cutter(["kb", ...args]);
  return {
    setup,
    app,
    runs: [first, amending],
    rootKey,
    sources,
    register,
    kb,
    async prove(args) {
      const file = nextFile();
      const end = await kb(["prove", ...args, ...sources, "--out", file]);
      if (end.code !== 0) throw new Error(end.stderr);
      return { file, proof: JSON.parse(await readFile(file, "utf8")) };
    },
    async verify(proof, ...flags) {
      const file = nextFile();
      await writeFile(file, typeof proof === "string" ? proof : JSON.stringify(proof));
      const keys = flags.includes("--root-key") ? [] : ["--root-key", rootKey];
      const end = await kb(["verify", file, ...keys, ...flags, "--json"]);
      return { ...JSON.parse(end.stdout || JSON.stringify({ stderr: end.stderr })), code: end.code };
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await setup[Symbol.asyncDispose]();
    },
  };
}
