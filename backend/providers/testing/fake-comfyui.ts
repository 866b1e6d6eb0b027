import { WebSocketServer } from 'ws';
import { type FakeServer, type Received, type Scripted, startFakeServer } from './fake-server.ts';
import { testPicture } from './test-picture.ts';

export type ComfyCall = 'prompt' | 'history' | 'queue' | 'view' | 'upload';

interface FakePrompt {
  id: string;
  looks: number;
  state: 'pending' | 'running' | 'success' | 'error' | 'interrupted';
  workflow: Record<string, { class_type: string; inputs: Record<string, unknown> }>;
}

/** What it shows of each prompt that runs: the provider passes it on as it is. */
export const PREVIEW = Buffer.from('\xff\xd8\xff a picture of noise', 'latin1');

export interface FakeComfyUI extends FakeServer {
  readonly baseUrl: string;
  readonly prompts: Map<string, FakePrompt>;
  readonly interrupts: string[];
  /** How the next prompts go. */
  readonly plan: {
    /** Looks at the history until one ends; Infinity: it never does. */
    looks: number;
    state: 'success' | 'error';
    words: string;
    /** Saved pictures. */
    outputs: number;
  };
  readonly script: Record<ComfyCall, Scripted[]>;
  /** Forgets all, as a restart does. */
  restart(): void;
}

/** ComfyUI's routes and messages (https://docs.comfy.org/development/comfyui-server/comms_routes). */
export async function startFakeComfyUI(): Promise<FakeComfyUI> {
  const prompts = new Map<string, FakePrompt>();
  const interrupts: string[] = [];
  const script: FakeComfyUI['script'] = {
    prompt: [],
    history: [],
    queue: [],
    view: [],
    upload: [],
  };
  const plan: FakeComfyUI['plan'] = { looks: 2, state: 'success', words: '', outputs: 1 };
  let made = 0;

  function create({ body }: Received): Scripted {
    const { prompt } = body as { prompt?: FakePrompt['workflow'] };
    const broken = Object.values(prompt ?? {}).some((node) => typeof node.class_type !== 'string');
    if (!prompt || broken || Object.keys(prompt).length === 0) {
      const error = { type: 'prompt_no_outputs', message: 'Prompt has no outputs', details: '' };
      return { status: 400, body: { error, node_errors: {} } };
    }
    made += 1;
    const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
    prompts.set(id, { id, looks: 0, state: 'running', workflow: prompt });
    return { status: 200, body: { prompt_id: id, number: made, node_errors: {} } };
  }

  function look(prompt: FakePrompt | undefined): Scripted {
    if (!prompt) return { status: 200, body: {} };
    prompt.looks += 1;
    if (prompt.state === 'running') {
      tell({
        type: 'progress',
        data: { value: prompt.looks, max: 10, prompt_id: prompt.id, node: '3' },
      });
      show(PREVIEW);
      if (prompt.looks < plan.looks) return { status: 200, body: {} };
      prompt.state = plan.state;
      tell({ type: `execution_${plan.state}`, data: { prompt_id: prompt.id } });
    }
    return { status: 200, body: { [prompt.id]: entry(prompt) } };
  }

  function entry({ id, state }: FakePrompt) {
    const images = Array.from({ length: plan.outputs }, (_, i) => ({
      filename: `atelier_${id}_${i}.png`,
      subfolder: '',
      type: 'output',
    }));
    const done = state === 'success';
    return {
      prompt: [1, id, {}, {}, ['9']],
      outputs: done
        ? { 9: { images }, 12: { images: [{ filename: 'p.png', subfolder: '', type: 'temp' }] } }
        : {},
      status: {
        status_str: done ? 'success' : 'error',
        completed: done,
        messages: [
          ['execution_start', { prompt_id: id }],
          done
            ? ['execution_success', { prompt_id: id }]
            : [`execution_${state}`, { prompt_id: id, exception_message: plan.words }],
        ],
      },
    };
  }

  async function answer(request: Received): Promise<Scripted> {
    const { method, path, body } = request;
    const call = path.split('/')[1] as ComfyCall;
    const next = script[call]?.shift();
    if (next) return next;
    if (path === '/prompt' && method === 'POST') return create(request);
    if (call === 'history') return look(prompts.get(path.split('/')[2] ?? ''));
    if (path === '/queue' && method === 'POST') return { status: 200, body: '' };
    if (path === '/queue') {
      const running = [...prompts.values()].filter(({ state }) => state === 'running');
      const queue_running = running.map(({ id }, nr) => [nr, id, {}, {}, []]);
      return { status: 200, body: { queue_running, queue_pending: [] } };
    }
    if (path === '/interrupt') {
      const { prompt_id: id } = body as { prompt_id: string };
      interrupts.push(id);
      const running = prompts.get(id);
      if (running) running.state = 'interrupted';
      return { status: 200, body: '' };
    }
    if (path === '/view') {
      const bytes = await testPicture(96, 64, 'png', 1);
      return { status: 200, headers: { 'content-type': 'image/png' }, body: bytes };
    }
    if (path === '/upload/image' && method === 'POST') {
      const name = /filename="([^"]+)"/.exec(request.bytes.toString('latin1'))?.[1] ?? '';
      return { status: 200, body: { name, subfolder: '', type: 'input' } };
    }
    return { status: 404, body: '404: Not Found' };
  }

  const server = await startFakeServer(answer);
  const sockets = new WebSocketServer({ server: server.server, path: '/ws' });
  function tell(message: object): void {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  }
  /** As `--preview-method` has it: the kind of message, the kind of picture, the picture. */
  function show(picture: Buffer): void {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(1, 0);
    header.writeUInt32BE(1, 4);
    const unknown = Buffer.from(header);
    unknown.writeUInt32BE(7, 0);
    for (const socket of sockets.clients) {
      socket.send(Buffer.concat([unknown, picture]));
      socket.send(header);
      socket.send(Buffer.concat([header, picture]));
    }
  }
  return {
    ...server,
    baseUrl: server.url,
    prompts,
    interrupts,
    plan,
    script,
    restart: () => prompts.clear(),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await server.close();
    },
  };
}
