import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import {
  badToken,
  NAME_TOKENS,
  nameFrom,
  type NameToken,
  nameValues,
} from '../../../contract/export-name.ts';
import { extensionOf } from '../../../contract/media.ts';
import type { ExportFormat } from '../../../contract/studio/export.ts';
import { query } from '../../data/query.ts';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

interface NameTemplateProps {
  readonly template: string;
  readonly onChange: (template: string) => void;
  readonly format: ExportFormat;
  /** Whose name is shown as it would be. */
  readonly example: LibraryAsset | undefined;
  readonly count: number;
}

/** Every file has its ending; there is nothing to choose. */
const OFFERED = NAME_TOKENS.filter((token) => token !== 'ext');

/** How the files are called: a template, its tokens as buttons, and what comes of it. */
export function NameTemplate(props: NameTemplateProps) {
  const { template, onChange } = props;
  const { t } = useTranslation('export');
  const input = useRef<HTMLInputElement>(null);
  const bad = badToken(template);
  const isEmpty = template.trim() === '';
  const insert = (token: NameToken) => {
    const field = input.current;
    const [from, to] = [field?.selectionStart ?? template.length, field?.selectionEnd ?? 0];
    const end = Math.max(from, to);
    onChange(`${template.slice(0, from)}{${token}}${template.slice(end)}`);
    // After React has written it: the caret goes behind what was put in.
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + token.length + 2, from + token.length + 2);
    });
  };
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={t('name')}
        error={
          bad !== undefined ? t('unknownToken', { token: bad }) : isEmpty ? t('noName') : undefined
        }
      >
        {(control) => (
          <Input
            {...control}
            ref={input}
            value={template}
            maxLength={300}
            spellCheck={false}
            className="font-mono"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-wrap gap-1" aria-label={t('tokens')}>
        {OFFERED.map((token) => (
          <Tooltip key={token} label={t(`tokenHints.${token}`)}>
            <button
              type="button"
              onClick={() => insert(token)}
              className="h-6 rounded-sm bg-hover px-1.5 font-mono text-xs text-muted ring-1 ring-line transition-colors ring-inset hover:bg-press hover:text-ink"
            >
              {token}
            </button>
          </Tooltip>
        ))}
      </fieldset>
      {bad === undefined && !isEmpty && <Preview {...props} />}
    </div>
  );
}

function Preview({ template, format, example, count }: NameTemplateProps) {
  const { t } = useTranslation('export');
  const { data: projects = [] } = useQuery(query('library.projects'));
  if (!example) return null;
  const extension = extensionAs(example, format);
  const project = projects.find(({ id }) => id === example.projectId)?.title;
  const n = '1'.padStart(String(count).length, '0');
  const name = nameFrom(template, nameValues(example, { project, n, extension }), example.id);
  const parts = `${name}.${extension}`.split('/');
  return (
    <p className="text-sm wrap-anywhere text-muted" aria-live="polite">
      <span className="sr-only">{t('previewLabel')} </span>
      {parts
        .slice(0, -1)
        .map((part) => `${part} / `)
        .join('')}
      <span className="text-ink">{parts.at(-1)}</span>
    </p>
  );
}

function extensionAs({ mime }: LibraryAsset, format: ExportFormat): string {
  if (format === 'original' || !mime.startsWith('image/')) return extensionOf(mime);
  return format === 'jpeg' ? 'jpg' : format;
}
