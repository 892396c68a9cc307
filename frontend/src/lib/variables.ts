/** The variables of a prompt. */

/** As the server reads them: on one line, inner spaces allowed. */
export const VARIABLE = /\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}/g;

export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name as string)),
];
