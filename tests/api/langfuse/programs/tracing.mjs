// A JavaScript program that traces a call with a prompt of the registry, and scores it.
import { LangfuseClient } from '@langfuse/client';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes, startActiveObservation } from '@langfuse/tracing';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({ spanProcessors: [new LangfuseSpanProcessor()] });
sdk.start();
const langfuse = new LangfuseClient();
await langfuse.prompt.create({ name: 'greet', type: 'text', prompt: 'Hi {{who}}', labels: ['production'] });
const prompt = await langfuse.prompt.get('greet');
const about = { userId: 'ada', sessionId: 'chat 1', tags: ['beta'], metadata: { tier: 'gold' } };
const ids = await startActiveObservation(
  'answer',
  async (root) =>
    propagateAttributes(about, async () => {
      root.update({ input: { q: 'why?' }, output: 'because' });
      const call = root.startObservation(
        'llm',
        {
          model: 'small',
          modelParameters: { temperature: 0.5 },
          prompt,
          input: [{ role: 'user', content: 'why?' }],
          metadata: { note: '1', count: 2 },
        },
        { asType: 'generation' },
      );
      call.update({
        output: { role: 'assistant', content: 'because' },
        usageDetails: { input: 7, output: 3, total: 10 },
        costDetails: { total: 0.01 },
      });
      call.end();
      root
        .startObservation('done', { level: 'WARNING', statusMessage: 'late' }, { asType: 'event' })
        .end();
      return { trace_id: root.traceId, call_id: call.id };
    }),
  { asType: 'agent' },
);
const scored = { traceId: ids.trace_id, comment: 'ok' };
langfuse.score.create({ id: 's-trace', name: 'helpful', value: 1, dataType: 'BOOLEAN', ...scored });
langfuse.score.create({ id: 's-span', name: 'tone', value: 'warm', observationId: ids.call_id, ...scored });
langfuse.score.create({ id: 's-session', name: 'length', value: 0.5, sessionId: 'chat 1' });
await langfuse.flush();
await sdk.shutdown();
console.log(JSON.stringify(ids));
