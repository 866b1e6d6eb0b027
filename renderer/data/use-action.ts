import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { AtelierError } from '../../contract/errors.ts';
import { useErrorWords } from '../i18n/error-words.ts';
import {
  call,
  type CallArguments,
  type CallInput,
  type CallOutput,
  type CallPath,
} from '../transport/api.ts';
import { notify } from '../ui/toast.tsx';

interface ActionOptions<Path extends CallPath> {
  onDone?: (output: CallOutput<Path>, input: CallInput<Path>) => void;
  /** Instead of the toast that says what went wrong. */
  onFail?: (error: AtelierError, input: CallInput<Path>) => void;
}

/**
 * A call that changes something: `useAction('library.trash').mutate({ ids })`. The domain is asked for again
 * when it is done, since an event may come later than the eye; a failure is told in a toast.
 */
export function useAction<Path extends CallPath>(
  path: Path,
  options: ActionOptions<Path> = {},
): UseMutationResult<CallOutput<Path>, AtelierError, CallInput<Path>> {
  const client = useQueryClient();
  const words = useErrorWords();
  return useMutation<CallOutput<Path>, AtelierError, CallInput<Path>>({
    mutationFn: (input) => call(path, ...([input] as CallArguments<Path>)),
    onSuccess: (output, input) => {
      void client.invalidateQueries({ queryKey: path.split('.').slice(0, 1) });
      options.onDone?.(output, input);
    },
    onError: (error, input) => {
      if (options.onFail) options.onFail(error, input);
      else notify({ message: words(error).sentence, tone: 'danger' });
    },
  });
}
