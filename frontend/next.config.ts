import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  // Flask and Next disagree about the slash of /admin/: what the browser asked for is passed on as it is.
  skipTrailingSlashRedirect: true,
  // Where SDKs of Langfuse say that a trace or an experiment can be seen.
  redirects: async () => [
    { source: '/project/:project/traces/:trace', destination: '/traces/:trace', permanent: false },
    { source: '/project/:project/datasets/:dataset/runs/:run', destination: '/experiments?dataset=:dataset', permanent: false },
    { source: '/project/:project/experiments/results', destination: '/experiments', permanent: false },
  ],
  images: { unoptimized: true },
  agentRules: false,
  // A lock file further up would change the layout of the standalone folder.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
};

export default config;
