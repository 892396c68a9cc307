/** What every page is sent with: a nonce for its scripts, and the headers that close it to others. */

import { type NextRequest, NextResponse } from 'next/server';
import { HEADER, projectIn } from '@/lib/project';

/** Everything but what is streamed to Flask, which sets its own headers, and files. */
export const config = {
  matcher: ['/((?!(?:api|admin|static|v1|live|ready|version)(?:/|$)|_next/static/|icon\\.svg$).*)'],
};

const PERMISSIONS = 'browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()';
const A_YEAR = 'max-age=31536000';
/** As Flask decides it: read at run time, since one build serves every installation. */
const isHttpsOnly = () => process.env.APP_ENV === 'production' && !!process.env.PUBLIC_URL?.startsWith('https://');

const DEVELOPING = process.env.NODE_ENV === 'development';

/** Mantine sets style attributes, so styles cannot have a nonce. React's development build evaluates code. */
const policy = (nonce: string) =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${DEVELOPING ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

export function proxy(request: NextRequest) {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Layouts are not told the address.
  const project = projectIn(request.nextUrl.searchParams);
  if (project) headers.set(HEADER, project);
  else headers.delete(HEADER);
  // Next reads the nonce for its own scripts from here.
  headers.set('Content-Security-Policy', policy(nonce));

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy(nonce));
  // What of a page is there is to be seen at once, also through nginx, which would wait for the rest.
  response.headers.set('X-Accel-Buffering', 'no');
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set('X-Frame-Options', 'DENY');
  response.headers.set('Referrer-Policy', 'same-origin');
  response.headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  response.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  response.headers.set('Permissions-Policy', PERMISSIONS);
  if (isHttpsOnly()) response.headers.set('Strict-Transport-Security', A_YEAR);
  return response;
}
