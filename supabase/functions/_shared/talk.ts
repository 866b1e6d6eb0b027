import { type Asked, requireLine, stream } from './chat.ts';
import { eventStream, type StreamEvent } from './event-stream.ts';

export interface Said {
  text: string;
  tokens: number;
  model: string;
  milliseconds: number;
}

/**
 * A chat model's answer as `TalkEvents`. Whether a vendor is set up is asked before the stream begins, so that it can
 * still be a status. `after` keeps what was said; what it answers goes into the event `done`.
 */
export function talk(asked: Asked, after: (said: Said) => Promise<object>): Response {
  requireLine(asked);
  // Whoever closes the page pays for no more words, also where the platform does not tell the request's own signal.
  const gone = new AbortController();
  const signal = AbortSignal.any([asked.signal, gone.signal]);
  return eventStream(events({ ...asked, signal }, after), gone);
}

async function* events(
  asked: Asked,
  after: (said: Said) => Promise<object>,
): AsyncGenerator<StreamEvent, void, undefined> {
  const since = performance.now();
  let text = '';
  const pieces = stream(asked);
  for (;;) {
    const step = await pieces.next();
    const milliseconds = Math.round(performance.now() - since);
    if (step.done) {
      const { tokens, model } = step.value;
      const more = await after({ text, tokens, model, milliseconds });
      yield { event: 'done', data: { model, tokens, milliseconds, ...more } };
      return;
    }
    text += step.value;
    yield { event: 'delta', data: { text: step.value } };
  }
}
