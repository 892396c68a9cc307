// Completes the standalone folder: what Next leaves out of it goes in, what nobody needs goes out.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const standalone = '.next/standalone';

cpSync('.next/static', `${standalone}/.next/static`, { recursive: true });
if (existsSync('public')) cpSync('public', `${standalone}/public`, { recursive: true });
for (const unused of ['sharp', '@img']) {
  rmSync(`${standalone}/node_modules/${unused}`, { recursive: true, force: true });
}

const before = ['client-address.cjs', 'addresses.cjs'];
for (const part of before) cpSync(`scripts/${part}`, `${standalone}/${part}`);
const server = readFileSync(`${standalone}/server.js`, 'utf8');
writeFileSync(`${standalone}/server.js`, [...before.map((part) => `require('./${part}')`), server].join('\n'));
