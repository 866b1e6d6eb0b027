import { CircleAlert, CircleCheck, PlugZap } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { ProviderTest } from '../../../contract/studio/settings.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import type { EnteredProvider } from './entered-provider.ts';

/** Codes that a test words otherwise than a failed job does. */
const WORDED = [
  'provider_key_missing',
  'provider_key_invalid',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_answer_invalid',
  'timeout',
] as const satisfies ErrorCode[];
const isWorded = (code: ErrorCode): code is (typeof WORDED)[number] =>
  (WORDED as readonly ErrorCode[]).includes(code);

export interface RunningTest {
  run: () => void;
  isRunning: boolean;
  result: ProviderTest | undefined;
}

/** One cheap request to the provider with what is entered. What was answered for other entries is not shown. */
export function useProviderTest(provider: EnteredProvider, entered: string): RunningTest {
  const [answered, setAnswered] = useState<{ entered: string; result: ProviderTest }>();
  const test = useAction('settings.testProvider', {
    onDone: (result) => setAnswered({ entered, result }),
  });
  return {
    run: () => test.mutate({ provider }),
    isRunning: test.isPending,
    result: answered?.entered === entered ? answered.result : undefined,
  };
}

export function ProviderTestButton({ test, name }: { test: RunningTest; name: string }) {
  const { t } = useTranslation('settings');
  return (
    <Button
      variant="ghost"
      icon={PlugZap}
      disabled={test.isRunning}
      aria-label={t('keys.test.label', { provider: name })}
      onClick={test.run}
    >
      {t(test.isRunning ? 'keys.test.running' : 'keys.test.run')}
    </Button>
  );
}

/** What came of it, in plain words, with the models that were found. */
export function ProviderTestNote({ test: { result, isRunning } }: { test: RunningTest }) {
  const { t } = useTranslation('settings');
  const words = useErrorWords();
  const format = useFormat();
  const isShown = result !== undefined && !isRunning;
  return (
    // Always there, so that what comes into it is read out; without it no room is taken.
    <div aria-live="polite" className={isShown ? 'basis-full text-sm' : 'sr-only'}>
      {isShown && (
        <div className="flex items-start gap-2">
          {result.problem === null ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          ) : (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          )}
          <div className="min-w-0 flex-1">
            {result.problem === null
              ? t('keys.test.works', { milliseconds: format.number(result.milliseconds) })
              : isWorded(result.problem)
                ? t(`keys.test.problems.${result.problem}`)
                : words({ code: result.problem }).sentence}
            {result.models.length > 0 && <FoundModels models={result.models} />}
          </div>
        </div>
      )}
    </div>
  );
}

function FoundModels({ models }: { models: readonly string[] }) {
  const { t } = useTranslation('settings');
  return (
    <details className="mt-1">
      <summary className="cursor-pointer rounded-sm text-muted hover:text-ink">
        {t('keys.test.models', { count: models.length })}
      </summary>
      <ScrollRegion
        label={t('keys.test.models', { count: models.length })}
        className="mt-1.5 max-h-40 overflow-y-auto rounded-md bg-canvas px-3 py-2 ring-1 ring-line ring-inset"
      >
        <ul className="gap-x-6 font-mono text-xs wide:columns-2">
          {models.map((model) => (
            <li key={model} className="truncate py-0.5" title={model}>
              {model}
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </details>
  );
}
