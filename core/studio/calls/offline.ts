import { offlineUsage, readOfflineRules, writeOfflineRules } from '../../library/offline-rules.ts';
import type { CallContext, Implementer } from '../call-context.ts';
import { freeSpace } from '../free-space.ts';

export function offlineCalls(os: Implementer['offline'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    rules: os.rules.handler(() => readOfflineRules(open().db)),
    setRules: os.setRules.handler(({ input }) =>
      // What is wanted here now is fetched with the next pass, which the command asks for.
      open().command(['offline', 'sync'], () => writeOfflineRules(open().db, input)),
    ),
    usage: os.usage.handler(() =>
      offlineUsage(open().db, open().clock, readOfflineRules(open().db)),
    ),
    preview: os.preview.handler(({ input }) => offlineUsage(open().db, open().clock, input)),
    freeSpace: os.freeSpace.handler(() => freeSpace(studio.account())),
  };
}
