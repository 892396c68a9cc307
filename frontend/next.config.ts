import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  // Flask and Next disagree about the slash of /admin/: what the browser asked for is passed on as it is.
  skipTrailingSlashRedirect: true,
  images: { unoptimized: true },
  agentRules: false,
  // A lock file further up would change the layout of the standalone folder.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
};

export default config;
