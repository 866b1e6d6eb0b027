import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { Command } from '../grid/command.ts';
import { daysLeft } from '../workspace/arrange.ts';
import { useNow } from '../workspace/use-now.ts';
import type { WorkspaceView } from '../workspace/use-arrangement.ts';
import { CommandButtons } from './command-buttons.tsx';
import { FieldList, FieldRow, Part } from './field-list.tsx';
import { FilePart } from './file-part.tsx';
import { ManyParts } from './many-parts.tsx';
import { PreviewPart } from './preview-part.tsx';
import { RecipePart } from './recipe-part.tsx';

interface WorkspaceInspectorProps {
  readonly view: WorkspaceView;
  readonly ids: readonly string[];
  readonly commands: readonly Command[];
}

/** About the chosen results; about the workspace where none is chosen. */
export function WorkspaceInspector({ view, ids, commands }: WorkspaceInspectorProps) {
  const chosen = new Set(ids);
  const works = view.results.filter(({ id }) => chosen.has(id));
  const [work] = works;
  const isMany = ids.length > 1;
  if (!work) return <WorkspaceSummary view={view} />;
  if (isMany) return <ManyParts works={works} ids={ids} commands={commands} />;
  return (
    <>
      <PreviewPart work={work}>
        <CommandButtons commands={commands} ids={ids} shown={['save', 'saveTo']} />
      </PreviewPart>
      <RecipePart recipe={work.recipe} />
      <FilePart work={work} />
    </>
  );
}

function WorkspaceSummary({ view }: { view: WorkspaceView }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const now = useNow();
  const running = view.items.filter(
    (item) => item?.kind === 'job' && !['failed', 'cancelled'].includes(item.job.status),
  ).length;
  const expiring = view.results.filter(
    ({ expiresAt }) => daysLeft(expiresAt, now) !== undefined,
  ).length;
  return (
    <>
      <Part>
        <FieldList>
          <FieldRow name={t('summary.results')}>{format.number(view.total ?? 0)}</FieldRow>
          <FieldRow name={t('summary.jobs')}>{format.number(running)}</FieldRow>
          {expiring > 0 && (
            <FieldRow name={t('summary.expiring')}>{format.number(expiring)}</FieldRow>
          )}
        </FieldList>
      </Part>
      <Part>
        <p className="text-muted">{t('summary.workspaceHint')}</p>
      </Part>
    </>
  );
}
