/**
 * JSON as its author wrote it. JavaScript's objects put keys such as "10" first and know neither 1.0 nor long integers,
 * and the order of keys changes what a model does; so what has to come back as it was stays a text.
 */

import { applyEdits, findNodeAtLocation, format, modify, type Node, parseTree } from 'jsonc-parser';

/** The text of one JSON value. */
export type JsonText = string;
export type Member = [name: string, value: JsonText];

const INDENT = { tabSize: 2, insertSpaces: true, eol: '\n' };

const written = (text: JsonText, node: Node): JsonText => text.slice(node.offset, node.offset + node.length);

/** Finds values by their path; each comes as it was written. */
export function reader(text: JsonText) {
  const tree = parseTree(text);
  return (...path: (string | number)[]): JsonText => {
    const node = tree && findNodeAtLocation(tree, path);
    if (!node) throw new Error(`There is no ${path.join('.')} in this JSON.`);
    return written(text, node);
  };
}

/** The members of an object, in the order written. */
export function membersOf(text: JsonText): Member[] {
  const members = parseTree(text)?.children ?? [];
  return members.flatMap(({ children: [name, value] = [] }) =>
    name && value ? [[String(name.value), written(text, value)] as Member] : [],
  );
}

export const objectOf = (members: Member[]): JsonText =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`;

/** The object with one member set, or taken out if there is no value; everything else stays as it is. */
export const withMember = (text: JsonText, name: string, value: unknown): JsonText =>
  applyEdits(text, modify(text, [name], value, { formattingOptions: INDENT }));

/** The same value with two spaces a level. */
export const indented = (text: JsonText): JsonText => applyEdits(text, format(text, undefined, INDENT));

export const sameJson = (one: JsonText | null | undefined, other: JsonText | null | undefined) =>
  indented(one ?? '') === indented(other ?? '');
