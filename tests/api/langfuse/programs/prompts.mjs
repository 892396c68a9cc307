// What a JavaScript program does with prompts. Prints what it saw as JSON.
import { LangfuseClient } from '@langfuse/client';

const langfuse = new LangfuseClient();
const seen = { names: {} };
for (const name of ['folder/greet me', 'a/versions/3', 'ñandú', '100%', 'q?x']) {
  await langfuse.prompt.create({ name, type: 'text', prompt: 'Hi {{who}}', labels: ['production'] });
  await langfuse.prompt.create({ name, type: 'text', prompt: 'Hello {{who}}', config: { n: 1 } });
  const production = await langfuse.prompt.get(name, { cacheTtlSeconds: 0 });
  const first = await langfuse.prompt.get(name, { version: 1 });
  const latest = await langfuse.prompt.get(name, { label: 'latest' });
  await langfuse.prompt.update({ name, version: 2, newLabels: ['production'] });
  const moved = await langfuse.prompt.get(name, { cacheTtlSeconds: 0 });
  seen.names[name] = {
    production: [production.version, production.compile({ who: 'Ada' })],
    latest: [latest.version, latest.compile({ who: 'Ada' }), latest.config],
    first: first.version,
    moved: moved.version,
  };
}
await langfuse.prompt.create({
  name: 'chat',
  type: 'chat',
  prompt: [
    { role: 'system', content: 'Be {{how}}.' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: 'Why?' },
  ],
  labels: ['production'],
});
const chat = await langfuse.prompt.get('chat', { type: 'chat' });
seen.chat = chat.compile({ how: 'brief' }, { history: [{ role: 'user', content: 'Hm.' }] });
const began = performance.now();
seen.missing = await langfuse.prompt.get('missing').then(
  () => 'found',
  (error) => error.name,
);
seen.missing_ms = performance.now() - began;
const fallback = await langfuse.prompt.get('missing', { fallback: 'Hi' });
seen.fallback = [fallback.isFallback, fallback.compile()];
await langfuse.prompt.delete('100%');
seen.listed = (await langfuse.api.prompts.list({ limit: 100 })).data.map((row) => row.name).sort();
console.log(JSON.stringify(seen));
