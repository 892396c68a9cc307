/** The pages that the navigation and the palette lead to, in their groups. */

import {
  type Icon,
  IconActivity,
  IconChartHistogram,
  IconDatabase,
  IconFlask,
  IconGavel,
  IconMessageCode,
  IconMessages,
  IconPlayerPlay,
  IconTerminal2,
} from '@tabler/icons-react';
import type { Right } from '@/lib/me';

export type Path = '/prompts' | '/try' | '/datasets' | '/evaluators' | '/experiments' | '/runs' | '/traces' | '/sessions' | '/dashboard';

/** `needs` is the right without which a page has nothing to offer. */
type Place = { path: Path; name: string; icon: Icon; needs?: Right };

export const GROUPS: [group: string, places: Place[]][] = [
  [
    'Build',
    [
      { path: '/prompts', name: 'Prompts', icon: IconMessageCode },
      { path: '/try', name: 'Try it', icon: IconTerminal2, needs: 'write' },
    ],
  ],
  [
    'Evaluate',
    [
      { path: '/datasets', name: 'Datasets', icon: IconDatabase },
      { path: '/evaluators', name: 'Evaluators', icon: IconGavel },
      { path: '/experiments', name: 'Experiments', icon: IconFlask },
    ],
  ],
  [
    'Observe',
    [
      { path: '/runs', name: 'Runs', icon: IconPlayerPlay },
      { path: '/traces', name: 'Traces', icon: IconActivity },
      { path: '/sessions', name: 'Sessions', icon: IconMessages },
      { path: '/dashboard', name: 'Dashboard', icon: IconChartHistogram },
    ],
  ],
];

/** Whether an address is that of a page or of one below it. */
export const isWithin = (pathname: string, path: string) => pathname === path || pathname.startsWith(`${path}/`);
