import { refuseOldNode } from "../bin/node-version.js";
import { tellRefusal } from "../bin/tell-refusal.js";

// Imported first, because what comes behind it does not even load in an older Node.
const oldNode = refuseOldNode();
if (oldNode !== null) {
  tellRefusal(oldNode);
  process.exit();
}
