import { expect, test } from 'vitest';
import { eventsIn, type StreamEvent } from './event-stream';

async function read(...pieces: (string | Uint8Array)[]): Promise<StreamEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of eventsIn(body)) events.push(event);
  return events;
}

test('an event has a type, its data and a place', async () =>
  expect(await read('id: 7\nevent: delta\ndata: {"a": 1}\n\n')).toEqual([{ type: 'delta', data: '{"a": 1}', id: '7' }]));

test('pieces may break anywhere, within a letter too', async () => {
  const bytes = new TextEncoder().encode('event: delta\ndata: "süß"\n\n');
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await read(...pieces)).toEqual([{ type: 'delta', data: '"süß"', id: '' }]);
});

test('comments say nothing, and a place stays until the next', async () =>
  expect(await read('id: 1\ndata: a\n\n: waiting\n\ndata: b\r\n\r\n')).toEqual([
    { type: 'message', data: 'a', id: '1' },
    { type: 'message', data: 'b', id: '1' },
  ]));

test('data of several lines is one text', async () =>
  expect((await read('data: a\ndata:\ndata: b\n\n')).map(({ data }) => data)).toEqual(['a\n\nb']));

test('what was not finished is no event', async () => expect(await read('data: a\n\ndata: half')).toHaveLength(1));
