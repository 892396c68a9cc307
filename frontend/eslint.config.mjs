import coreWebVitals from 'eslint-config-next/core-web-vitals';
import typescript from 'eslint-config-next/typescript';

/** Imports run one way: shared parts → features → routes, and no feature knows another. */
const onlyDownwards = (group, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
});

const features = [
  ...['access', 'audit', 'connections', 'datasets', 'evaluators', 'experiments', 'gates', 'prompts', 'runs'],
  ...['scales', 'shell', 'traces', 'usage'],
];

const config = [
  ...coreWebVitals,
  ...typescript,
  {
    rules: {
      // Some addresses are Flask's, and others are to be loaded whole: another session begins or ends there.
      '@next/next/no-html-link-for-pages': 'off',
      '@next/next/no-location-assign-relative-destination': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
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
