#!/usr/bin/env -S node --max-semi-space-size=2
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { refuseBuild, refuseOldBuild } from "./own-code.js";

const root = join(import.meta.dirname, "..");
const folder = join(root, "actions/dist");
const fault = refuseBuild({ root, folder }) ?? refuseOldBuild({ root, folder });
if (fault === null) await import(pathToFileURL(join(folder, "cutter.mjs")).href);
else {
  // The shape of every refusal, told here because nothing of the build may be loaded; a test compares it with the table of reasons.
  process.stderr.write(`STOP_CODE_UNTRUSTED: The bot's own code is missing, is not what was built, or could be changed by others.
  at        ${fault.field}
  expected  ${fault.expected}
  actual    ${fault.actual}
  do this   Install the release again, or run \`npm ci\`, which also builds, owned by root; \`chmod -R go-w\` takes it from the hands of others.
`);
  process.exitCode = 3;
}
