/** The one door to Flask: hands a request on as it came, and streams the answer back. */

import { flaskUrl, HOP_BY_HOP, introduce } from './flask';

/** Ours to set, or to leave to `fetch`. undici refuses `expect`, which curl sends with large bodies. */
const NOT_SENT = [...HOP_BY_HOP, 'accept-encoding', 'expect', 'host', 'x-middleware-subrequest'];
/** `fetch` has unpacked the body already. */
const NOT_RETURNED = [...HOP_BY_HOP, 'content-encoding', 'content-length'];
const BODILESS = ['GET', 'HEAD'];

export async function forward(request: Request): Promise<Response> {
  // The URL's own path, not Next's decoded parameters: %2F and the closing slash of /admin/ mean something to Flask.
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await fetch(flaskUrl() + pathname + search, {
      method: request.method,
      headers: sent(request.headers),
      body: BODILESS.includes(request.method) ? undefined : request.body,
      redirect: 'manual',
      cache: 'no-store',
      signal: request.signal,
      // Streams the upload. TypeScript's fetch does not know it yet.
      duplex: 'half',
    } as RequestInit);
    return new Response(answer.body, { status: answer.status, headers: returned(answer.headers) });
  } catch {
    return away();
  }
}

function sent(given: Headers): Headers {
  const headers = without(given, NOT_SENT);
  // Packing for the way over the loopback would cost both ends time.
  headers.set('Accept-Encoding', 'identity');
  return introduce(headers, given);
}

function returned(given: Headers): Headers {
  return without(given, NOT_RETURNED);
}

/** A copy that also leaves out what `Connection` names as being for this hop only. */
function without(given: Headers, names: string[]): Headers {
  const headers = new Headers(given);
  const named = (given.get('connection') ?? '').split(',').map((name) => name.trim());
  for (const name of [...names, ...named]) if (name && name !== 'close') headers.delete(name);
  return headers;
}

function away(): Response {
  const problem = {
    type: 'about:blank',
    title: 'Bad gateway',
    status: 502,
    detail: 'The API does not answer; try again in a moment.',
    code: 'api_away',
    request_id: null,
  };
  return new Response(JSON.stringify(problem), {
    status: 502,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '2', 'Cache-Control': 'no-store' },
  });
}
