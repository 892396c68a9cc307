/** What stands in the fields of a form, by their names. */
export function entered<Name extends string>(form: HTMLFormElement, ...names: Name[]) {
  const fields = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, String(fields.get(name) ?? '')])) as Record<Name, string>;
}
