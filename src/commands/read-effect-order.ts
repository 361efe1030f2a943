import { readDay } from "../domain/days.ts";
import type { EffectOrder } from "../domain/effect-order.ts";
import { OPEN } from "../domain/planned-change.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/** What a person says of the day that enacted text gets, as texts; what is undefined was not said. */
export interface EffectWords {
  readonly from: string;
  readonly units?: string | undefined;
  readonly version?: string | undefined;
  readonly why?: string | undefined;
}

/** Reads an order; `name` is how the reader of a refusal calls each part. */
export function readEffectOrder(
  { from, units, version, why }: EffectWords,
  name: (part: keyof EffectWords) => string,
): Result<EffectOrder> {
  const day = from === OPEN ? accepted(OPEN) : readDay(name("from"), from);
  if (!day.ok) return day;
  const addresses = units?.split(",").map((address) => address.trim());
  if (addresses?.includes("")) return badInput(name("units"), "addresses with commas between", units ?? "");
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
    return badInput(name("version"), "the number of a source version", version);
  if (why?.trim() === "") return badInput(name("why"), "a reason", "nothing");
  return accepted({
    from: day.value,
    why: why ?? (from === OPEN ? "the day is open again" : "the day is set"),
    ...(addresses === undefined ? {} : { units: [...new Set(addresses)] }),
    ...(version === undefined ? {} : { version: Number(version) }),
  });
}

function badInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
