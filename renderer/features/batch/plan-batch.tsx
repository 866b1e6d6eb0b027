import { useQuery } from '@tanstack/react-query';
import { Replace, Sparkles } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchPlanInput, BatchTable, ColumnUse } from '../../../contract/studio/batch.ts';
import { useModels } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { usePrompt } from '../../state/prompt.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { chooseModel, formOf } from '../prompt/form.ts';
import { PromptField } from '../prompt/prompt-field.tsx';
import { ModelField } from '../prompt/model-field.tsx';
import { useGenerators } from '../generators/generators-state.ts';
import { useFilling } from '../tokens/token-choice.ts';
import { useBatchPlace } from './batch-state.ts';
import { BatchPreview } from './batch-preview.tsx';
import { ColumnMap } from './column-map.tsx';
import { FormChoice, useForms } from './form-choice.tsx';
import { TableProblems } from './problem-list.tsx';

/** What is made of a table: what each column is for, the prompt and the model, and what comes of it. */
export function PlanBatch({ table }: { table: BatchTable }) {
  const { t } = useTranslation(['batch', 'common', 'prompt']);
  const { uses, setTable, name, setName, cap, setCap, go, generatorId } = useBatchPlace();
  const forms = useForms();
  const chosen = forms.find(({ id }) => id === generatorId);
  const filledIn = useGenerators(({ drafts }) => drafts[generatorId ?? '']?.values);
  const { draft, set } = usePrompt();
  const models = useModels().data ?? [];
  const model = chooseModel(models, draft.model);
  const form = model && formOf(draft, model);
  const filling = useFilling();
  const prompt = draft.prompt ?? '';
  const plan: BatchPlanInput | null =
    model && form
      ? {
          tableId: table.id,
          uses: [...uses],
          prompt,
          negativePrompt: form.hasNegative ? draft.negativePrompt : '',
          model: model.id,
          aspectRatio: form.aspectRatio,
          quality: form.quality,
          format: form.format,
          tokens: [...(filling.set?.tokens ?? [])],
          ...(chosen && { generator: { id: chosen.id, values: filledIn ?? {} } }),
        }
      : null;
  // Typing is not held up by ten thousand rows.
  const settled = useDeferredValue(plan);
  const check = useQuery({
    ...query('batch.check', settled ?? { tableId: table.id, uses: [], model: '-' }),
    enabled: settled !== null,
    placeholderData: (before) => before,
  });
  const start = useAction('batch.start', {
    onDone(batch) {
      setTable(null, '');
      go({ kind: 'batch', id: batch.id });
    },
  });
  const stops = table.problems.some((problem) => problem.stops);
  const spendCap = /^\d{1,9}$/.test(cap.trim()) ? Number(cap) : null;
  const capIsBad = cap.trim() !== '' && spendCap === null;
  // What was counted and priced is not the plan as it stands: the press must not ask for more than the button says.
  const isOld = check.isPlaceholderData || settled !== plan;
  const hasRows = plan !== null && !stops && (check.data?.ready ?? 0) > 0;
  const isReady = hasRows && !isOld && !capIsBad;
  return (
    <div className="flex w-full max-w-desk flex-col gap-6 pt-2">
      <div className="flex items-end gap-3">
        <Field label={t('name')} className="w-72">
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={200}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <p className="tabular text-muted min-w-0 flex-1 truncate pb-1.5">
          {t('tableFacts', {
            rows: t('rows', { count: table.rows }),
            columns: t('columns', { count: table.columns.length }),
            delimiter: t(`delimiters.${delimiterName(table.delimiter)}`),
            encoding: table.encoding.toUpperCase(),
          })}
        </p>
        <Button icon={Replace} onClick={() => setTable(null, '')}>
          {t('otherTable')}
        </Button>
      </div>
      <TableProblems table={table} />
      {table.columns.length > 0 && <ColumnMap table={table} form={chosen} />}
      {!stops && (
        <div className="grid gap-6 wide:grid-cols-2">
          <div className="flex flex-col gap-4">
            <FormChoice table={table} forms={forms} />
            {!chosen && (
              <PromptField
                label={t('prompt')}
                hint={t('promptHint')}
                rows={3}
                value={prompt}
                placeholder={t('promptExample')}
                onText={(text) => set({ prompt: text })}
              />
            )}
            <div className="grid grid-cols-2 gap-4">
              <ModelField models={models} model={model} onChange={(id) => set({ model: id })} />
              {form && (
                <Field label={t('prompt:ratio')}>
                  {(control) => (
                    <Select
                      id={control.id}
                      value={form.aspectRatio}
                      options={form.ratios.map((ratio) => ({ value: ratio, label: ratio }))}
                      onChange={(aspectRatio) => set({ aspectRatio })}
                    />
                  )}
                </Field>
              )}
              {form && (
                <Field label={t('quality')}>
                  {(control) => (
                    <Select
                      id={control.id}
                      value={form.quality}
                      options={form.qualities.map((quality) => ({
                        value: quality,
                        label: t(`common:qualities.${quality}`),
                      }))}
                      onChange={(quality) => set({ quality })}
                    />
                  )}
                </Field>
              )}
              <Field label={t('cap')} error={capIsBad && t('capBad')}>
                {(control) => (
                  <Input
                    {...control}
                    inputMode="numeric"
                    value={cap}
                    placeholder={t('noCap')}
                    onChange={({ target }) => setCap(target.value)}
                  />
                )}
              </Field>
            </div>
          </div>
          <BatchPreview
            check={check.data}
            error={check.error}
            isOld={isOld}
            isUnwritten={!chosen && prompt.trim() === '' && !uses.some(isPrompt)}
          />
        </div>
      )}
      {!stops && (
        // In sight however long the preview is, as on every screen that asks for works.
        <div className="border-line bg-canvas sticky bottom-0 flex items-center justify-end gap-4 border-t py-3">
          {check.data && hasRows && (
            <output aria-label={t('price')} className="text-muted tabular">
              {check.data.credits === 0
                ? t('common:free')
                : t('common:credits', { count: check.data.credits })}
            </output>
          )}
          <Button
            variant="primary"
            size="lg"
            icon={Sparkles}
            disabled={!isReady || start.isPending}
            onClick={() =>
              plan && start.mutate({ plan, name: name.trim() || t('pasted'), spendCap })
            }
          >
            {t('start', { count: check.data?.ready ?? 0 })}
          </Button>
        </div>
      )}
    </div>
  );
}

const isPrompt = (use: ColumnUse) => use.kind === 'parameter' && use.parameter === 'prompt';

function delimiterName(delimiter: string): 'comma' | 'semicolon' | 'tab' | 'bar' {
  if (delimiter === ';') return 'semicolon';
  if (delimiter === '\t') return 'tab';
  return delimiter === '|' ? 'bar' : 'comma';
}
