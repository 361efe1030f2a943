import { readOwnNotes } from "./read-notes.js";

/** `node release/notes.js`: prints what CHANGELOG.md tells of the version in package.json. */
process.stdout.write(readOwnNotes());
