import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AtelierError } from '../../../contract/errors.ts';
import { cleanPrompt, type ImageRequestInput, type Quote } from '../../../contract/orders.ts';
import { useModels, useQuote, useSyncStatus } from '../../data/hooks.ts';
import { useAction } from '../../data/use-action.ts';
import { type PromptDraft, usePrompt } from '../../state/prompt.ts';
import {
  chooseModel,
  estimateOf,
  type Form,
  formOf,
  type OfferedModel,
  type Problem,
  problemsOf,
  requestOf,
  variantsPrice,
} from './form.ts';
import { drawSeed } from './seed.ts';
import { type Equal, useEqualOffer } from './use-equal-offer.ts';
import { givenProblem, givenRequest } from '../given/given-request.ts';
import { useGiven } from '../given/given-state.ts';
import { drawWords, type DrawnWords } from '../tokens/draw-words.ts';
import { useFilling } from '../tokens/token-choice.ts';

export interface PromptForm {
  models: readonly OfferedModel[];
  /** No model is known yet, and one will be in a moment. */
  isStarting: boolean;
  /** Someone pressed Generate before a model was known: the order goes out by itself when one is. */
  isWaiting: boolean;
  stopWaiting: () => void;
  model: OfferedModel | undefined;
  form: Form | undefined;
  draft: PromptDraft;
  prompt: string;
  set: (patch: Partial<PromptDraft>) => void;
  /** Those to show now: a missing prompt or token is no problem before someone tries to send it. */
  problems: readonly Problem[];
  quote: Quote | undefined;
  /** Credits; undefined while nobody knows. */
  price: number | undefined;
  /** Credits of what is made of the order by itself. */
  variantsPrice: number;
  isSending: boolean;
  error: AtelierError | null;
  /** What is there already of what was to be sent, until that is sent again, changed or withdrawn. */
  equal: Equal | null;
  withdrawEqual: () => void;
  /** What the pictures are made from; null before a model is known. */
  words: DrawnWords | null;
  drawAgain: (seed: number) => void;
  /** Sends the order, or keeps it until a model is known; false when something stands in the way. */
  send: () => boolean;
}

/** Everything the prompt bar shows, drawn from the draft and the capabilities of its model. */
export function usePromptForm(onSent: (count: number) => void): PromptForm {
  const { t } = useTranslation('prompt');
  const { draft, set } = usePrompt();
  const models = useModels();
  const sync = useSyncStatus();
  const [tried, setTried] = useState(false);
  const [drawn, setDrawn] = useState(drawSeed);
  const given = useGiven();
  /** Pressed before a model was known, and not sent since. */
  const [kept, setKept] = useState(false);
  const create = useAction('generate.create', {
    onDone(order) {
      onSent(order.jobs.length);
      // The next order draws its variants anew.
      setDrawn(drawSeed());
    },
    // Shown beside the button instead of in a toast.
    onFail: () => undefined,
  });
  const offer = useEqualOffer(create.mutate);
  const isSending = create.isPending || offer.isAsking;

  const model = chooseModel(models.data ?? [], draft.model);
  const form = model && formOf(draft, model);
  const prompt = draft.prompt ?? t('example');
  const quote = useQuote(
    model && form && !model.keyMissing
      ? { model: model.id, count: form.count, quality: form.quality }
      : null,
  ).data;
  const words = useWords(prompt, form, { seed: drawn, once: draft.drawsOnce });
  const all = form ? problemsOf(draft, prompt, form, words ?? {}) : [];
  const problems = tried
    ? all
    : all.filter(({ kind }) => kind !== 'empty' && kind !== 'missing_tokens');

  function send(): boolean {
    setTried(true);
    setKept(model === undefined);
    return model === undefined || place();
  }
  /** Null while something stands in the way. */
  function wish(): ImageRequestInput | null {
    const blocked = all.length > 0 || !model || !form || model.keyMissing;
    if (blocked || !words || givenProblem(given, model) !== null) return null;
    return {
      ...requestOf(draft, words.texts, model, form),
      ...givenRequest(given, model.capabilities),
      ...madeWith(draft, prompt, words),
    };
  }
  function place(): boolean {
    const request = wish();
    if (request === null || isSending || quote?.affordable === false) return false;
    setKept(false);
    offer.offerOrMake(request);
    return true;
  }
  // The first press is never lost, however early it came.
  const sendKept = useEffectEvent(() => void (kept && place()));
  const isKnown = model !== undefined;
  useEffect(() => {
    if (isKnown) sendKept();
  }, [isKnown]);

  const state = sync.data?.state;
  const wished = wish();
  return {
    models: models.data ?? [],
    isStarting: !isKnown && (models.isPending || (!sync.error && (!state || state === 'starting'))),
    isWaiting: kept && !isKnown,
    stopWaiting: () => setKept(false),
    model,
    form,
    draft,
    prompt,
    set(patch) {
      setTried(false);
      create.reset();
      set(patch);
    },
    problems,
    quote,
    price: quote?.credits ?? (model && form && estimateOf(form, model)),
    variantsPrice: form
      ? variantsPrice(
          draft,
          form,
          quote?.perImage ?? (model && estimateOf({ ...form, count: 1 }, model)),
        )
      : 0,
    words,
    drawAgain: setDrawn,
    isSending,
    error: create.error,
    equal: wished && offer.standingFor(wished),
    withdrawEqual: offer.withdraw,
    send,
  };
}

/** What the prompt becomes for each picture; drawn again only when something of it has changed. */
function useWords(
  prompt: string,
  form: Form | undefined,
  { seed, once }: { seed: number; once: boolean | undefined },
): DrawnWords | null {
  const { set, wildcards } = useFilling();
  const { count, maxPrompt: limit } = form ?? {};
  return useMemo(
    () =>
      count === undefined || limit === undefined
        ? null
        : drawWords(prompt, { set, wildcards }, { seed, count, limit, once }),
    [prompt, set, wildcards, seed, count, limit, once],
  );
}

/** The template that the words were filled in from, as long as they are its own, and the words where they were drawn. */
function madeWith({ template }: PromptDraft, prompt: string, drawn: DrawnWords) {
  const made = {
    ...(template?.prompt === prompt && { template: template.id }),
    ...(drawn.isDrawn && { words: cleanPrompt(prompt) }),
  };
  return Object.keys(made).length > 0 ? { madeWith: made } : {};
}
