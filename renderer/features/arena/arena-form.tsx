import { Plus, Sparkles, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ASPECT_RATIOS } from '../../../contract/models.ts';
import { cleanPrompt, priceOf } from '../../../contract/orders.ts';
import type { Contender } from '../../../contract/studio/arena.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { PromptField } from '../prompt/prompt-field.tsx';
import { drawSeed } from '../prompt/seed.ts';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';
import { type ArenaRun, useArena } from './arena-state.ts';
import { another, fielded, keyOf, MOST_CONTENDERS, possible } from './contenders.ts';
import { useContenderName } from './use-contender-name.ts';

/** The prompt, and who makes it. */
export function ArenaForm({ models }: { models: readonly OfferedModel[] }) {
  const { t } = useTranslation(['arena', 'common']);
  const nameOf = useContenderName();
  const { prompt, contenders, isBlind, set, begin } = useArena();
  const [isSending, setSending] = useState(false);
  const all = possible(models);
  const list = fielded(contenders, models);
  const next = another(list, all);
  const price = list.reduce((sum, { model, quality }) => {
    const known = models.find(({ id }) => id === model);
    return sum + ((known && priceOf({ quality, count: 1 }, known)) ?? 0);
  }, 0);
  const hasPrompt = cleanPrompt(prompt) !== '';
  const isReady = hasPrompt && list.length >= 2 && !isSending;
  const send = async () => {
    if (!isReady) return;
    setSending(true);
    try {
      begin(await askAll(prompt, isBlind ? shuffled(list) : list, { models, isBlind }));
    } catch (error) {
      tellError(error);
    } finally {
      setSending(false);
      void refreshKeys([['generate']]);
    }
  };
  return (
    <form
      aria-label={t('title')}
      className="flex max-w-desk flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <PromptField
        label={t('prompt')}
        value={prompt}
        placeholder={t('promptExample')}
        onText={(text) => set({ prompt: text })}
      />
      <fieldset className="flex flex-wrap items-end gap-3">
        <legend className="text-muted mb-1.5 text-sm font-medium">{t('contenders')}</legend>
        {list.map((one, at) => (
          <span key={keyOf(one)} className="flex w-60 items-center gap-1">
            <Select
              label={t('contender', { number: at + 1 })}
              value={keyOf(one)}
              options={all
                .filter((option) => keyOf(option) === keyOf(one) || !has(list, option))
                .map((option) => ({ value: keyOf(option), label: nameOf(option) }))}
              onChange={(key) => {
                const chosen = all.find((option) => keyOf(option) === key);
                if (chosen) set({ contenders: list.map((old, nr) => (nr === at ? chosen : old)) });
              }}
            />
            {list.length > 2 && (
              <IconButton
                icon={X}
                size="sm"
                label={t('remove', { number: at + 1 })}
                onClick={() => set({ contenders: list.filter((_, nr) => nr !== at) })}
              />
            )}
          </span>
        ))}
        {next && list.length < MOST_CONTENDERS && (
          <Button icon={Plus} variant="ghost" onClick={() => set({ contenders: [...list, next] })}>
            {t('add')}
          </Button>
        )}
      </fieldset>
      <div className="flex items-center gap-4">
        <label htmlFor="arena-blind" className="flex flex-1 items-center gap-2">
          <Checkbox
            id="arena-blind"
            checked={isBlind}
            onChange={(checked) => set({ isBlind: checked })}
          />
          {t('blind')}
        </label>
        {hasPrompt ? (
          <output aria-label={t('price')} className="tabular text-muted">
            {price === 0 ? t('common:free') : t('common:credits', { count: price })}
          </output>
        ) : (
          <p className="text-muted">{t('promptMissing')}</p>
        )}
        <Button type="submit" variant="primary" icon={Sparkles} disabled={!isReady}>
          {t('run')}
        </Button>
      </div>
    </form>
  );
}

const has = (list: readonly Contender[], one: Contender) =>
  list.some((other) => keyOf(other) === keyOf(one));

/** Blind ones are in no order that tells who made what. */
function shuffled(list: readonly Contender[]): Contender[] {
  return list
    .map((one) => ({ one, place: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** One order each: the same words, the same ratio, and the same seed where a model has one. */
async function askAll(
  prompt: string,
  list: readonly Contender[],
  { models, isBlind }: { models: readonly OfferedModel[]; isBlind: boolean },
): Promise<ArenaRun> {
  const chosen = list.flatMap(({ model }) => models.find(({ id }) => id === model) ?? []);
  const aspectRatio = ASPECT_RATIOS.find((ratio) =>
    chosen.every(({ capabilities }) => capabilities.sizes[ratio] !== undefined),
  );
  const seed = drawSeed();
  const orders = await Promise.all(
    list.map(({ model, quality }) => {
      const hasSeed = chosen.find(({ id }) => id === model)?.capabilities.seed === true;
      return api.generate.create({
        type: 'image',
        prompt,
        model,
        quality,
        count: 1,
        ...(aspectRatio && { aspectRatio }),
        ...(hasSeed && { seed }),
      });
    }),
  );
  const entries = list.map((one, at) => ({ ...one, orderId: orders[at]?.id ?? '' }));
  return { prompt, isBlind, isOpen: !isBlind, entries };
}
