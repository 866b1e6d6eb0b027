import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { useFormat } from '../../i18n/format.ts';
import { useModelName } from '../prompt/model-words.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import type { Command } from '../grid/command.ts';
import type { ViewedWork } from '../viewer/viewed-work.ts';
import { CommandButtons } from './command-buttons.tsx';
import { FieldList, FieldRow, Part } from './field-list.tsx';
import { type Shared, sharedOf } from './shared-values.ts';

interface ManyPartsProps {
  /** Those of the chosen works that are in memory: compared with each other. */
  readonly works: readonly ViewedWork[];
  /** All that are chosen. */
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
  /** What can be written about all of them. */
  readonly children?: ReactNode;
}

/** About several works: what they share, and what can be done to all of them. */
export function ManyParts({ works, ids, commands, children }: ManyPartsProps) {
  const { t } = useTranslation(['inspector', 'common']);
  const format = useFormat();
  const nameOf = useModelName();
  const bytes = works.reduce((sum, work) => sum + work.bytes, 0);
  const isPartial = works.length < ids.length;
  const field = <V,>(name: string, read: (recipe: Recipe) => V, write: (value: V) => string) => (
    <SharedRow
      name={name}
      shared={sharedOf(works, (work) => (work.recipe ? read(work.recipe) : null))}
      write={write}
    />
  );
  return (
    <>
      <Part>
        <div className="flex gap-1" aria-hidden="true">
          {works.slice(0, 4).map((work) => (
            <Thumbnail
              key={work.id}
              {...work}
              alt=""
              shape="fill"
              className="aspect-square min-w-0 flex-1"
            />
          ))}
        </div>
        <p className="text-md font-semibold">{t('many', { count: ids.length })}</p>
        <CommandButtons
          commands={commands}
          ids={ids}
          shown={['save', 'saveTo', 'favorite', 'addTo', 'export', 'restore', 'discard', 'trash']}
        />
      </Part>
      {children}
      <Part title={t('shared')}>
        <FieldList>
          {field(
            t('prompt'),
            ({ prompt }) => prompt,
            (prompt) => prompt,
          )}
          {field(
            t('model'),
            ({ model, modelName }) => nameOf(model, modelName),
            (name) => name,
          )}
          {field(
            t('seed'),
            ({ seed }) => seed ?? null,
            (seed) => `${seed}`,
          )}
          {field(
            t('ratio'),
            ({ aspectRatio }) => aspectRatio,
            (ratio) => ratio,
          )}
          {field(
            t('size'),
            ({ size }) => size,
            ({ width, height }) => format.size(width, height),
          )}
          {field(
            t('quality'),
            ({ quality }) => quality,
            (value) => t(`common:qualities.${value}`),
          )}
          {field(
            t('format'),
            ({ format }) => format,
            (value) => t(`common:formats.${value}`),
          )}
          <FieldRow name={t('fileSize')}>
            {isPartial ? t('atLeast', { size: format.bytes(bytes) }) : format.bytes(bytes)}
          </FieldRow>
        </FieldList>
        {isPartial && (
          <p className="text-muted text-sm">{t('comparedOnly', { count: works.length })}</p>
        )}
      </Part>
    </>
  );
}

interface SharedRowProps<V> {
  readonly name: string;
  readonly shared: Shared<V>;
  readonly write: (value: V) => string;
}

function SharedRow<V>({ name, shared, write }: SharedRowProps<V>) {
  const { t } = useTranslation('inspector');
  if (shared.kind === 'none') return null;
  return (
    <FieldRow name={name}>
      {shared.kind === 'same' ? (
        <span className="line-clamp-3">{write(shared.value)}</span>
      ) : (
        <span className="text-muted">{t('mixed', { count: shared.count })}</span>
      )}
    </FieldRow>
  );
}
