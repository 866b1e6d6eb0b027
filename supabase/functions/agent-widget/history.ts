import { z } from 'zod';
import { ChatMessage } from '../../../contract/functions/talk.ts';
import { Id } from '../../../contract/primitives.ts';
import { read, serviceClient } from '../_shared/database.ts';

/** As many as fit any model; what was said before them is forgotten. */
const MESSAGES = 20;

/** The last messages of a visitor's conversation with an agent, the oldest first; none when it begins. */
export async function historyOf(agent: string, session: string): Promise<ChatMessage[]> {
  const client = serviceClient();
  const conversation = await read(
    client
      .from('conversations')
      .select('id')
      .eq('agent_id', agent)
      .eq('session_id', session)
      .is('deleted_at', null)
      .maybeSingle(),
    z.object({ id: Id }).nullable(),
  );
  if (!conversation) return [];
  const messages = client.from('messages').select('role, content');
  const last = await read(
    messages
      .eq('conversation_id', conversation.id)
      .is('deleted_at', null)
      .order('created_at', { ascending: false })
      .limit(MESSAGES),
    z.array(z.object({ role: ChatMessage.shape.role, content: z.string() })),
  );
  return last.reverse();
}
