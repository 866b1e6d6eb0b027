import { Dices } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countCombinations } from '../../../contract/tokens/combinations.ts';
import { resolveText } from '../../../contract/tokens/expand.ts';
import { checkTokens } from '../../../contract/tokens/fill.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { drawSeed } from '../prompt/seed.ts';
import { isFillable } from './is-fillable.ts';
import { saveTokenSet } from './token-acts.ts';
import { useFilling } from './token-choice.ts';

interface FillPreviewProps {
  readonly text: string;
  readonly seed: number;
  readonly onSeed: (seed: number) => void;
}

/** What a prompt becomes with the chosen set, in how many ways, and what the set lacks. Nothing for plain words. */
export function FillPreview({ text, seed, onSeed }: FillPreviewProps) {
  const { t } = useTranslation(['tokens', 'generators']);
  const { set, wildcards } = useFilling();
  if (!isFillable(text)) return null;
  const tokens = set?.tokens ?? [];
  const filled = resolveText(text, { seed, set: tokens, wildcards });
  const { missing, unused } = checkTokens([text], tokens);
  const combinations = countCombinations(text, { wildcards });
  const others = filled.problems.filter(({ code }) => code !== 'missing_token');
  const addMissing = () =>
    saveTokenSet({
      id: set?.id ?? null,
      name: set?.name ?? t('newName', { number: 1 }),
      isDefault: set?.isDefault ?? true,
      tokens: [...tokens, ...missing.map((name) => ({ name, value: '' }))],
    });
  return (
    <div className="border-line animate-fade flex flex-col gap-1 border-t px-3.5 py-2 text-sm">
      <div className="flex items-start gap-2">
        <span className="text-muted shrink-0 font-medium">{t('preview')}</span>
        <output className="min-w-0 flex-1 wrap-break-word" dir="auto" aria-live="off">
          {filled.text}
        </output>
        {combinations.count > 1 && (
          <>
            <span className="text-muted tabular shrink-0">
              {combinations.beyond ? t('beyond') : t('count', { count: combinations.count })}
            </span>
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
            onClick={() => void addMissing()}
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
    </div>
  );
}
