// The same with the SDK before OpenTelemetry, which sends events.
import { Langfuse } from 'langfuse';

const langfuse = new Langfuse({ flushAt: 1 });
await langfuse.createPrompt({ name: 'greet', prompt: 'Hi {{who}}', labels: ['production'] });
const prompt = await langfuse.getPrompt('greet');
const trace = langfuse.trace({
  name: 'answer',
  userId: 'ada',
  sessionId: 'chat 1',
  tags: ['beta'],
  metadata: { tier: 'gold' },
  input: { q: 'why?' },
});
const agent = trace.span({ name: 'step' });
const call = agent.generation({
  name: 'llm',
  model: 'small',
  modelParameters: { temperature: 0.5 },
  prompt,
  input: [{ role: 'user', content: 'why?' }],
  metadata: { note: '1', count: 2 },
});
await langfuse.flushAsync();
call.end({
  output: { role: 'assistant', content: 'because' },
  usageDetails: { input: 7, output: 3, total: 10 },
  costDetails: { total: 0.01 },
});
trace.event({ name: 'done', level: 'WARNING', statusMessage: 'late' });
agent.end();
trace.update({ output: 'because' });
const scored = { traceId: trace.id, comment: 'ok' };
langfuse.score({ id: 's-trace', name: 'helpful', value: 1, dataType: 'BOOLEAN', ...scored });
langfuse.score({ id: 's-span', name: 'tone', value: 'warm', observationId: call.id, ...scored });
langfuse.score({ id: 's-session', name: 'length', value: 0.5, sessionId: 'chat 1' });
await langfuse.shutdownAsync();
console.log(JSON.stringify({ trace_id: trace.id, call_id: call.id }));
