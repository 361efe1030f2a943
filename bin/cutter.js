#!/usr/bin/env -S node --max-semi-space-size=2
import { register } from "tsx/esm/api";

register();
await import("../src/commands/main.ts");
