/** Where Flask listens, and the headers by which it knows that a request comes from these pages. */

export const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Read at run time, so that one build serves every installation. */
export const flaskUrl = () => process.env.API_URL ?? 'http://127.0.0.1:8000';

const publicUrl = () => new URL(process.env.PUBLIC_URL ?? `http://localhost:${process.env.PORT ?? 3000}`);

/** Says who is asking, in place of whatever the client says of itself. Next knows the address of the connection. */
export function introduce(headers: Headers, from: Headers): Headers {
  headers.set('X-Promptside-Proxy', process.env.PROXY_SECRET ?? '');
  headers.set('X-Forwarded-For', from.get('x-forwarded-for') ?? '');
  headers.set('X-Forwarded-Host', publicUrl().host);
  headers.set('X-Forwarded-Proto', publicUrl().protocol.slice(0, -1));
  for (const name of ['forwarded', 'x-forwarded-port', 'x-real-ip']) headers.delete(name);
  return headers;
}
