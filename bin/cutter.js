#!/usr/bin/env -S node --max-semi-space-size=2 --max-old-space-size=1024
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { refuseOldNode } from "./node-version.js";
import { refuseBuild, refuseOldBuild } from "./own-code.js";
import { tellRefusal } from "./tell-refusal.js";

// Not `import.meta.dirname`: an older Node has none, and has to get as far as to be refused.
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "actions/dist");
const oldNode = refuseOldNode();
const fault = oldNode ? null : refuseBuild({ root, folder }) || refuseOldBuild({ root, folder });
if (oldNode) tellRefusal(oldNode);
else if (fault)
  tellRefusal({
    reason: "STOP_CODE_UNTRUSTED",
    message: "The bot's own code is missing, is not what was built, or could be changed by others.",
    field: fault.field,
    expected: fault.expected,
    actual: fault.actual,
    wayOut:
      "Install the release again, or run `npm ci`, which also builds, owned by root; `chmod -R go-w` takes it from the hands of others.",
  });
else await import(pathToFileURL(join(folder, "cutter.mjs")).href);
