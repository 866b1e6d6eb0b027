import { useMemo, useState } from 'react';
import i18next from 'i18next';
import { type GeneratorPreview, previewGenerator } from '../../../contract/generator-prompt.ts';
import type { FieldProblem } from '../../../contract/generator-values.ts';
import type { FieldValues, Generator } from '../../../contract/generators.ts';
import type { Quote } from '../../../contract/orders.ts';
import { queryClient } from '../../data/client.ts';
import { useModels, useQuote } from '../../data/hooks.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import type { OfferedModel } from '../prompt/form.ts';
import { drawSeed } from '../prompt/seed.ts';
import { useFilling } from '../tokens/token-choice.ts';
import { tellError } from '../undo/tell-error.ts';
import { composeOn } from './compose.ts';
import { chooseFor } from './choose-model.ts';
import { EMPTY_FORM, type FormDraft, useGenerators, type Wishes } from './generators-state.ts';

export interface GeneratorFormState {
  readonly draft: FormDraft;
  readonly preview: GeneratorPreview;
  /** The prompt to look at: what is needed and missing stands in it as dots. */
  readonly prompt: string;
  /** Those to show now: what is missing is no problem before someone tries to send it. */
  readonly problems: readonly FieldProblem[];
  readonly models: readonly OfferedModel[];
  readonly model: OfferedModel | undefined;
  readonly wishes: Wishes & Required<Pick<Wishes, 'aspectRatio' | 'quality' | 'count'>>;
  readonly quote: Quote | undefined;
  readonly isSending: boolean;
  readonly seed: number;
  readonly drawAgain: () => void;
  /** Answers the first field that needs the creator, if one does. */
  readonly send: () => string | null;
}

/** A form of a generator: its answers, what they make, and the order. */
export function useGeneratorForm(generator: Generator): GeneratorFormState {
  const draft = useGenerators(({ drafts }) => drafts[generator.id] ?? EMPTY_FORM);
  const { set, wildcards } = useFilling();
  const [tried, setTried] = useState(false);
  const [seed, setSeed] = useState(drawSeed);
  const [isSending, setSending] = useState(false);
  const tokens = useMemo(() => set?.tokens ?? [], [set]);
  const preview = useMemo(
    () => previewGenerator(generator, draft.values, { tokens, seed, wildcards }),
    [generator, draft.values, tokens, seed, wildcards],
  );
  // A gap in the sentence is shown as one, not as a stray comma.
  const shown = useMemo(
    () =>
      previewGenerator(generator, withGaps(generator, draft.values), { tokens, seed, wildcards }),
    [generator, draft.values, tokens, seed, wildcards],
  );
  const models = useModels().data ?? [];
  const model = chooseFor(generator, models, draft.wishes.model);
  const wishes = {
    ...draft.wishes,
    aspectRatio: draft.wishes.aspectRatio ?? generator.order.aspectRatio,
    quality: draft.wishes.quality ?? generator.order.quality,
    count: draft.wishes.count ?? generator.order.count,
  };
  const quote = useQuote(
    model && !model.keyMissing
      ? {
          model: model.id,
          count: Math.min(wishes.count, model.capabilities.maxCount),
          quality: model.capabilities.qualities.includes(wishes.quality)
            ? wishes.quality
            : (model.capabilities.qualities[0] ?? 'standard'),
        }
      : null,
  ).data;

  async function place(): Promise<void> {
    const { values, template } = draft;
    setSending(true);
    try {
      const order = await api.generators.order({
        id: generator.id,
        values,
        tokens: [...tokens],
        wildcards: { ...wildcards },
        seed,
        wishes: { ...wishes, ...(model && { model: model.id }) },
      });
      if (order.kind === 'compose') {
        const made = await composeOn(order.picture, order.overlay);
        if (made !== null) useGenerators.getState().made(generator.id, made);
        return;
      }
      const { id, version } = generator;
      await api.generate.create({
        ...order.request,
        madeWith: {
          ...(template !== undefined && { template }),
          generator: { id, version, values, overlay: order.overlay },
        },
      });
      useGenerators.getState().used(id);
      // The next one draws its variants anew.
      setSeed(drawSeed());
      const count = order.request.count;
      notify({ message: i18next.t('queued', { ns: 'prompt', count }), id: 'queued' });
    } catch (error) {
      tellError(error);
    } finally {
      setSending(false);
      void queryClient.invalidateQueries({ queryKey: ['generate', 'orders'] });
    }
  }

  return {
    draft,
    preview,
    prompt: preview.problems.length === 0 ? preview.prompt : shown.prompt,
    problems: tried ? preview.problems : preview.problems.filter(({ code }) => code !== 'required'),
    models,
    model,
    wishes,
    quote,
    isSending,
    seed,
    drawAgain: () => setSeed(drawSeed()),
    send() {
      setTried(true);
      const [first] = preview.problems;
      if (first) return first.field ?? '';
      const isComposed = preview.compose !== null && !isSending;
      const isBlocked =
        !isComposed && (!model || model.keyMissing || isSending || quote?.affordable === false);
      if (!isBlocked) void place();
      return null;
    },
  };
}

function withGaps({ fields }: Generator, values: FieldValues): FieldValues {
  const gaps = fields
    .filter(({ kind, required }) => required && (kind === 'text' || kind === 'textarea'))
    .filter(({ id }) => (values[id] ?? '') === '')
    .map(({ id }) => [id, '…'] as const);
  return { ...values, ...Object.fromEntries(gaps) };
}
