/** `text/event-stream`, as the HTML standard has it: read by `fetch`, since `EventSource` sends no headers of ours. */

export type StreamEvent = { type: string; data: string; id: string };

/** Cuts a stream into its events. Comments, which keep the line open, are left out. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let rest = '';
  let id = '';
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const blocks = (rest + decoder.decode(read.value, { stream: true })).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block, id);
        id = event.id;
        if (event.data) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventOf(block: string, before: string): StreamEvent {
  const event = { type: 'message', data: '', id: before };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'event') event.type = value ?? '';
    else if (name === 'id') event.id = value ?? '';
    else if (name === 'data') event.data += event.data ? `\n${value}` : (value ?? '');
  }
  return event;
}
