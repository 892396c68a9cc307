import coreWebVitals from 'eslint-config-next/core-web-vitals';
import typescript from 'eslint-config-next/typescript';

/** Imports run one way: shared parts → features → routes, and no feature knows another. */
const onlyDownwards = (group, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
});

const features = ['access', 'prompts', 'shell'];

const config = [
  ...coreWebVitals,
  ...typescript,
  { ignores: ['.next/**', 'next-env.d.ts', 'src/lib/api-schema.ts'] },
  {
    files: ['src/lib/**', 'src/components/**'],
    rules: onlyDownwards(['@/features/*', '@/app/*'], 'Shared parts know no feature and no route.'),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: onlyDownwards(
      ['@/app/*', ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`)],
      'A feature knows no route and no other feature; a route puts them side by side.',
    ),
  })),
];

export default config;
