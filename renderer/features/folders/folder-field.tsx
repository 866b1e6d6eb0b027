import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Folder, FolderOpen } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderState } from '../../../contract/studio/folders.ts';
import { query } from '../../data/query.ts';
import { hostApi } from '../../transport/host-api.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useSuggestions } from '../../ui/use-suggestions.tsx';

interface FolderFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  /** Only a folder that is there will do. */
  readonly mustExist?: boolean;
  readonly hint?: string;
  /** Instead of what is known of the path. */
  readonly error?: string | undefined;
}

/** What stands where a path points to; asked again at every change, since disks change without telling. */
export function useFolder(path: string): {
  readonly state: FolderState | undefined;
  /** As an absolute path. */
  readonly path: string;
  readonly folders: readonly string[];
} {
  const typed = useDeferredValue(path.slice(0, 4_000));
  const { data } = useQuery({
    ...query('folders.suggest', { typed }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const isCurrent = typed === path;
  return {
    state: isCurrent ? data?.state : undefined,
    path: data?.path ?? '',
    folders: data?.folders ?? [],
  };
}

/** Whether what was typed can be used as a folder. */
export function isUsable(state: FolderState | undefined, mustExist = false): boolean {
  return state === 'there' || (state === 'new' && !mustExist);
}

/** A folder on this machine: typed with suggestions, or chosen in the system's dialog where there is one. */
export function FolderField(props: FolderFieldProps) {
  const { label, value, onChange, mustExist = false, hint } = props;
  const { t } = useTranslation('folders');
  const found = useFolder(value);
  const { chooseFolder } = hostApi();
  const list = useSuggestions({
    options: found.folders
      // The answer to what was typed before stands until the next one is here.
      .filter((path) => path !== value && (!/^[/\\\w]/.test(value) || beginsLike(path, value)))
      .map((path) => ({
        key: path,
        label: path,
        icon: <Folder aria-hidden className="size-4 shrink-0 text-icon" />,
      })),
    label: t('suggestions'),
    onChoose: ({ key }) => onChange(key),
  });
  const problem = value.trim() === '' ? undefined : problemOf(found.state, mustExist);
  const error = props.error ?? (problem && t(`problems.${problem}`));
  const willMake = value.trim() !== '' && found.state === 'new' && !mustExist;
  return (
    <Field label={label} hint={willMake ? t('willMake') : hint} error={error}>
      {(control) => (
        <div className="flex gap-2">
          <div className="min-w-0 flex-1">
            {list.wrap(
              <Input
                {...control}
                {...list.inputProps}
                value={value}
                maxLength={4_000}
                placeholder={t('placeholder')}
                dir="ltr"
                onChange={(event) => {
                  onChange(event.target.value);
                  list.onType();
                }}
                onKeyDown={(event) => void list.onKeyDown(event)}
              />,
            )}
          </div>
          {chooseFolder && (
            <Button
              icon={FolderOpen}
              onClick={() => {
                void chooseFolder(value || undefined).then((path) => path && onChange(path));
              }}
            >
              {t('choose')}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}

const beginsLike = (path: string, typed: string) =>
  path.toLowerCase().startsWith(typed.trim().toLowerCase());

function problemOf(state: FolderState | undefined, mustExist: boolean) {
  if (state === 'file') return 'file' as const;
  if (state === 'relative') return 'relative' as const;
  return state === 'new' && mustExist ? ('missing' as const) : undefined;
}
