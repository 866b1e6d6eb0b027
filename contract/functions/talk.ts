import { z } from 'zod';
import { FunctionErrorBody } from '../errors.ts';
import { Id } from '../primitives.ts';

/** The key of an agent, which its owner puts on a page of his (`rotate_agent_key`). */
export const AGENT_KEY_HEADER = 'x-agent-key';

const Content = z.string().trim().min(1).max(20_000);

export const ChatMessage = z.object({ role: z.enum(['user', 'assistant']), content: Content });
export type ChatMessage = z.infer<typeof ChatMessage>;

/** At most 50, and the last word is the person's. */
const Talk = z
  .array(ChatMessage)
  .min(1)
  .max(50)
  .refine((messages) => messages.at(-1)?.role === 'user', 'The last message is the user’s.');

/** POST /functions/v1/assistant-stream: answers server-sent events, `TalkEvents`. */
export const AssistantBody = z.object({ messages: Talk });

/** POST /functions/v1/playground-chat: answers server-sent events, `TalkEvents`. */
export const PlaygroundBody = z.object({
  messages: Talk,
  /** A vendor's own name of a chat model; absent, the backend chooses. */
  model: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional(),
  system: z.string().max(20_000).optional(),
  temperature: z.number().min(0).max(1).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxTokens: z.int().min(1).max(8_000).optional(),
});

/** POST /functions/v1/agent-widget, by an anonymous visitor. With `accept: text/event-stream`: `TalkEvents`. */
export const AgentWidgetBody = z.object({
  /** Drawn by the page, at random: whoever knows it goes on with the conversation. */
  sessionId: z.uuid(),
  visitorId: z.string().max(100).optional(),
  message: z.string().trim().min(1).max(2_000),
  page: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
});
export const AgentWidgetAnswer = z.object({
  conversationId: Id,
  answer: z.string(),
  tokens: z.int().min(0),
});
export type AgentWidgetAnswer = z.infer<typeof AgentWidgetAnswer>;

/** The events of a talk by name: any number of `delta`, then one `done` or one `error`. */
export const TalkEvents = {
  delta: z.object({ text: z.string() }),
  done: z.object({
    model: z.string(),
    tokens: z.int().min(0),
    milliseconds: z.int().min(0),
    conversationId: Id.optional(),
  }),
  error: FunctionErrorBody,
} as const;
