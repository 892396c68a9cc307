/** The client of the REST API for server components: straight to Flask, with the cookie of who is asking. */

import 'server-only';
import { QueryClient } from '@tanstack/react-query';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import createClient from 'openapi-fetch';
import { cache } from 'react';
import type { Api } from './api';
import type { paths } from './api-schema';
import { flaskUrl, introduce } from './flask';
import { hasCode, hasStatus } from './problem';
import { HEADER, within } from './project';

/** The project that the page's address names; the proxy read it there. */
const namedProject = async () => (await headers()).get(HEADER);

export const serverApi = cache(async (): Promise<Api> => {
  const sent = introduce(new Headers({ cookie: (await cookies()).toString() }), await headers());
  const project = await namedProject();
  if (project) sent.set(HEADER, project);
  return createClient<paths>({ baseUrl: flaskUrl(), headers: Object.fromEntries(sent), cache: 'no-store' });
});

/**
 * Holds what comes along with a page. As text, since React would walk each property of each row; and also what is
 * still on its way, which then comes behind the page.
 */
export const newServerClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false },
      dehydrate: { serializeData: JSON.stringify, shouldDehydrateQuery: ({ state }) => state.status !== 'error' },
    },
  });

/**
 * Loads what a page shows first, when it is opened anew; on the way from page to page the view loads it, and shows at
 * once that it does. Only Flask decides who may see it: signed out leads to the sign-in and back to `here`,
 * what does not exist to the page that says so. Whatever else fails is left to the view, which can try again.
 */
export async function firstLoad(here: string, load: (client: QueryClient, api: Api) => Promise<unknown>) {
  const client = newServerClient();
  if ((await headers()).get('sec-fetch-dest') === 'empty') return client;
  try {
    await load(client, await serverApi());
  } catch (error) {
    if (hasStatus(error, 401)) redirect(`/sign-in?next=${encodeURIComponent(within(here, await namedProject()))}`);
    // That there is no such project is for the frame to say.
    if (hasStatus(error, 404) && !hasCode(error, 'no_such_project')) notFound();
  }
  return client;
}

/** The build that answers now; null while it does not. */
export async function currentBuild(): Promise<string | null> {
  try {
    const { data } = await createClient<paths>({ baseUrl: flaskUrl(), cache: 'no-store' }).GET('/version');
    return data?.build ?? null;
  } catch {
    return null;
  }
}
