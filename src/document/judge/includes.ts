import { compareValues } from "../readings/number-order.ts";

/** True where a number is one of those that are looked for. */
export function includes(values: readonly (readonly number[])[], value: readonly number[]): boolean {
  return values.some((wanted) => compareValues(wanted, value) === 0);
}
