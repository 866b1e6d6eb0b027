import { useQuery } from '@tanstack/react-query';
import { BookmarkPlus, Download, MoreHorizontal, Pencil, Trash2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Template } from '../../../contract/studio/templates.ts';
import { query } from '../../data/query.ts';
import type { Language } from '../../i18n/language.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { GeneratorIcon } from '../generators/generator-icon.tsx';
import { SaveTemplateDialog } from './save-template-dialog.tsx';
import {
  exportTemplates,
  importTemplates,
  removeTemplate,
  applyTemplate,
} from './template-acts.ts';

type Generators = GeneratorShelf['generators'];

/** What was kept of forms: found by words and category, filled in again at a press. */
export function TemplateGallery({ generators }: { generators: Generators }) {
  const { t } = useTranslation('templates');
  const { data: templates } = useQuery(query('templates.list'));
  const [search, setSearch] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [edited, setEdited] = useState<Template | null>(null);
  if (!templates) return null;
  const categories = [...new Set(templates.map((template) => template.category))].toSorted();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = templates.filter(
    (template) =>
      (category === null || template.category === category) &&
      words.every((word) => wordsOf(template).includes(word)),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 px-6 pb-4">
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="max-w-64"
        />
        <div className="flex flex-wrap gap-1">
          {categories.length > 1 &&
            [null, ...categories].map((one) => (
              <button
                key={one ?? ''}
                type="button"
                aria-pressed={category === one}
                onClick={() => setCategory(one)}
                className={cx(
                  'h-7 rounded-md px-2.5 text-sm transition-colors',
                  category === one
                    ? 'bg-press text-ink'
                    : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                {one ?? t('all')}
              </button>
            ))}
        </div>
        <Files hasSome={templates.length > 0} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
        {found.length === 0 ? (
          <EmptyState
            picture={<BookmarkPlus aria-hidden className="size-8" strokeWidth={1.5} />}
            title={t(templates.length === 0 ? 'empty' : 'nothing')}
          >
            {templates.length === 0 ? t('emptyAdvice') : undefined}
          </EmptyState>
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-4">
            {found.map((template) => (
              <TemplateCard
                key={template.id}
                template={template}
                generators={generators}
                onEdit={() => setEdited(template)}
              />
            ))}
          </ul>
        )}
      </div>
      {edited && (
        <SaveTemplateDialog
          form={edited.form}
          name={edited.name}
          category={edited.category}
          preview={edited.preview}
          template={edited}
          onClose={() => setEdited(null)}
        />
      )}
    </div>
  );
}

function wordsOf({ name, description, category, form }: Template): string {
  const words = form.kind === 'prompt' ? form.prompt : form.generator;
  return [name, description, category, words].join(' ').toLowerCase();
}

function Files({ hasSome }: { hasSome: boolean }) {
  const { t } = useTranslation('templates');
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="ml-auto flex gap-2">
      <Button icon={Upload} onClick={() => input.current?.click()}>
        {t('import')}
      </Button>
      <Menu
        align="end"
        trigger={
          <Button icon={Download} disabled={!hasSome}>
            {t('export')}
          </Button>
        }
      >
        <MenuItem onSelect={() => void exportTemplates('json')}>{t('exportJson')}</MenuItem>
        <MenuItem onSelect={() => void exportTemplates('csv')}>{t('exportCsv')}</MenuItem>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.csv,.tsv,.txt,application/json,text/csv"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void importTemplates(file);
          target.value = '';
        }}
      />
    </div>
  );
}

interface TemplateCardProps {
  readonly template: Template;
  readonly generators: Generators;
  readonly onEdit: () => void;
}

function TemplateCard({ template, generators, onEdit }: TemplateCardProps) {
  const { t, i18n } = useTranslation('templates');
  const { form, name, preview, uses } = template;
  const generator =
    form.kind === 'generator' ? generators.find(({ id }) => id === form.generator) : undefined;
  const isMissing = form.kind === 'generator' && !generator;
  const kind = form.kind === 'prompt' ? t('prompt') : generator?.title[i18n.language as Language];
  return (
    <li className="group bg-panel ring-line hover:ring-edge relative overflow-hidden rounded-lg ring-1 transition-shadow">
      <button
        type="button"
        aria-label={t('use', { name })}
        disabled={isMissing}
        onClick={() => applyTemplate(template)}
        className="ring-inside flex size-full flex-col rounded-lg text-left disabled:opacity-60"
      >
        <span className="bg-well text-icon grid aspect-3/2 w-full place-items-center overflow-hidden">
          {preview === null ? (
            <GeneratorIcon name={generator?.icon ?? ''} className="size-9" strokeWidth={1.25} />
          ) : (
            <img src={mediaUrl(preview, 256)} alt="" className="size-full object-cover" />
          )}
        </span>
        <span className="flex w-full flex-col gap-1 p-3">
          <span className="truncate pr-8 font-medium">{name}</span>
          <span className="text-muted line-clamp-2 text-sm">
            {template.description || (form.kind === 'prompt' ? form.prompt : kind)}
          </span>
          <span className="mt-1 flex flex-wrap items-center gap-1.5">
            <Badge>{isMissing ? t('missing') : kind}</Badge>
            {template.isPublic && <Badge tone="accent">{t('public')}</Badge>}
            {uses > 0 && <span className="text-muted text-xs">{t('uses', { count: uses })}</span>}
          </span>
        </span>
      </button>
      <div className="absolute top-2 right-2">
        <Menu
          align="end"
          trigger={
            <IconButton
              icon={MoreHorizontal}
              size="sm"
              variant="secondary"
              label={t('more', { name })}
            />
          }
        >
          <MenuItem icon={Pencil} onSelect={onEdit}>
            {t('edit')}
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => void removeTemplate(template)}>
            {t('remove')}
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}
