import { standings, undoVote, vote } from '../../generate/arena.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function arenaCalls(os: Implementer['arena'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    vote: os.vote.handler(({ input }) => vote(open(), input)),
    standings: os.standings.handler(() => standings(open().db)),
    undo: os.undo.handler(({ input }) => undoVote(open(), input.id)),
  };
}
