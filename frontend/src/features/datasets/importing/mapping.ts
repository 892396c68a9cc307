/** Which column or field becomes what, as `POST …/import` takes it; what is left open the server decides by the names. */

export const PARTS = { input: 'Input', expected: 'Expected', key: 'Key', tags: 'Tags', metadata: 'Metadata', none: 'Left out' } as const;
export type Part = keyof typeof PARTS;
export type Mapping = Record<string, Part>;

const EXPECTED = ['expected_json', 'expected', 'expected_output', 'answer', 'ideal', 'output'];
const WHOLE = ['input_json', 'input'];

/** As the server would decide. */
export function guessed(names: string[]): Mapping {
  const first = (among: string[]) => among.find((name) => names.includes(name));
  const [expected, key, tags, metadata] = [first(EXPECTED), first(['key', 'id']), first(['tags']), first(['metadata'])];
  const whole = first(WHOLE);
  return Object.fromEntries(
    names.map((name) => {
      if (name === expected) return [name, 'expected'];
      if (name === key) return [name, 'key'];
      if (name === tags) return [name, 'tags'];
      if (name === metadata) return [name, 'metadata'];
      // An answer in the input would be a gift to whoever is asked.
      return [name, (whole ? name === whole : !EXPECTED.includes(name)) ? 'input' : 'none'];
    }),
  );
}

const named = (mapping: Mapping, part: Part) => Object.keys(mapping).filter((name) => mapping[name] === part);

/** A column that says it is the whole of it is; any others become members of an object. */
function inputOf(names: string[]): string | Record<string, string> {
  const [only] = names;
  if (names.length === 1 && only && WHOLE.includes(only)) return only;
  return Object.fromEntries(names.map((name) => [name, name]));
}

const expectedOf = (names: string[]) => (names.length > 1 ? Object.fromEntries(names.map((name) => [name, name])) : names[0]);

/** What the fields ask for; null where the server would decide the same. */
export function mappingOf(mapping: Mapping): string | null {
  const names = Object.keys(mapping);
  const usual = guessed(names);
  if (names.every((name) => mapping[name] === usual[name])) return null;
  const [key, tags, metadata] = [named(mapping, 'key')[0], named(mapping, 'tags')[0], named(mapping, 'metadata')];
  return JSON.stringify({
    input: inputOf(named(mapping, 'input')),
    expected: expectedOf(named(mapping, 'expected')),
    key,
    tags,
    metadata: metadata.length > 0 ? metadata : undefined,
  });
}

export const wrongIn = (mapping: Mapping): string | null => {
  if (named(mapping, 'input').length === 0) return 'Say which column is the input.';
  if (named(mapping, 'key').length > 1) return 'Only one column can be the key.';
  if (named(mapping, 'tags').length > 1) return 'Only one column can hold tags.';
  return null;
};
