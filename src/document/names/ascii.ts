/** True for the code of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** True for the code of `A` to `Z`. */
export function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** True for the code of `a` to `z`. */
export function isSmall(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
