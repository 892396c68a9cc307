import { type JsonText, membersOf } from '@/lib/json-text';

const LONGEST_VALUE = 24;

/** Parameters in a line: `model small, temperature 0.2`; what is long is only named. */
export function summaryOf(parameters: JsonText | null): string {
  const members = membersOf(parameters ?? '{}');
  if (members.length === 0) return parameters?.trim() && parameters.trim() !== '{}' ? 'Cannot be read' : 'No parameters';
  return members
    .map(([name, value]) => (value.length > LONGEST_VALUE || /^[[{]/.test(value) ? name : `${name} ${value.replaceAll('"', '')}`))
    .join(', ');
}
