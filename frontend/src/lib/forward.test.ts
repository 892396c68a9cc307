import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { forward } from './forward';

let server: Server;
let seen: IncomingMessage | undefined;
let body = '';

beforeAll(async () => {
  server = createServer(async (request, response) => {
    seen = request;
    body = '';
    for await (const part of request) body += part;
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
    response.setHeader('Connection', 'keep-alive, X-Hop');
    response.setHeader('X-Hop', 'between the two only');
    response.writeHead(request.url === '/api/moved' ? 302 : 200, { Location: '/elsewhere' });
    response.end('answer');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  vi.stubEnv('API_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('PROXY_SECRET', 'the secret');
  vi.stubEnv('PUBLIC_URL', 'https://prompts.example.org');
});
afterEach(() => (seen = undefined));
afterAll(() => server.close());

const ask = (path: string, init: RequestInit = {}) => forward(new Request(`http://pages${path}`, init));

test('the address arrives as it was sent', async () => {
  await ask('/api/by-name/a%2Fb%20c/?q=%25&q=a+b');
  expect(seen?.url).toBe('/api/by-name/a%2Fb%20c/?q=%25&q=a+b');
});

test('the body is streamed, and expect is left out', async () => {
  await ask('/api/x', { method: 'POST', body: 'text', headers: { expect: '100-continue', authorization: 'Bearer x' } });
  expect(body).toBe('text');
  expect(seen?.headers.expect).toBeUndefined();
});

test('strangers send enough to sign in, and no more', async () => {
  await ask('/api/login', { method: 'POST', body: '{"email": "ä"}' });
  expect(body).toBe('{"email": "ä"}');
  await ask('/api/import', { method: 'POST', body: 'x'.repeat(65_537) });
  expect(body).toBe('');
});

test('it says itself who is asking, whatever the client says', async () => {
  const headers = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'ftp',
    'x-promptside-proxy': 'guessed',
    'x-real-ip': '203.0.113.7',
    forwarded: 'for=203.0.113.7',
  };
  await ask('/api/x', { headers });
  expect(seen?.headers).toMatchObject({
    // What Next found out: scripts/client-address.cjs keeps the client's own word from it.
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'prompts.example.org',
    'x-forwarded-proto': 'https',
    'x-promptside-proxy': 'the secret',
  });
  expect(seen?.headers['x-real-ip']).toBeUndefined();
  expect(seen?.headers.forwarded).toBeUndefined();
});

test('cookies, keys and conditions pass', async () => {
  await ask('/api/x', { headers: { cookie: 'promptside_session=1', authorization: 'Bearer x', 'if-none-match': 'W/"1"' } });
  expect(seen?.headers).toMatchObject({
    cookie: 'promptside_session=1',
    authorization: 'Bearer x',
    'if-none-match': 'W/"1"',
  });
});

test('every cookie comes back, a redirect is the browser’s to follow, and the hop keeps its headers', async () => {
  const answer = await ask('/api/moved');
  expect(answer.status).toBe(302);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(answer.headers.get('location')).toBe('/elsewhere');
  expect(answer.headers.get('x-hop')).toBeNull();
  expect(answer.headers.get('connection')).toBeNull();
});

test('while Flask is away it says so', async () => {
  vi.stubEnv('API_URL', 'http://127.0.0.1:9');
  const answer = await ask('/api/x');
  expect(answer.status).toBe(502);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await answer.json()).toMatchObject({ status: 502, code: 'api_away' });
});
