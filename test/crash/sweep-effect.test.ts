import test, { after, before } from "node:test";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { killDays } from "./kill-days.ts";

let scene: CrashScene;

before(async () => {
  scene = await makeCrashScene();
});
after(() => scene[Symbol.asyncDispose]());

test("a run that sets days and is killed once at every point of its own phases sets each day once (F-01)", () =>
  killDays(scene, "its own phases"));
