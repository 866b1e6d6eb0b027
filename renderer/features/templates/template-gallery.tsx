import { useQuery } from '@tanstack/react-query';
import {
  BookmarkPlus,
  Download,
  Globe,
  Lock,
  MoreHorizontal,
  Pencil,
  Shapes,
  Trash2,
  Upload,
} from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { Template } from '../../../contract/studio/templates.ts';
import { query } from '../../data/query.ts';
import { mediaUrl } from '../../transport/media.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useGenerators } from '../generators/generators-state.ts';
import { useCategories } from './category-words.ts';
import { CardGrid, GalleryFrame } from './gallery-frame.tsx';
import { SaveTemplateDialog } from './save-template-dialog.tsx';
import {
  applyTemplate,
  changeTemplate,
  exportTemplates,
  importTemplates,
  removeTemplate,
} from './template-acts.ts';
import { TemplateCard } from './template-card.tsx';

type Generators = GeneratorShelf['generators'];

/** What was kept of forms: found by words and category, filled in again at a press. */
export function TemplateGallery({ generators }: { generators: Generators }) {
  const { t } = useTranslation('templates');
  const { data: templates } = useQuery(query('templates.list'));
  const { wordFor } = useCategories();
  const [search, setSearch] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [edited, setEdited] = useState<Template | null>(null);
  const go = useGenerators((state) => state.go);
  if (!templates) return null;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = templates.filter(
    (template) =>
      (category === null || template.category === category) &&
      words.every((word) => wordsOf(template, wordFor(template.category)).includes(word)),
  );
  return (
    <GalleryFrame
      search={search}
      onSearch={setSearch}
      categories={new Set(templates.map((template) => template.category))}
      category={category}
      onCategory={setCategory}
      actions={<Files hasSome={templates.length > 0} />}
    >
      {found.length === 0 ? (
        <EmptyState
          icon={BookmarkPlus}
          title={t(templates.length === 0 ? 'empty' : 'nothing')}
          action={
            templates.length === 0 && (
              <Button icon={Shapes} onClick={() => go('gallery')}>
                {t('chooseGenerator')}
              </Button>
            )
          }
        >
          {templates.length === 0 ? t('emptyAdvice') : undefined}
        </EmptyState>
      ) : (
        <CardGrid>
          {found.map((template) => (
            <OwnCard
              key={template.id}
              template={template}
              generators={generators}
              onEdit={() => setEdited(template)}
            />
          ))}
        </CardGrid>
      )}
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
    </GalleryFrame>
  );
}

function wordsOf({ name, description, form }: Template, category: string): string {
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

interface OwnCardProps {
  readonly template: Template;
  readonly generators: Generators;
  readonly onEdit: () => void;
}

/** Whether others find it; what was taken down says why. */
function Publicity({ isPublic, hidden }: Pick<Template, 'isPublic' | 'hidden'>) {
  const { t } = useTranslation('templates');
  if (!isPublic) return null;
  if (!hidden) return <Badge tone="accent">{t('public')}</Badge>;
  const { reason } = hidden;
  return (
    <>
      <Badge tone="warning">{t('hidden')}</Badge>
      <span dir="auto" className="text-muted line-clamp-3 w-full text-xs wrap-anywhere">
        {reason === null ? t('hiddenWhy') : t('hiddenFor', { reason })}
      </span>
    </>
  );
}

function OwnCard({ template, generators, onEdit }: OwnCardProps) {
  const { t } = useTranslation('templates');
  const { id, name, preview, isPublic, hidden } = template;
  return (
    <TemplateCard
      template={template}
      generators={generators}
      picture={preview === null ? null : mediaUrl(preview, 256)}
      label={t('use', { name })}
      needsGenerator
      onPress={() => applyTemplate(template)}
      badge={<Publicity isPublic={isPublic} hidden={hidden} />}
      menu={
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
          <MenuItem
            icon={isPublic ? Lock : Globe}
            onSelect={() => void changeTemplate(id, { isPublic: !isPublic })}
          >
            {t(isPublic ? 'makePrivate' : 'makePublic')}
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => void removeTemplate(template)}>
            {t('remove')}
          </MenuItem>
        </Menu>
      }
    />
  );
}
