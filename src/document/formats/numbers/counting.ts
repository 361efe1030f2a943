import type { NumberWriter } from "./letters.ts";

/** How numbers are written with signs for ten, hundred, thousand and ten thousand. */
interface Counting {
  /** Signs of 0 to 9. */
  readonly digits: string;
  /** Ten, hundred, thousand, ten thousand. */
  readonly places: string;
  /** Where the one before a place is left out: `十` for ten. */
  readonly leavesOutOne: "always" | "in the first ten" | "never";
  /** The one before ten thousand is left out as well. */
  readonly leavesOutMyriad?: true;
  /** A zero stands for places that are skipped: `一百〇一`. */
  readonly saysZero?: true;
}

const MYRIAD = 10_000;
const MOST = 32_767;

/** Counts with signs for places, as Chinese, Japanese and Korean do. */
export function counted(counting: Counting): NumberWriter {
  const digits = [...counting.digits];
  const places = ["", ...counting.places];
  const group = (value: number, isFirst: boolean): string => {
    let text = "";
    let isSkipping = false;
    for (let place = 3; place >= 0; place--) {
      const digit = Math.floor(value / 10 ** place) % 10;
      if (digit === 0) {
        isSkipping = text !== "";
        continue;
      }
      if (isSkipping && counting.saysZero) text += digits[0];
      isSkipping = false;
      const isFirstTen = place === 1 && text === "" && isFirst;
      const isLeftOut =
        digit === 1 &&
        place > 0 &&
        (counting.leavesOutOne === "always" || (counting.leavesOutOne === "in the first ten" && isFirstTen));
      text += (isLeftOut ? "" : digits[digit]) + (places[place] ?? "");
    }
    return text;
  };
  return (value) => {
    if (value < 1 || value > MOST) return null;
    const high = Math.floor(value / MYRIAD);
    const low = value % MYRIAD;
    const isPlain = high === 1 && counting.leavesOutMyriad;
    const myriads = high === 0 ? "" : `${isPlain ? "" : group(high, true)}${places[4]}`;
    const zero = high > 0 && low > 0 && low < 1000 && counting.saysZero ? digits[0] : "";
    return `${myriads}${zero}${group(low, high === 0)}`;
  };
}
