import { Plus, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cleanPrompt } from '../../../contract/orders.ts';
import {
  type BatchCheck,
  MAX_AXIS_VALUES,
  MAX_GRID_CELLS,
} from '../../../contract/studio/batch.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { takePicture } from '../given/given-acts.ts';
import { PictureSlot } from '../given/picture-slot.tsx';
import { useProblemWords } from '../batch/problem-words.ts';
import type { OfferedModel } from '../prompt/form.ts';
import { ModelField } from '../prompt/model-field.tsx';
import { PromptField } from '../prompt/prompt-field.tsx';
import { drawSeed } from '../prompt/seed.ts';
import { AxisField } from './axis-field.tsx';
import { sourceModeOf } from './axis-values.ts';
import { EMPTY_AXIS, useGrid } from './grid-state.ts';
import { useAxisWords } from './use-axis-words.ts';
import { useGridPlan } from './use-grid-plan.ts';

const AXES = ['columns', 'rows', 'pages'] as const;

/** The prompt, by what its pictures differ, how many they are and what they cost. */
export function GridForm({ models }: { models: readonly OfferedModel[] }) {
  const { t } = useTranslation(['parameterGrid', 'batch', 'prompt', 'common']);
  const words = useAxisWords();
  const { prompt, axes, cap, set } = useGrid();
  const { model, uses, drafted, plan, problem, check, isOld } = useGridPlan(models);
  const start = useAction('batch.startGrid', { onDone: ({ id }) => set({ openId: id }) });
  const spendCap = /^\d{1,9}$/.test(cap.trim()) ? Number(cap) : null;
  const capIsBad = cap.trim() !== '' && spendCap === null;
  const facts = plan === null ? undefined : check.data;
  const isReady = plan !== null && (facts?.ready ?? 0) > 0 && !capIsBad && !isOld;
  const send = () => {
    if (!plan || !isReady || start.isPending) return;
    const about = drafted.flatMap(({ use }) => (use ? [words.axis(use)] : [])).join(' × ');
    const name = [cleanPrompt(prompt).split('\n')[0]?.slice(0, 80), about]
      .filter(Boolean)
      .join(' · ');
    // One seed for all that differ by something else.
    start.mutate({ plan: { ...plan, seed: drawSeed() }, name, spendCap });
  };
  return (
    <form
      aria-label={t('title')}
      className="flex max-w-desk flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="grid gap-4 wide:grid-cols-[1fr_16rem]">
        <PromptField
          label={t('prompt')}
          hint={t('promptHint')}
          value={prompt}
          placeholder={t('promptExample')}
          onText={(text) => set({ prompt: text })}
        />
        <ModelField models={models} model={model} onChange={(id) => set({ model: id })} />
      </div>
      <div className="grid items-start gap-4 wide:grid-cols-3">
        {axes.map((draft, at) => (
          <AxisField
            key={AXES[at]}
            name={t(`axes.${AXES[at] ?? 'columns'}`)}
            draft={draft}
            use={drafted[at]?.use}
            kind={drafted[at]?.kind}
            uses={uses}
            onChange={(next) => set({ axes: axes.map((old, nr) => (nr === at ? next : old)) })}
            onRemove={at === 2 ? () => set({ axes: axes.slice(0, 2) }) : undefined}
          />
        ))}
        {axes.length < 3 && (
          <Button
            icon={Plus}
            variant="ghost"
            onClick={() => set({ axes: [...axes, EMPTY_AXIS] })}
            className="justify-self-start"
          >
            {t('addAxis')}
          </Button>
        )}
      </div>
      {model && <GridStart model={model} />}
      <div className="flex flex-wrap items-end gap-4">
        <Field label={t('batch:cap')} error={capIsBad && t('batch:capBad')} className="w-40">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={cap}
              placeholder={t('batch:noCap')}
              onChange={({ target }) => set({ cap: target.value })}
            />
          )}
        </Field>
        <div className="min-w-64 flex-1 pb-1.5">
          {problem === null ? (
            facts && <Facts check={facts} />
          ) : (
            <p className="text-muted">
              {t(`problems.${problem}`, { values: MAX_AXIS_VALUES, cells: MAX_GRID_CELLS })}
            </p>
          )}
        </div>
        <Button
          type="submit"
          variant="primary"
          icon={Sparkles}
          disabled={!isReady || start.isPending}
        >
          {t('run', { count: facts?.pictures ?? 0 })}
        </Button>
      </div>
    </form>
  );
}

/** What all pictures begin with: only what the model takes. */
function GridStart({ model }: { model: OfferedModel }) {
  const { t } = useTranslation('parameterGrid');
  const { source, lora, set } = useGrid();
  const takesPicture = sourceModeOf(model) !== undefined;
  const takesLora = model.capabilities.maxLoras > 0;
  if (!takesPicture && !takesLora) return null;
  return (
    <div className="grid items-start gap-4 wide:grid-cols-3">
      {takesPicture && (
        <Field
          isGroup
          label={t('source')}
          hint={model.capabilities.parameters.strength && t('sourceHint')}
        >
          {() => (
            <PictureSlot
              sha256={source}
              onChange={(sha256) => set({ source: sha256 })}
              take={takeSource}
            />
          )}
        </Field>
      )}
      {takesLora && (
        <Field label={t('lora')} hint={t('loraHint')}>
          {(control) => (
            <Input
              {...control}
              value={lora}
              maxLength={300}
              onChange={({ target }) => set({ lora: target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

const takeSource = async (file: File) => (await takePicture(file))?.sha256;

/** How many pictures, their price and time; what is left out, and why. */
function Facts({ check }: { check: BatchCheck }) {
  const { t } = useTranslation(['parameterGrid', 'batch', 'common']);
  const format = useFormat();
  const problemWords = useProblemWords();
  const { ready, pictures, credits, seconds, refused, problems, affordable, balance } = check;
  const [first] = problems;
  return (
    <>
      {ready > 0 && (
        <output aria-label={t('facts')} className="tabular block">
          {[
            t('common:pictures', { count: pictures }),
            credits === 0 ? t('common:free') : t('common:credits', { count: credits }),
            seconds !== null && t('takes', { time: format.duration(Math.max(1, seconds)) }),
          ]
            .filter((word) => word !== false)
            .join(' · ')}
        </output>
      )}
      {refused > 0 && first && (
        <p className="text-warning text-sm">
          {t('refused', { count: refused, why: problemWords(first) })}
        </p>
      )}
      {!affordable && (
        <p className="text-danger text-sm">
          {t('batch:tooDear', { balance: t('common:credits', { count: balance }) })}
        </p>
      )}
    </>
  );
}
