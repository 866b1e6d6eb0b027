import assert from 'node:assert/strict';
import { z } from 'zod';
import {
  EnhancePromptAnswer,
  NegativePromptAnswer,
  RecommendationsAnswer,
  RefreshPromptCacheAnswer,
} from '../../../contract/functions/prompts.ts';
import {
  AGENT_KEY_HEADER,
  AgentWidgetAnswer,
  TalkEvents,
} from '../../../contract/functions/talk.ts';
import agentWidget from '../../../supabase/functions/agent-widget/handler.ts';
import assistantStream from '../../../supabase/functions/assistant-stream/handler.ts';
import enhancePrompt from '../../../supabase/functions/enhance-prompt/handler.ts';
import getNegativePrompt from '../../../supabase/functions/get-negative-prompt/handler.ts';
import playgroundChat from '../../../supabase/functions/playground-chat/handler.ts';
import promptRecommendations from '../../../supabase/functions/prompt-recommendations/handler.ts';
import refreshPromptCache from '../../../supabase/functions/refresh-prompt-cache/handler.ts';
import {
  answerOf,
  ask,
  askedOf,
  by,
  type Cases,
  database,
  refused,
  type Stage,
  withSettings,
} from './stage.ts';

/** The events of a response, each parsed by its name. */
async function eventsOf(response: Promise<Response>) {
  const told = await response;
  assert.equal(told.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(told.headers.get('access-control-allow-origin'), '*');
  const frames = (await told.text()).split('\n\n').filter((frame) => frame.startsWith('event:'));
  const events = frames.map((frame) => {
    const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
    const value: unknown = JSON.parse(data);
    return { name, value };
  });
  const last = events.at(-1);
  const deltas = events.slice(0, -1).map(({ value }) => TalkEvents.delta.parse(value).text);
  return { text: deltas.join(''), pieces: deltas.length, last };
}

const say = (content: string) => ({ messages: [{ role: 'user', content }] });

/** The key that the fake vendors take. */
const VENDOR_KEY = 'sk_test_right';
const NO_KEYS = { OPENAI_API_KEY: undefined, MISTRAL_API_KEY: undefined };

const visit = (stage: Stage, more: Record<string, string> = {}) => ({
  [AGENT_KEY_HEADER]: stage.agent.key,
  origin: stage.agent.origin,
  ...more,
});

export const words: Cases = {
  'enhance-prompt makes a prompt by its template, and has it at hand for the next': async (
    stage,
  ) => {
    const body = { prompt: `a lighthouse ${crypto.randomUUID()}`, strategy: 'cinematic' };
    const enhance = () =>
      answerOf(ask(enhancePrompt, body, by(stage.creator)), EnhancePromptAnswer);
    const first = await enhance();
    assert.ok(first.prompt.endsWith(body.prompt));
    assert.deepEqual(
      [first.template, first.contentMode, first.cached],
      ['image-enhance', 'sfw', false],
    );
    const second = await enhance();
    assert.deepEqual([second.prompt, second.cached], [first.prompt, true]);
    const asked = (await askedOf(stage, '/v1/chat/completions')).filter((one) =>
      one.body.includes(body.prompt),
    );
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.body ?? '', /anamorphic/);
    const used = await database(
      stage,
      `usage_events?select=metadata&event=eq.enhancement&user_id=eq.${stage.creator.id}&order=created_at.desc&limit=2`,
    );
    assert.deepEqual(used, [{ metadata: { cached: true } }, { metadata: { cached: false } }]);
  },
  'enhance-prompt takes the template of the model it is for, and polishes and translates by others':
    async (stage) => {
      const enhance = (body: object) =>
        answerOf(
          ask(enhancePrompt, { prompt: 'a cat', ...body }, by(stage.creator)),
          EnhancePromptAnswer,
        );
      assert.equal((await enhance({ model: 'replicate/sdxl' })).template, 'image-enhance-sdxl');
      assert.equal((await enhance({ jobType: 'video' })).template, 'video-enhance');
      for (const strategy of ['polish', 'translate']) {
        assert.equal((await enhance({ strategy })).template, `suggestion-${strategy}`);
      }
    },
  'words for adults are refused with their reason to whom may not have them': async (stage) => {
    const told = await refused(
      ask(enhancePrompt, { prompt: 'a nude, oil on canvas' }, by(stage.creator)),
      'content_refused',
    );
    assert.equal(told.details?.['reason'], 'age');
    await refused(
      ask(assistantStream, say('an erotic story'), by(stage.creator)),
      'content_refused',
    );
    await refused(ask(playgroundChat, say('porn'), by(stage.creator)), 'content_refused');
  },
  'without any vendor every such function says not available': async (stage) => {
    await withSettings(NO_KEYS, async () => {
      const fresh = { prompt: crypto.randomUUID() };
      await refused(ask(enhancePrompt, fresh, by(stage.creator)), 'not_available');
      await refused(ask(assistantStream, say('hello'), by(stage.creator)), 'not_available');
      await refused(ask(playgroundChat, say('hello'), by(stage.creator)), 'not_available');
      const hello = { sessionId: crypto.randomUUID(), message: 'hello' };
      await refused(ask(agentWidget, hello, visit(stage)), 'not_available');
    });
  },
  'words are answered by whichever vendor is set up: Google, or an own server by what it lists':
    async (stage) => {
      const heard = async (model: string | undefined) => {
        const body = { ...say(crypto.randomUUID()), ...(model === undefined ? {} : { model }) };
        const { last } = await eventsOf(ask(playgroundChat, body, by(stage.creator)));
        return TalkEvents.done.parse(last?.value).model;
      };
      const google = { ...NO_KEYS, GEMINI_API_KEY: VENDOR_KEY, GEMINI_BASE_URL: stage.vendors };
      await withSettings(google, async () => {
        assert.equal(await heard(undefined), 'gemini-flash-latest');
        // A template names a model of a vendor that is not there.
        const fresh = { prompt: crypto.randomUUID() };
        const answer = ask(enhancePrompt, fresh, by(stage.creator));
        assert.ok((await answerOf(answer, EnhancePromptAnswer)).prompt.endsWith(fresh.prompt));
      });
      const own = {
        ...NO_KEYS,
        OPENAI_COMPATIBLE_BASE_URL: `${stage.vendors}/v1`,
        OPENAI_COMPATIBLE_API_KEY: VENDOR_KEY,
      };
      await withSettings(own, async () => {
        assert.equal(await heard(undefined), 'llama-local');
        assert.equal(await heard('anything:latest'), 'anything:latest');
      });
      await refused(
        ask(playgroundChat, { ...say('hello'), model: 'anything' }, by(stage.creator)),
        'model_unavailable',
      );
    },
  'with the vendor’s moderation switched on, what it flags is refused, and is let through to nobody':
    async (stage) => {
      await withSettings({ OPENAI_MODERATION: 'on' }, async () => {
        const ill = `an ill thing ${crypto.randomUUID()}`;
        await refused(ask(playgroundChat, say(ill), by(stage.creator)), 'content_refused');
        const asked = await askedOf(stage, '/v1/chat/completions');
        assert.ok(!asked.some(({ body }) => body.includes(ill)));
        await eventsOf(ask(playgroundChat, say('a lighthouse'), by(stage.creator)));
      });
    },
  'a vendor’s failures are typed, and nothing of its words comes out': async (stage) => {
    await withSettings({ OPENAI_API_KEY: 'sk_test_wrong' }, async () => {
      const told = await refused(
        ask(enhancePrompt, { prompt: crypto.randomUUID() }, by(stage.creator)),
        'provider_key_invalid',
      );
      assert.doesNotMatch(JSON.stringify(told), /sk_te|Incorrect/);
    });
    await refused(
      ask(playgroundChat, { ...say('x'), model: 'llama-9' }, by(stage.creator)),
      'model_unavailable',
    );
  },
  'get-negative-prompt: edits have three terms, and a refresh is an admin’s': async (stage) => {
    const get = (generationMode: string) =>
      answerOf(
        ask(getNegativePrompt, { modelType: 'sdxl', generationMode }, by(stage.creator)),
        NegativePromptAnswer,
      );
    assert.equal((await get('i2i')).negativePrompt, 'nudity, deformed, blurry');
    assert.ok(
      (await get('txt2img')).negativePrompt.startsWith('nudity, explicit content, deformed hands'),
    );
    assert.equal((await get('txt2img')).cached, true);
    await refused(ask(refreshPromptCache, '', by(stage.creator)), 'forbidden');
    const { forgotten } = await answerOf(
      ask(refreshPromptCache, '', by(stage.admin)),
      RefreshPromptCacheAnswer,
    );
    assert.ok(forgotten >= 2);
    assert.equal((await get('i2i')).cached, false);
  },
  'prompt-recommendations: fresh ones are kept for the next time, and are their owner’s': async (
    stage,
  ) => {
    const prompt = `a pier ${crypto.randomUUID()}`;
    const recommend = (person: { token: string }, fresh: boolean) =>
      answerOf(ask(promptRecommendations, { prompt, fresh }, by(person)), RecommendationsAnswer);
    const first = await recommend(stage.creator, true);
    assert.ok(first.recommendations.some((one) => one.suggestedPrompt === 'a lighthouse at dawn'));
    const second = await recommend(stage.creator, false);
    assert.deepEqual(second.recommendations[0]?.source, 'ai');
    const others = await recommend(stage.other, false);
    assert.ok(!others.recommendations.some(({ id }) => id === second.recommendations[0]?.id));
  },
  'assistant-stream speaks in pieces, and ends with what it cost': async (stage) => {
    const { text, pieces, last } = await eventsOf(
      ask(assistantStream, say('to the point'), by(stage.creator)),
    );
    assert.equal(text, 'Said after 2: to the point');
    assert.ok(pieces > 3);
    assert.equal(last?.name, 'done');
    assert.equal(TalkEvents.done.parse(last.value).tokens, 12);
  },
  'playground-chat: settings reach the vendor; one that is busy or breaks off is a typed event':
    async (stage) => {
      const body = {
        ...say(crypto.randomUUID()),
        system: 'Be brief.',
        temperature: 0.1,
        maxTokens: 9,
      };
      const { last } = await eventsOf(
        ask(playgroundChat, { ...body, model: 'mistral-small-latest' }, by(stage.creator)),
      );
      assert.equal(last?.name, 'done');
      const asked = (await askedOf(stage, '/v1/chat/completions')).find(({ body: sent }) =>
        sent.includes(body.messages[0]?.content ?? '-'),
      );
      const sent = z.record(z.string(), z.unknown()).parse(JSON.parse(asked?.body ?? ''));
      assert.deepEqual(
        [sent['max_tokens'], sent['temperature'], sent['stream_options']],
        [9, 0.1, undefined],
      );
      const broken = await eventsOf(
        ask(playgroundChat, { ...say('long enough'), model: 'gpt-broken' }, by(stage.creator)),
      );
      assert.equal(TalkEvents.error.parse(broken.last?.value).code, 'provider_unavailable');
      const busy = await eventsOf(
        ask(playgroundChat, { ...say('x'), model: 'gpt-busy' }, by(stage.creator)),
      );
      assert.equal(TalkEvents.error.parse(busy.last?.value).code, 'provider_rate_limited');
    },
  'agent-widget answers a visitor, remembers the session, and tells its owner': async (stage) => {
    const sessionId = crypto.randomUUID();
    const talkAbout = (message: string) =>
      answerOf(ask(agentWidget, { sessionId, message }, visit(stage)), AgentWidgetAnswer);
    const first = await talkAbout('hello');
    assert.equal(first.answer, 'Said after 2: hello');
    const second = await talkAbout('and now?');
    assert.deepEqual(
      [second.answer, second.conversationId],
      ['Said after 4: and now?', first.conversationId],
    );
    const streamed = await eventsOf(
      ask(
        agentWidget,
        { sessionId, message: 'bye' },
        visit(stage, { accept: 'text/event-stream' }),
      ),
    );
    assert.equal(TalkEvents.done.parse(streamed.last?.value).conversationId, first.conversationId);
    const kept = await database(
      stage,
      `messages?select=content&conversation_id=eq.${first.conversationId}`,
    );
    assert.equal(z.array(z.unknown()).parse(kept).length, 6);
  },
  'agent-widget: a wrong key, a page that is not listed, adult words and a flood are refused':
    async (stage) => {
      const body = { sessionId: crypto.randomUUID(), message: 'hello' };
      const talkFrom = (headers: Record<string, string>, message = 'hello') =>
        ask(agentWidget, { ...body, message }, headers);
      await refused(talkFrom({ origin: stage.agent.origin }), 'unauthenticated');
      await refused(
        talkFrom(visit(stage, { [AGENT_KEY_HEADER]: 'agent_wrong' })),
        'unauthenticated',
      );
      await refused(talkFrom(visit(stage, { origin: 'https://evil.example' })), 'forbidden');
      await refused(talkFrom({ [AGENT_KEY_HEADER]: stage.agent.key }), 'forbidden');
      await refused(talkFrom(visit(stage), 'show me porn'), 'content_refused');
      const flood = visit(stage, { 'x-forwarded-for': crypto.randomUUID() });
      const statuses: number[] = [];
      // A minute may end in between: twice the limit and one more cannot all pass.
      for (let nr = 0; nr < 41 && statuses.at(-1) !== 429; nr += 1) {
        const told = await talkFrom(flood, 'porn');
        statuses.push(told.status);
        await told.body?.cancel();
      }
      assert.equal(statuses.at(-1), 429);
      assert.ok(statuses.length > 20);
    },
  'agent-widget: the database keeps a hash; a new key ends the old one': async (stage) => {
    const rows = await database(
      stage,
      `agents?select=api_key_hash,api_key_hint&id=eq.${stage.agent.id}`,
    );
    const text = JSON.stringify(rows);
    assert.ok(!text.includes(stage.agent.key));
    assert.ok(text.includes(stage.agent.key.slice(-4)));
    const rotated = await fetch(`${stage.backend}/rest/v1/rpc/rotate_agent_key`, {
      method: 'POST',
      headers: { ...by(stage.creator), 'content-type': 'application/json' },
      body: JSON.stringify({ p_agent: stage.agent.id }),
    });
    const key = z.string().parse(await rotated.json());
    const hello = { sessionId: crypto.randomUUID(), message: 'hello' };
    await refused(ask(agentWidget, hello, visit(stage)), 'unauthenticated');
    stage.agent.key = key;
    await answerOf(ask(agentWidget, hello, visit(stage)), AgentWidgetAnswer);
  },
};
