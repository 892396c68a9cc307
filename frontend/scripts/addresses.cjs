// Addresses that Next does not hand on as they are: it fails with 500 over a path whose escapes it cannot decode, puts
// U+FFFD in the place of what is no UTF-8 in a query, and leads `a//b` to `a/b`, which is another name. So they are
// refused before Next sees them, as Flask does. A percent sign that begins no escape, as Langfuse's SDKs leave it in a
// prompt's name, is one for Flask: in a path it is escaped for Next.
const { Server } = require('node:http');

const emit = Server.prototype.emit;

Server.prototype.emit = function (event, ...rest) {
  if (event !== 'request') return emit.call(this, event, ...rest);
  const [request, response] = rest;
  const [path, mark = '', query = ''] = request.url.split(/(\?)(.*)/s);
  const problem = problemWith(escaped(path), query);
  if (problem) return refuse(response, problem);
  request.url = escaped(path) + mark + query;
  return emit.call(this, event, ...rest);
};

/** A percent sign that begins no escape is a percent sign, as every form and browser has it. */
const escaped = (text) => text.replace(/%(?![0-9a-f]{2})/gi, '%25');

function problemWith(path, query) {
  if (!isReadable(path)) return notUtf8('path');
  if (!isReadable(escaped(query))) return notUtf8('query');
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
