/** What somebody may be in a project, and what a key may carry. */

import type { Schemas } from '@/lib/api';

export type Role = Schemas['MemberOut']['role'];

/** The fewest rights first. */
export const ROLES: Record<Role, string> = {
  viewer: 'Reads everything in the project.',
  editor: 'Also writes prompts, datasets and evaluators, runs experiments, and sends in runs and traces.',
  releaser: 'Also decides which version is served.',
  admin: 'Also looks after gates, members, keys and the project itself.',
};

export const ROLE_NAMES = Object.keys(ROLES) as Role[];

export type Scope = Schemas['KeyIn']['scopes'][number];

export const SCOPES: Record<Scope, string> = {
  read: 'fetch prompts, read everything else',
  write: 'prompts, datasets, evaluators, experiments',
  release: 'activate versions, roll back',
  ingest: 'send in runs, traces and scores',
  admin: 'gates, members, keys, settings',
};

export const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];
