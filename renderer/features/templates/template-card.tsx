import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Template, TemplateForm } from '../../../contract/studio/templates.ts';
import type { Language } from '../../i18n/language.ts';
import { Badge } from '../../ui/badge.tsx';
import { GeneratorIcon } from '../generators/generator-icon.tsx';

type Generators = GeneratorShelf['generators'];

/** What a template's form is called; null where its generator is not here. */
export function useFormKind(generators: Generators): (form: TemplateForm) => string | null {
  const { t, i18n } = useTranslation('templates');
  return (form) => {
    if (form.kind === 'prompt') return t('prompt');
    const generator = generators.find(({ id }) => id === form.generator);
    return generator?.title[i18n.language as Language] ?? null;
  };
}

interface TemplateCardProps {
  readonly template: Pick<Template, 'name' | 'description' | 'form' | 'uses'>;
  readonly generators: Generators;
  /** The address of its picture. */
  readonly picture: string | null;
  /** What pressing it does, in words. */
  readonly label: string;
  readonly needsGenerator: boolean;
  readonly onPress: () => void;
  readonly badge?: ReactNode;
  readonly menu?: ReactNode;
}

/** A form that was filled in, as a card: its picture, its words, how often it was used. */
export function TemplateCard(props: TemplateCardProps) {
  const { template, generators, picture } = props;
  const { form, name, description, uses } = template;
  const { t } = useTranslation('templates');
  const kind = useFormKind(generators)(form);
  const words = description || (form.kind === 'prompt' ? form.prompt : '');
  const icon =
    form.kind === 'generator' ? generators.find(({ id }) => id === form.generator)?.icon : '';
  return (
    <li className="group bg-panel ring-line hover:ring-edge relative overflow-hidden rounded-lg ring-1 transition-shadow">
      <button
        type="button"
        aria-label={props.label}
        disabled={props.needsGenerator && kind === null}
        onClick={props.onPress}
        className="ring-inside flex size-full flex-col rounded-lg text-left disabled:opacity-60"
      >
        <span className="bg-well text-icon grid aspect-3/2 w-full place-items-center overflow-hidden">
          {picture === null ? (
            <GeneratorIcon name={icon ?? ''} className="size-9" strokeWidth={1.25} />
          ) : (
            <img src={picture} alt="" className="size-full object-cover" />
          )}
        </span>
        <span className="flex w-full flex-col gap-1 p-3">
          <span dir="auto" className="truncate pr-8 font-medium">
            {name}
          </span>
          {words !== '' && (
            <span dir="auto" className="text-muted line-clamp-2 text-sm wrap-anywhere">
              {words}
            </span>
          )}
          <span className="mt-1 flex flex-wrap items-center gap-1.5">
            <Badge>{kind ?? t('missing')}</Badge>
            {props.badge}
            {uses > 0 && <span className="text-muted text-xs">{t('uses', { count: uses })}</span>}
          </span>
        </span>
      </button>
      {props.menu !== undefined && <div className="absolute top-2 right-2">{props.menu}</div>}
    </li>
  );
}
