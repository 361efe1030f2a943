/** The named fields of an object that are texts. */
export function pick<Fields extends object, Key extends keyof Fields>(
  fields: Fields,
  names: readonly Key[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof fields[name] === "string" ? [[String(name), fields[name]]] : [])),
  );
}
