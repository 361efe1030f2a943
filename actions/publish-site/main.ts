import { endWithParent, startAgain } from "../../src/adapters/runner/start-again.ts";
import { HEAP_FLAGS } from "../../src/config/heap-flags.ts";

// GitHub starts an action without flags of node.
if (HEAP_FLAGS.every((flag) => process.execArgv.includes(flag))) {
  endWithParent();
  const { publishSiteAction } = await import("../../src/commands/actions/publish-site.ts");
  process.exitCode = (await publishSiteAction()) || process.exitCode;
} else process.exitCode = await startAgain(HEAP_FLAGS);
