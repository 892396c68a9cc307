// Whoever is connected is who is asking. Next believes these headers if a client sends them, and fills them in from
// the connection if they are missing: so they are missing, always.
const { Server } = require('node:http');

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip'];
const emit = Server.prototype.emit;

Server.prototype.emit = function (event, ...rest) {
  if (event === 'request') for (const name of FORWARDED) delete rest[0].headers[name];
  return emit.call(this, event, ...rest);
};
