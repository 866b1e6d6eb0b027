import { Heart } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useFormat } from '../../i18n/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Command } from '../grid/command.ts';
import { setFavorite } from '../library/acts.ts';
import { CollectionsPart } from './collections-part.tsx';
import { CommandButtons } from './command-buttons.tsx';
import { FieldList, FieldRow, Part } from './field-list.tsx';
import { FilePart } from './file-part.tsx';
import { ManyParts } from './many-parts.tsx';
import { PreviewPart } from './preview-part.tsx';
import { RecipePart } from './recipe-part.tsx';
import { TitleField } from './title-field.tsx';
import { useChosenWorks } from './use-chosen-works.ts';

interface LibraryInspectorProps {
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
  /** The shelf or collection in view, for when nothing is chosen. */
  readonly place: {
    readonly name: string;
    readonly count: number | undefined;
    readonly hint: string;
  };
}

/** About the chosen works; about the shelf or collection where none is chosen. */
export function LibraryInspector({ ids, commands, place }: LibraryInspectorProps) {
  const works = useChosenWorks(ids);
  const [work] = works;
  const isMany = ids.length > 1;
  if (ids.length === 0) return <PlaceSummary place={place} />;
  if (!work) return null;
  if (isMany) return <ManyParts works={works} ids={ids} commands={commands} />;
  return <OneWork key={work.id} work={work} commands={commands} />;
}

function OneWork({ work, commands }: { work: LibraryAsset; commands: readonly Command[] }) {
  const { t } = useTranslation('inspector');
  const isTrashed = work.trashedAt !== null;
  return (
    <>
      <PreviewPart work={work}>
        <div className="flex items-center gap-1">
          <TitleField work={work} />
          {!isTrashed && (
            <IconButton
              icon={Heart}
              label={t(work.isFavorite ? 'unfavorite' : 'favorite')}
              shortcut="f"
              pressed={work.isFavorite}
              className={work.isFavorite ? '*:fill-current' : ''}
              onClick={() => void setFavorite([work], !work.isFavorite)}
            />
          )}
        </div>
        {isTrashed && (
          <CommandButtons commands={commands} ids={[work.id]} shown={['restore', 'purge']} />
        )}
      </PreviewPart>
      {work.recipe && <RecipePart recipe={work.recipe} />}
      {!isTrashed && <CollectionsPart work={work} />}
      <FilePart work={work} />
    </>
  );
}

function PlaceSummary({ place }: Pick<LibraryInspectorProps, 'place'>) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  return (
    <>
      <Part>
        <p className="text-md truncate font-semibold">{place.name}</p>
        <FieldList>
          <FieldRow name={t('summary.works')}>{format.number(place.count ?? 0)}</FieldRow>
        </FieldList>
      </Part>
      <Part>
        <p className="text-muted">{place.hint}</p>
      </Part>
    </>
  );
}
