import { Dices } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countCombinations } from '../../../contract/tokens/combinations.ts';
import { checkTokens } from '../../../contract/tokens/fill.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { drawSeed } from '../prompt/seed.ts';
import type { DrawnWords } from './draw-words.ts';
import { TokenSetDialog } from './token-set-dialog.tsx';
import { useFilling } from './token-choice.ts';

interface FillPreviewProps {
  readonly text: string;
  /** What it becomes; null or the text itself: nothing is shown. */
  readonly words: DrawnWords | null;
  /** Pictures of the order. */
  readonly count: number;
  readonly once: boolean;
  readonly onOnce: (once: boolean) => void;
  readonly onSeed: (seed: number) => void;
}

/** What a prompt becomes with the chosen set, picture by picture, in how many ways, and what the set lacks. */
export function FillPreview({ text, words, count, once, onOnce, onSeed }: FillPreviewProps) {
  const { t } = useTranslation(['tokens', 'generators']);
  const { set, wildcards } = useFilling();
  const [adding, setAdding] = useState<readonly string[] | null>(null);
  if (!words?.isDrawn) return null;
  const tokens = set?.tokens ?? [];
  const { missing, unused } = checkTokens([text], tokens);
  const combinations = countCombinations(text, { wildcards });
  const others = words.problems.filter(({ code }) => code !== 'missing_token');
  return (
    <div className="border-line animate-fade flex flex-col gap-1 border-t px-3.5 py-2 text-sm">
      <div className="flex items-start gap-2">
        <span className="text-muted shrink-0 leading-7 font-medium">{t('preview')}</span>
        <Outcomes texts={words.texts} />
        {combinations.count > 1 && (
          <>
            <span className="text-muted tabular shrink-0 leading-7">
              {combinations.beyond ? t('beyond') : t('count', { count: combinations.count })}
            </span>
            {count > 1 && (
              <Segmented
                className="-my-0.5"
                label={t('draws')}
                value={once ? 'once' : 'each'}
                onChange={(value) => onOnce(value === 'once')}
                options={[
                  { value: 'each', label: t('drawsEach') },
                  { value: 'once', label: t('drawsOnce') },
                ]}
              />
            )}
            <IconButton
              icon={Dices}
              size="sm"
              label={t('another')}
              onClick={() => onSeed(drawSeed())}
            />
          </>
        )}
      </div>
      {missing.length > 0 && (
        <p className="text-warning">
          {t('missing', { names: missing.map((name) => `[${name}]`).join(', ') })}{' '}
          <button
            type="button"
            className="underline underline-offset-2"
            onClick={() => setAdding(missing)}
          >
            {t('addMissing')}
          </button>
        </p>
      )}
      {unused.length > 0 && tokens.length > 0 && (
        <p className="text-muted">
          {t('unused', { names: unused.map((name) => `[${name}]`).join(', ') })}
        </p>
      )}
      {others.map(({ code, start, name = '' }) => (
        <p key={`${code} ${start} ${name}`} className="text-danger">
          {t(`generators:problems.${code}`, { name })}
        </p>
      ))}
      {adding && (
        <TokenSetDialog
          startId={set?.id ?? null}
          missing={adding}
          onClose={() => setAdding(null)}
        />
      )}
    </div>
  );
}

/** The words of all pictures, or of each by its number. */
function Outcomes({ texts }: { texts: readonly string[] }) {
  const { t } = useTranslation('tokens');
  if (texts.every((text) => text === texts[0])) {
    return (
      <output className="min-w-0 flex-1 py-1 leading-5 wrap-break-word" dir="auto" aria-live="off">
        {texts[0]}
      </output>
    );
  }
  return (
    <ScrollRegion label={t('outcomes')} className="max-h-32 min-w-0 flex-1 overflow-y-auto">
      <ol className="flex flex-col gap-0.5 py-1 leading-5">
        {texts.map((text, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two pictures may have drawn the same words: each is its place
          <li key={index} className="flex gap-2">
            <span aria-hidden className="text-muted tabular w-4 shrink-0 text-end">
              {index + 1}
            </span>
            <span className="min-w-0 flex-1 wrap-break-word" dir="auto">
              {text}
            </span>
          </li>
        ))}
      </ol>
    </ScrollRegion>
  );
}
