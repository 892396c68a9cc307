/** The most telling names first: Edge also says Chrome, and Chrome also says Safari. */
const PROGRAMS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const;
const NAMES: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** A browser as people call it: `Firefox on Windows`; what is none of the known, as it calls itself. */
export function browserOf(agent: string | null): string {
  if (!agent) return 'Unknown program';
  const program = PROGRAMS.find((name) => agent.includes(`${name}/`));
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  if (!program) return agent.slice(0, 60);
  return `${NAMES[program] ?? program}${system ? ` on ${system}` : ''}`;
}
