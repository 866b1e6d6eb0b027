import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useFormat } from '../../i18n/format.ts';
import type { Command } from '../grid/command.ts';
import { LineagePart } from '../lineage/lineage-part.tsx';
import { AnalysisPart } from './analysis-part.tsx';
import { CollectionsPart } from './collections-part.tsx';
import { CommandButtons } from './command-buttons.tsx';
import { FieldList, FieldRow, Part } from './field-list.tsx';
import { FilePart } from './file-part.tsx';
import { ManyParts } from './many-parts.tsx';
import { PalettePart } from './palette-part.tsx';
import { PreviewPart } from './preview-part.tsx';
import { ProjectPart } from './project-part.tsx';
import { RatingRow } from './rating-row.tsx';
import { RecipePart } from './recipe-part.tsx';
import { SharingPart } from './sharing-part.tsx';
import { TagsPart } from './tags-part.tsx';
import { NotesPart, TitleField } from './text-fields.tsx';
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
export const LibraryInspector = memo(function LibraryInspector({
  ids,
  commands,
  place,
}: LibraryInspectorProps) {
  const works = useChosenWorks(ids);
  const [work] = works;
  const isMany = ids.length > 1;
  if (ids.length === 0) return <PlaceSummary place={place} />;
  if (!work) return null;
  // Another selection begins with empty fields: what was being typed was about the last one.
  if (isMany)
    return (
      <ManyWorks key={`${ids.length} ${ids[0]}`} works={works} ids={ids} commands={commands} />
    );
  return <OneWork key={work.id} work={work} commands={commands} />;
});

interface WorksProps {
  readonly works: readonly LibraryAsset[];
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
}

function OneWork({ work, commands }: { work: LibraryAsset; commands: readonly Command[] }) {
  const of = { works: [work], ids: [work.id] };
  const isTrashed = work.trashedAt !== null;
  return (
    <>
      <PreviewPart work={work}>
        <TitleField {...of} />
        {isTrashed ? (
          <CommandButtons commands={commands} ids={of.ids} shown={['restore', 'purge']} />
        ) : (
          <RatingRow {...of} />
        )}
      </PreviewPart>
      {!isTrashed && <TagsPart {...of} />}
      {work.recipe && <RecipePart recipe={work.recipe} />}
      {!isTrashed && (
        <>
          <NotesPart {...of} />
          <CollectionsPart work={work} />
          <ProjectPart {...of} />
        </>
      )}
      {work.palette !== null && work.palette.length > 0 && (
        <PalettePart palette={work.palette} tones={work.tones} />
      )}
      {!isTrashed && <AnalysisPart work={work} />}
      {!isTrashed && (
        <>
          <LineagePart work={work} />
          <SharingPart {...of} />
        </>
      )}
      <FilePart work={work} />
    </>
  );
}

/** What many works share, and what can be written about all of them at once. */
function ManyWorks({ works, ids, commands }: WorksProps) {
  const of = { works, ids };
  const isTrashed = works.some(({ trashedAt }) => trashedAt !== null);
  return (
    <ManyParts works={works} ids={ids} commands={commands}>
      {!isTrashed && (
        <>
          <Part>
            <TitleField {...of} />
            <RatingRow {...of} />
          </Part>
          <TagsPart {...of} />
          <NotesPart {...of} />
          <ProjectPart {...of} />
          <SharingPart {...of} />
        </>
      )}
    </ManyParts>
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
