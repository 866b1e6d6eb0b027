import type { Secrets } from '../../core/system/secrets.ts';
import type { FromStudio, ToStudio } from '../messages.ts';

/** The keychain lives in main; here it is asked for over the port, one numbered question at a time. */
export function remoteSecrets(tell: (message: FromStudio) => void): {
  secrets: Secrets;
  answer(message: Extract<ToStudio, { type: 'secret' }>): void;
} {
  const waiting = new Map<number, PromiseWithResolvers<string | undefined>>();
  let next = 0;

  function ask(
    op: 'get' | 'set' | 'delete',
    name: string,
    value?: string,
  ): Promise<string | undefined> {
    const id = next++;
    const answer = Promise.withResolvers<string | undefined>();
    waiting.set(id, answer);
    tell({ type: 'secret', id, op, name, ...(value === undefined ? {} : { value }) });
    return answer.promise;
  }

  return {
    secrets: {
      get: (name) => ask('get', name),
      set: async (name, value) => void (await ask('set', name, value)),
      delete: async (name) => void (await ask('delete', name)),
    },
    answer({ id, value, failed }) {
      const question = waiting.get(id);
      waiting.delete(id);
      if (failed) question?.reject(new Error('The keychain of this system refused.'));
      else question?.resolve(value ?? undefined);
    },
  };
}
