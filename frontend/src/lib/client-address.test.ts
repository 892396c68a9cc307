import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const SCRIPT = resolve('scripts/client-address.cjs');

/** What a server that has loaded the script is told, in a process of its own. */
function told(peer: string, headers: Record<string, string>, trusted = ''): Record<string, string> {
  const program = `
    require(${JSON.stringify(SCRIPT)});
    const { Server } = require('node:http');
    const request = { headers: ${JSON.stringify(headers)}, socket: { remoteAddress: ${JSON.stringify(peer)} } };
    new Server().emit('request', request, {});
    console.log(JSON.stringify(request.headers));`;
  const env = { ...process.env, TRUSTED_PROXIES: trusted };
  return JSON.parse(spawnSync(process.execPath, ['-e', program], { env, encoding: 'utf8' }).stdout);
}

const SAID = { 'x-forwarded-for': '1.1.1.1, 203.0.113.7, 10.0.0.2', 'x-real-ip': '1.1.1.1', accept: 'x' };

test('nobody is believed by default', () => {
  expect(told('10.0.0.1', SAID)).toEqual({ accept: 'x' });
});

test.each([
  ['10.0.0.1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['::ffff:10.0.0.1', '1.1.1.1, 203.0.113.7:5000', '203.0.113.7'],
  ['fd00::1', '[2001:db8::7]:5000', '2001:db8::7'],
  ['10.0.0.1', '203.0.113.7, unknown', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.3', '10.0.0.3'],
  ['203.0.113.9', '203.0.113.7', undefined],
])('of what %s says (%s), %s is believed', (peer, said, believed) => {
  const headers = told(peer, { 'x-forwarded-for': said }, '10.0.0.0/8, fd00::/8');
  expect(headers['x-forwarded-for']).toBe(believed);
});
