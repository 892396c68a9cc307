// What a program in JavaScript does with datasets and experiments. Prints what it saw as JSON.
import { LangfuseClient } from '@langfuse/client';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { NodeSDK } from '@opentelemetry/sdk-node';

const spans = new LangfuseSpanProcessor();
const sdk = new NodeSDK({ spanProcessors: [spans] });
sdk.start();
const langfuse = new LangfuseClient();
await langfuse.api.datasets.create({ name: 'my ds/x', description: 'Sums' });
for (let n = 0; n < 60; n++) {
  await langfuse.api.datasetItems.create({ datasetName: 'my ds/x', id: `sum-${n}`, input: { n }, expectedOutput: n + 1 });
}
const dataset = await langfuse.dataset.get('my ds/x');
const result = await dataset.runExperiment({
  name: 'adding',
  runName: 'adding 1',
  task: async ({ input }) => input.n + (input.n % 2 ? 1 : 2),
  evaluators: [async ({ output, expectedOutput }) => ({ name: 'right', value: output === expectedOutput ? 1 : 0 })],
  runEvaluators: [async ({ itemResults }) => ({ name: 'average', value: itemResults.length })],
});
await langfuse.flush();
await spans.forceFlush();
await sdk.shutdown();
console.log(JSON.stringify({ items: dataset.items.length, run: result.datasetRunId, outputs: result.itemResults.length }));
