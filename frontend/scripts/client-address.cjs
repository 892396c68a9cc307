// Whoever is connected is who is asking. Next believes these headers if a client sends them, and fills them in from
// the connection if they are missing: so they are missing, always. Only where the connection is a trusted proxy's
// (TRUSTED_PROXIES) is its word on who is asking put there, the one address.
const { Server } = require('node:http');
const { BlockList, isIP } = require('node:net');

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip'];
const trusted = networks(process.env.TRUSTED_PROXIES ?? '');
const emit = Server.prototype.emit;

Server.prototype.emit = function (event, ...rest) {
  if (event === 'request') introduce(rest[0]);
  return emit.call(this, event, ...rest);
};

function introduce({ headers, socket }) {
  const said = headers['x-forwarded-for'] ?? '';
  for (const name of FORWARDED) delete headers[name];
  if (!isTrusted(socket.remoteAddress)) return;
  headers['x-forwarded-for'] = clientAddress(socket.remoteAddress, said);
}

/** From the right, the first that is no trusted proxy's; what is no address ends the walk. As app/web/proxies.py. */
function clientAddress(peer, said) {
  const hops = said.split(',');
  let found = plain(peer);
  while (hops.length && isTrusted(found)) {
    const hop = plain(hops.pop());
    if (!hop) break;
    found = hop;
  }
  return found;
}

function isTrusted(address) {
  const known = plain(address ?? '');
  return !!known && trusted.check(known, isIP(known) === 6 ? 'ipv6' : 'ipv4');
}

/** Without a port, brackets or the mapping of IPv4 into IPv6; nothing if it is no address. */
function plain(hop) {
  let address = hop.trim();
  if (address.startsWith('[')) address = address.slice(1).split(']')[0];
  else if (/^[^:]*:[^:]*$/.test(address)) address = address.split(':')[0];
  address = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : '';
}

function networks(list) {
  const found = new BlockList();
  for (const network of list.split(',').map((each) => each.trim()).filter(Boolean)) {
    const [address, bits] = network.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    found.addSubnet(address, Number(bits ?? (kind === 'ipv6' ? 128 : 32)), kind);
  }
  return found;
}
