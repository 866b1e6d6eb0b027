import { useTranslation } from 'react-i18next';
import type { CommunityTemplate } from '../../../contract/studio/templates.ts';

/** What somebody else's template holds, in full: picture, description, and every word of its form, as text. */
export function TemplateWords({ template }: { template: CommunityTemplate }) {
  const { t } = useTranslation('templates');
  const { description, form, thumbnail } = template;
  const words =
    form.kind === 'prompt'
      ? [
          [t('prompt'), form.prompt],
          [t('negative'), form.negativePrompt],
        ]
      : Object.entries(form.values).map(([field, value]) => [
          field,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]);
  return (
    <>
      {thumbnail !== null && (
        <img
          src={thumbnail}
          alt=""
          className="bg-well mb-4 max-h-64 w-full rounded-md object-contain"
        />
      )}
      {description !== '' && (
        <p dir="auto" className="mb-4 wrap-anywhere whitespace-pre-line">
          {description}
        </p>
      )}
      <dl className="flex flex-col gap-3">
        {words
          .filter(([, text]) => text !== '')
          .map(([name, text]) => (
            <div key={name}>
              <dt className="text-muted text-sm">{name}</dt>
              <dd dir="auto" className="mt-1 font-mono text-sm wrap-anywhere whitespace-pre-wrap">
                {text}
              </dd>
            </div>
          ))}
      </dl>
    </>
  );
}
