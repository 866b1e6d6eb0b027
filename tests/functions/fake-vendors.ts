import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** The key that the fake of Stripe, OpenAI and Mistral takes. */
export const VENDOR_KEY = 'sk_test_right';

export interface FakeVendors {
  url: string;
  close(): Promise<void>;
}

/**
 * Stands for OpenAI's and Mistral's chat completions and embeddings, Stripe's payment intents, Replicate's models, a
 * worker's health and a picture's host, speaking their published schemas. A model's name says how it behaves.
 * `GET /asked` answers the bodies that it was sent, `GET /host` the name it was called by.
 */
export async function startFakeVendors(): Promise<FakeVendors> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void handle(request, response, asked).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  path: string;
  body: string;
  idempotencyKey: string | undefined;
}

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

async function handle(request: IncomingMessage, response: ServerResponse, asked: Asked[]) {
  const path = new URL(request.url ?? '', 'http://vendor').pathname;
  const body = await text(request);
  const answer = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (path === '/asked') return answer(200, asked);
  if (path === '/worker/health') return answer(200, { ok: true });
  if (path === '/sick/health') return answer(500, {});
  if (path === '/picture.png')
    return response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
  if (path === '/page.html')
    return response.writeHead(200, { 'content-type': 'image/png' }).end('<html>');
  if (path === '/host') return response.writeHead(200).end(request.headers.host);
  if (path === '/loop') return response.writeHead(302, { location: '/loop' }).end();
  if (path === '/huge') return response.writeHead(200).end(Buffer.alloc(13 * 1024 * 1024));
  const key = request.headers['idempotency-key'];
  asked.push({ path, body, idempotencyKey: typeof key === 'string' ? key : undefined });
  if (request.headers.authorization !== `Bearer ${VENDOR_KEY}`) {
    return answer(401, {
      error: { message: 'Incorrect API key provided: sk_te***t', type: 'auth' },
    });
  }
  if (/^\/v1(beta\/openai)?\/chat\/completions$/.test(path)) {
    return chat(JSON.parse(body) as Chat, response, answer);
  }
  if (path === '/v1/moderations') return answer(200, moderation(body));
  if (path === '/v1/models') {
    const names = ['nomic-embed-text', 'llama-local'];
    return answer(200, { object: 'list', data: names.map((id) => ({ id, object: 'model' })) });
  }
  if (path === '/v1/embeddings') {
    const { input } = JSON.parse(body) as { input: string[] };
    // The vendor promises an index, no order.
    const data = input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: numbersOf(text),
    }));
    return answer(200, { object: 'list', data: data.reverse(), model: 'e', usage: {} });
  }
  if (path === '/v1/payment_intents') return answer(200, paymentIntent(body, String(key)));
  if (path === '/v1/models/stability-ai/sdxl')
    return answer(200, { owner: 'stability-ai', name: 'sdxl' });
  return answer(404, { error: { message: 'No such thing.', type: 'invalid_request_error' } });
}

interface Chat {
  model: string;
  stream?: boolean;
  response_format?: unknown;
  messages: { role: string; content: unknown }[];
}

function numbersOf(text: string): number[] {
  return Array.from(
    { length: 1536 },
    (_, nr) => ((text.codePointAt(nr % text.length) ?? 0) % 97) / 97,
  );
}

function moderation(body: string) {
  const { model, input } = JSON.parse(body) as { model: string; input: string };
  const violence = input.includes('ill thing');
  const results = [{ flagged: violence, categories: { violence, sexual: false } }];
  return { id: 'modr-1', model, results };
}

function paymentIntent(form: string, key: string) {
  const fields = new URLSearchParams(form);
  const id = `pi_${Buffer.from(key).toString('hex').slice(-24)}`;
  const amount = Number(fields.get('amount'));
  return { id, object: 'payment_intent', amount, client_secret: `${id}_secret_x` };
}

const SEEN = {
  description: 'A grey wall.',
  labels: ['wall'],
  styleTags: ['plain'],
  dominantColors: ['#808080'],
  nsfwScore: 0.01,
};

function textFor({ messages, response_format: format }: Chat): string {
  if (format) return JSON.stringify(SEEN);
  const system = String(messages[0]?.content);
  if (system.includes('You plan a carousel')) return slidesFor(messages);
  if (system.includes('propose five others')) {
    return '```json\n[{"suggestedPrompt": "a lighthouse at dawn", "changed": "light"}]\n```';
  }
  return `Said after ${messages.length}: ${String(messages.at(-1)?.content)}`;
}

/** What the topic asks the fake to do; else three slides too many, in a code block. */
function slidesFor(messages: Chat['messages']): string {
  const topic = String(messages.at(-1)?.content);
  const count = Number(/exactly (\d+) slides/.exec(String(messages[1]?.content))?.[1]);
  if (topic.includes('of refusing')) return '{"refused": true}';
  if (topic.includes('of rambling')) return 'Well, slides are a matter of taste [1].';
  if (topic.includes('of one thing')) return '[{"title": "One", "body": "", "brief": "a one"}]';
  if (topic.includes('of no end')) {
    return JSON.stringify([{ title: 'x'.repeat(201), body: '', brief: 'a' }]);
  }
  const slides = Array.from({ length: count + 3 }, (_, at) => ({
    title: `Thought ${at + 1}`,
    body: topic.slice(0, 100),
    brief: `a lighthouse, ${at + 1}`,
    layout: 'unasked',
  }));
  return `\`\`\`json\n${JSON.stringify(slides)}\n\`\`\``;
}

async function chat(
  asked: Chat,
  response: ServerResponse,
  answer: (status: number, value: unknown) => void,
): Promise<unknown> {
  if (asked.model === 'gpt-busy')
    return answer(429, { error: { message: 'slow down', code: 'rate' } });
  if (asked.model === 'gpt-mute') return answer(200, { choices: [{ message: { content: '' } }] });
  const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
  const said = textFor(asked);
  if (!asked.stream) {
    const message = { role: 'assistant', content: said };
    return answer(200, {
      id: 'c',
      object: 'chat.completion',
      choices: [{ index: 0, message }],
      usage,
    });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (value: unknown) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  for (const word of said.split(/(?<= )/)) {
    send({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: word } }] });
    await wait(5);
    if (asked.model === 'gpt-broken') return response.destroy();
  }
  send({ object: 'chat.completion.chunk', choices: [], usage });
  return response.end('data: [DONE]\n\n');
}
