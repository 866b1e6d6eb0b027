import { z } from 'zod';
import { AtelierError } from '../../../contract/errors.ts';
import {
  AGENT_KEY_HEADER,
  type AgentWidgetAnswer,
  AgentWidgetBody,
} from '../../../contract/functions/talk.ts';
import { Id } from '../../../contract/primitives.ts';
import { type Asked, complete } from '../_shared/chat.ts';
import { contentModeOf } from '../_shared/check-content.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';
import { sha256Hex } from '../_shared/hash.ts';
import { type Said, talk } from '../_shared/talk.ts';
import { templateFor } from '../_shared/templates.ts';
import { historyOf } from './history.ts';

const Agent = z.object({
  id: Id,
  role: z.string(),
  instructions: z.string(),
  model: z.string(),
  temperature: z.number(),
  max_tokens: z.int(),
  top_p: z.number(),
});

type Visit = z.output<typeof Agent> & { visitor: string };

/** Of one visitor; all of an agent together get the usual number of requests. */
const VISITOR_LIMIT = 20;

/** An agent's answer to an anonymous visitor of its owner's page, by the agent's key. */
export default defineFunction({
  name: 'agent-widget',
  method: 'POST',
  body: AgentWidgetBody,
  caller: visitOf,
  limits: ({ id, visitor }) => [
    { key: `agent:${id}:${visitor}`, limit: VISITOR_LIMIT },
    { key: `agent:${id}` },
  ],
  async handle({ body, caller: agent, request }) {
    // A page is anybody's: whatever its owner may see, visitors get the tame mode.
    if ((await contentModeOf(body.message)) !== 'sfw') {
      throw new AtelierError('content_refused', 'This is not answered here.', {
        reason: 'visitor',
      });
    }
    const asked = await questionOf(agent, body, request.signal);
    const keep = (said: Said) => record(agent, body, request, said);
    if (request.headers.get('accept')?.includes('text/event-stream')) {
      return talk(asked, async (said) => ({ conversationId: await keep(said) }));
    }
    const since = performance.now();
    const said = await complete(asked);
    const milliseconds = Math.round(performance.now() - since);
    const conversationId = await keep({ ...said, milliseconds });
    return { conversationId, answer: said.text, tokens: said.tokens } satisfies AgentWidgetAnswer;
  },
});

/** The database knows the sha256 of a key and the pages it may stand on, and nothing that opens anything. */
async function visitOf(request: Request): Promise<Visit> {
  const key = request.headers.get(AGENT_KEY_HEADER);
  if (!key || key.length > 200) throw new AtelierError('unauthenticated', 'An agent has a key.');
  const args = { p_key_hash: await sha256Hex(key), p_origin: request.headers.get('origin') };
  const agent = await rpc(serviceClient(), 'agent_by_key', args, Agent);
  const address = request.headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? 'unknown';
  return { ...agent, visitor: (await sha256Hex(address)).slice(0, 32) };
}

type Body = z.output<typeof AgentWidgetBody>;

async function questionOf(agent: Visit, body: Body, signal: AbortSignal): Promise<Asked> {
  const [history, { system_prompt: frame }] = await Promise.all([
    historyOf(agent.id, body.sessionId),
    templateFor({ useCase: 'chat', name: 'chat-agent' }),
  ]);
  const system = [frame, agent.role, agent.instructions].filter((text) => text !== '').join('\n\n');
  return {
    model: agent.model,
    maxTokens: agent.max_tokens,
    temperature: agent.temperature,
    topP: agent.top_p,
    messages: [
      { role: 'system', content: system },
      ...history,
      { role: 'user', content: body.message },
    ],
    signal,
  };
}

function record(agent: Visit, body: Body, request: Request, said: Said): Promise<string> {
  const args = {
    p_agent: agent.id,
    p_session: body.sessionId,
    p_visitor: body.visitorId ?? null,
    p_metadata: { page: body.page, userAgent: request.headers.get('user-agent')?.slice(0, 500) },
    p_question: body.message,
    p_answer: said.text,
    p_tokens: said.tokens,
    p_response_ms: said.milliseconds,
  };
  return rpc(serviceClient(), 'record_exchange', args, Id);
}
