/** The one client of the REST API. In the browser it goes by cookie, with the project and the session's CSRF token. */

import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './api-schema';
import { hasStatus } from './problem';
import { actingProject, HEADER } from './project';

export type Schemas = components['schemas'];
export type Api = ReturnType<typeof createClient<paths>>;

/** `fetch` is looked up at each call, so that a test may put its own in place. */
export const api: Api = createClient<paths>({ baseUrl: '', fetch: (request) => globalThis.fetch(request) });

const withProject: Middleware = {
  onRequest({ request }) {
    const project = actingProject();
    if (project && !request.headers.has(HEADER)) request.headers.set(HEADER, project);
    return request;
  },
};

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
/** Nobody need be signed in there, so there is no token to ask for. */
const BEFORE_SIGNING_IN = ['/api/login', '/api/setup', '/api/password-reset'];
let token: Promise<string | null> | undefined;

async function fetchToken(): Promise<string | null> {
  const { data } = await api.GET('/api/me');
  return data?.csrf_token ?? null;
}

/** What a change has to bring along; null where nobody is signed in. */
export async function csrfToken(): Promise<string | null> {
  const csrf = await (token ??= fetchToken());
  // Not to be had just now; the next change asks again.
  if (!csrf) token = undefined;
  return csrf;
}

const withToken: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (SAFE.includes(request.method) || BEFORE_SIGNING_IN.includes(schemaPath)) return;
    const csrf = await csrfToken();
    if (csrf) request.headers.set('X-CSRF-Token', csrf);
    return request;
  },
  onResponse({ response }) {
    // Another session from here on, or none: the next change asks for its token.
    if ([401, 403].includes(response.status)) token = undefined;
  },
};

api.use(withProject, withToken);

/** After signing in or out. */
export function forgetToken() {
  token = undefined;
}

/** Tries again what may go better the next time, and only that. */
export const retry = (failures: number, error: unknown) =>
  failures < 2 && (!(error instanceof Error) || error.name !== 'Refusal' || hasStatus(error, 429, 502, 503));
