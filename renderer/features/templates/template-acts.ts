import i18next from 'i18next';
import { AtelierError } from '../../../contract/errors.ts';
import {
  type CommunityTemplate,
  MAX_TEMPLATE_FILE,
  type ReportReason,
  type Template,
  type TemplateFields,
} from '../../../contract/studio/templates.ts';
import { usePrompt } from '../../state/prompt.ts';
import { useView } from '../../state/view.ts';
import { api } from '../../transport/api.ts';
import { downloadText } from '../../transport/download-text.ts';
import { notify } from '../../ui/toast.tsx';
import { useGenerators } from '../generators/generators-state.ts';
import { refreshKeys } from '../undo/attempt.ts';
import { tellError } from '../undo/tell-error.ts';

const KEYS = [['templates']] as const;
type Said =
  | 'copied'
  | 'reported'
  | 'keptPublic'
  | 'takenDown'
  | 'saved'
  | 'changed'
  | 'removed'
  | 'used'
  | 'noFile'
  | 'noFileAdvice'
  | 'tooLarge';
const say = (word: Said, name = '') => i18next.t(word, { ns: 'templates', name });

async function doing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tellError(error);
  }
  await refreshKeys(KEYS);
}

export function saveTemplate(fields: TemplateFields): Promise<void> {
  return doing(async () => {
    const { name } = await api.templates.create(fields);
    notify({ message: say('saved', name), id: 'template' });
  });
}

export function changeTemplate(
  id: string,
  fields: Partial<Omit<TemplateFields, 'form'>>,
): Promise<void> {
  return doing(async () => {
    const { name } = await api.templates.update({ id, ...fields });
    notify({ message: say('changed', name), id: 'template' });
  });
}

export function removeTemplate({ id }: Template): Promise<void> {
  return doing(async () => {
    const removed = await api.templates.remove({ id });
    notify({
      message: say('removed', removed.name),
      undo: () => void doing(() => api.templates.restore(removed)),
    });
  });
}

/** One's own from then on, private at first. */
export function copyTemplate({ id }: CommunityTemplate): Promise<void> {
  return doing(async () => {
    const copy = await api.templates.copy({ id });
    notify({
      message: say('copied', copy.name),
      undo: () => void doing(() => api.templates.remove({ id: copy.id })),
    });
  });
}

export function reportTemplate(
  { id, name }: CommunityTemplate,
  reason: ReportReason,
  note: string,
): Promise<void> {
  return doing(async () => {
    await api.templates.report({ id, reason, note });
    notify({ message: say('reported', name), id: 'template' });
  });
}

/** An admin's word on what was reported. Taken down by mistake, it is put back. */
export function settleReports(
  { id, name }: CommunityTemplate,
  stays: boolean,
  reason: string,
): Promise<void> {
  return doing(async () => {
    await api.templates.settle({ id, stays, reason: stays ? '' : reason });
    notify({
      message: say(stays ? 'keptPublic' : 'takenDown', name),
      ...(!stays && { undo: () => void doing(() => api.templates.settle({ id, stays: true })) }),
      id: 'template',
    });
  });
}

/** Fills the form in that the template was made from, and goes there. */
export function applyTemplate({ id, name, form }: Pick<Template, 'id' | 'name' | 'form'>): void {
  const { show } = useView.getState();
  if (form.kind === 'prompt') {
    const { kind: _kind, seed, ...draft } = form;
    const given = Object.fromEntries(
      Object.entries(draft).filter(([, value]) => value !== undefined),
    );
    usePrompt.getState().set({
      ...given,
      seed: seed === undefined ? '' : String(seed),
      template: { id, prompt: form.prompt },
    });
    show('workspace');
    usePrompt.getState().requestFocus();
  } else {
    const { generator, values, model, aspectRatio, quality, count } = form;
    const generators = useGenerators.getState();
    const wishes = { model, aspectRatio, quality, count };
    generators.fill(generator, { values, wishes, template: id });
    generators.go('gallery');
    generators.open(generator);
    show('generators');
  }
  notify({ message: say('used', name), id: 'template' });
}

/** Hands the file over as the browser hands over any download. */
export function exportTemplates(as: 'json' | 'csv'): Promise<void> {
  return doing(async () => {
    const text = await api.templates.exported({ as });
    const type = as === 'json' ? 'application/json' : 'text/csv';
    downloadText(text, `atelier-templates.${as}`, type);
  });
}

export async function importTemplates(file: File): Promise<void> {
  if (file.size > 2 * MAX_TEMPLATE_FILE) {
    notify({ message: say('tooLarge'), tone: 'danger', id: 'template' });
    return;
  }
  try {
    const { added, refused } = await api.templates.imported({ text: await file.text() });
    const [first] = refused;
    notify({
      message: i18next.t('imported', { ns: 'templates', count: added.length }),
      ...(first && {
        detail: i18next.t('refused', { ns: 'templates', count: refused.length, ...first }),
        tone: 'warning',
      }),
    });
  } catch (error) {
    const isOther = error instanceof AtelierError && error.code === 'invalid_input';
    if (!isOther) return tellError(error);
    notify({
      message: say('noFile'),
      detail: say('noFileAdvice'),
      tone: 'danger',
      id: 'template',
    });
  }
  await refreshKeys(KEYS);
}
