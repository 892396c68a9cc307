// Addresses that Next does not hand on as they are: it fails with 500 over a path whose escapes it cannot decode, puts
// U+FFFD in the place of what is no UTF-8 in a query, and leads `a//b` to `a/b`, which is another name. So they are
// refused before Next sees them, as Flask does.
const { Server } = require('node:http');

const emit = Server.prototype.emit;

Server.prototype.emit = function (event, ...rest) {
  const problem = event === 'request' && problemWith(rest[0].url);
  return problem ? refuse(rest[1], problem) : emit.call(this, event, ...rest);
};

function problemWith(url) {
  const [path, query = ''] = url.split(/\?(.*)/s);
  if (!isReadable(path)) return notUtf8('path');
  // A percent sign that begins no escape is a percent sign, as every form and browser has it.
  if (!isReadable(query.replace(/%(?![0-9a-f]{2})/gi, '%25'))) return notUtf8('query');
  if (/\/\/|\\/.test(path)) {
    return { title: 'Not found', status: 404, detail: 'There is nothing at this address.', code: 'not_found' };
  }
  return null;
}

function isReadable(text) {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const notUtf8 = (place) => ({
  title: 'Not valid',
  status: 422,
  detail: `The ${place} is not UTF-8: encode it as percent escapes of UTF-8 bytes.`,
  code: 'bad_address',
  errors: { [place]: ['Not UTF-8.'] },
});

function refuse(response, problem) {
  response.writeHead(problem.status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ type: 'about:blank', ...problem, request_id: null }));
  return true;
}
