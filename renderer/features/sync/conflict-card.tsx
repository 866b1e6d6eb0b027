import { useQuery } from '@tanstack/react-query';
import { Check, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConflictRecord } from '../../../contract/sync.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { nameOf } from '../viewer/viewed-work.ts';
import type { ConflictedItem } from './group-conflicts.ts';
import { useSyncWords } from './sync-words.ts';

/** One item that two machines changed: field by field what stands and what was set aside, and either can be taken. */
export function ConflictCard({ item }: { item: ConflictedItem }) {
  const { t } = useTranslation('sync');
  const resolve = useAction('sync.resolve');
  const choose = (conflict: ConflictRecord, choice: Choice) =>
    resolve.mutate({ id: conflict.id, choice });
  const chooseAll = (choice: Choice) => item.fields.forEach((field) => choose(field, choice));
  const name = useItemName(item);
  return (
    <article aria-label={name} className="flex flex-col gap-3 px-4 py-4">
      <header className="flex flex-wrap items-center gap-3">
        <ItemPicture item={item} />
        <h3 className="min-w-0 flex-1 truncate font-medium" dir="auto">
          {name}
        </h3>
        {item.fields.length > 1 && (
          <div className="flex gap-2">
            <Button
              size="sm"
              disabled={resolve.isPending}
              aria-label={`${t('keepAll')}: ${name}`}
              onClick={() => chooseAll('dismiss')}
            >
              {t('keepAll')}
            </Button>
            <Button
              size="sm"
              disabled={resolve.isPending}
              aria-label={`${t('takeAllBack')}: ${name}`}
              onClick={() => chooseAll('take_back')}
            >
              {t('takeAllBack')}
            </Button>
          </div>
        )}
      </header>
      <ul className="flex flex-col gap-3">
        {item.fields.map((conflict) => (
          <FieldChoice
            key={conflict.id}
            conflict={conflict}
            isBusy={resolve.isPending}
            onChoose={(choice) => choose(conflict, choice)}
          />
        ))}
      </ul>
    </article>
  );
}

type Choice = 'take_back' | 'dismiss';

interface FieldChoiceProps {
  readonly conflict: ConflictRecord;
  readonly isBusy: boolean;
  readonly onChoose: (choice: Choice) => void;
}

function FieldChoice({ conflict, isBusy, onChoose }: FieldChoiceProps) {
  const { t } = useTranslation('sync');
  const format = useFormat();
  const words = useSyncWords();
  const field = words.field(conflict.field);
  return (
    <li>
      <div className="mb-1.5 flex items-baseline gap-2">
        <span className="font-medium">{field}</span>
        <span className="text-muted text-sm">{format.dateTime(conflict.at)}</span>
      </div>
      <div className="grid gap-2 wide:grid-cols-2">
        <Side
          title={t('stands')}
          value={words.value(conflict, conflict.won)}
          action={t('keep')}
          label={`${t('keep')}: ${field}`}
          isStanding
          isBusy={isBusy}
          onTake={() => onChoose('dismiss')}
        />
        <Side
          title={t('lost')}
          value={words.value(conflict, conflict.lost)}
          action={t('takeBack')}
          label={`${t('takeBack')}: ${field}`}
          isBusy={isBusy}
          onTake={() => onChoose('take_back')}
        />
      </div>
    </li>
  );
}

interface SideProps {
  readonly title: string;
  readonly value: string;
  readonly action: string;
  readonly label: string;
  readonly isStanding?: boolean;
  readonly isBusy: boolean;
  readonly onTake: () => void;
}

function Side({ title, value, action, label, isStanding = false, isBusy, onTake }: SideProps) {
  return (
    <div
      className={cx(
        'flex items-center gap-3 rounded-md px-3 py-2 ring-1 ring-inset',
        isStanding ? 'bg-hover ring-line' : 'bg-warning-soft ring-transparent',
      )}
    >
      <div className="min-w-0 flex-1">
        <div className="text-muted flex items-center gap-1.5 text-sm">
          {isStanding && <Check aria-hidden className="size-3.5" />}
          {title}
        </div>
        <div
          dir="auto"
          data-selectable
          className="max-h-32 overflow-y-auto wrap-break-word whitespace-pre-wrap"
        >
          {value}
        </div>
      </div>
      <Button size="sm" aria-label={label} disabled={isBusy} onClick={onTake}>
        {action}
      </Button>
    </div>
  );
}

/** What the creator knows the item by; what kind of thing it is where it is gone or has no name. */
function useItemName(item: ConflictedItem): string {
  const words = useSyncWords();
  const work = useConflictedWork(item);
  const { data: collections = [] } = useQuery(query('collections.list'));
  if (work) return nameOf(work) ?? words.target(item.table);
  return collections.find(({ id }) => id === item.rowId)?.name ?? words.target(item.table);
}

function useConflictedWork({ table, rowId }: ConflictedItem) {
  return useQuery({
    ...query('library.get', { id: rowId }),
    enabled: table === 'user_library',
  }).data;
}

function ItemPicture({ item }: { item: ConflictedItem }) {
  const work = useConflictedWork(item);
  return (
    <span className="bg-hover grid size-10 shrink-0 place-items-center overflow-hidden rounded-sm">
      {work ? (
        <Thumbnail {...work} alt="" shape="fill" />
      ) : (
        <FolderOpen aria-hidden className="text-icon size-4" />
      )}
    </span>
  );
}
