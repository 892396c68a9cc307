/** The one door to Flask: hands a request on as it came, and streams the answer back. */

import { flaskUrl, HOP_BY_HOP, introduce } from './flask';

/** Ours to set, or to leave to `fetch`. undici refuses `expect`, which curl sends with large bodies. */
const NOT_SENT = [...HOP_BY_HOP, 'accept-encoding', 'expect', 'host', 'x-middleware-subrequest'];
/** `fetch` has unpacked the body already. */
const NOT_RETURNED = [...HOP_BY_HOP, 'content-encoding', 'content-length'];
const BODILESS = ['GET', 'HEAD'];
/** Enough to sign in, which is all that somebody without a credential can send a body for. */
const STRANGERS_BYTES = 64 * 1024;

export async function forward(request: Request): Promise<Response> {
  // The URL's own path, not Next's decoded parameters: %2F and the closing slash of /admin/ mean something to Flask.
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await fetch(flaskUrl() + pathname + search, {
      method: request.method,
      headers: sent(request.headers),
      body: await bodyOf(request),
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

async function bodyOf(request: Request) {
  if (BODILESS.includes(request.method)) return undefined;
  const isStranger = !request.headers.has('authorization') && !request.headers.has('cookie');
  return isStranger ? await beginning(request.body) : request.body;
}

/** Flask refuses strangers without reading, which would break off a stream before its answer is heard. */
async function beginning(body: Request['body']) {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = body?.getReader();
  let size = 0;
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    parts.push(read.value);
    size += read.value.length;
    if (size > STRANGERS_BYTES) return undefined;
  }
  return new Blob(parts);
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
