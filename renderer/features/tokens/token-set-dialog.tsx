import { Plus, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedTokenSet } from '../../../contract/studio/prompts.ts';
import { TokenName, tokenKey } from '../../../contract/tokens/names.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { removeTokenSet, saveTokenSet } from './token-acts.ts';
import { useFilling } from './token-choice.ts';

interface TokenSetDialogProps {
  /** The one that is edited first. */
  readonly startId: string | null;
  /** Names that it lacks: they are put in, and their values asked for. */
  readonly missing?: readonly string[];
  readonly onClose: () => void;
}

type Draft = Omit<SavedTokenSet, 'createdAt' | 'id'> & { readonly id: string | null };

/** The sets of tokens: made, named, filled in and removed. */
export function TokenSetDialog({ startId, missing, onClose }: TokenSetDialogProps) {
  const { t } = useTranslation('tokens');
  const { sets } = useFilling();
  const fresh = (): Draft => ({
    id: null,
    name: t('newName', { number: sets.length + 1 }),
    tokens: [{ name: '', value: '' }],
    isDefault: sets.length === 0,
  });
  const [draft, setDraft] = useState<Draft>(() =>
    withNames(sets.find(({ id }) => id === startId) ?? fresh(), missing),
  );
  const [isSaving, setSaving] = useState(false);
  const problems = problemsOf(draft);
  const isReady = problems.name === null && problems.tokens.every((problem) => problem === null);
  const save = async () => {
    setSaving(true);
    const saved = await saveTokenSet(draft);
    setSaving(false);
    if (saved) onClose();
  };
  return (
    <FormDialog
      title={t('title')}
      description={t('description')}
      className="max-w-180"
      submitLabel={t('save')}
      isDisabled={!isReady || isSaving}
      otherAction={
        draft.id !== null && (
          <Button
            variant="ghost"
            icon={Trash2}
            onClick={() => {
              void removeTokenSet(sets.find(({ id }) => id === draft.id));
              onClose();
            }}
          >
            {t('remove')}
          </Button>
        )
      }
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <div className="flex gap-5">
        <ul className="flex w-40 shrink-0 flex-col gap-0.5">
          {sets.map((set) => (
            <li key={set.id}>
              <SetButton isCurrent={set.id === draft.id} onClick={() => setDraft(set)}>
                {set.name}
              </SetButton>
            </li>
          ))}
          <li>
            <SetButton isCurrent={draft.id === null} onClick={() => setDraft(fresh())}>
              <Plus aria-hidden className="size-4 shrink-0" />
              {t('newSet')}
            </SetButton>
          </li>
        </ul>
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <Field label={t('name')} error={problems.name !== null && t(problems.name)}>
            {(control) => (
              <Input
                {...control}
                value={draft.name}
                maxLength={120}
                onChange={({ target }) => setDraft({ ...draft, name: target.value })}
              />
            )}
          </Field>
          <TokenRows
            draft={draft}
            problems={problems.tokens}
            first={missing?.[0]}
            onChange={setDraft}
          />
          <div className="flex items-center gap-2">
            <Checkbox
              id="token-set-default"
              checked={draft.isDefault}
              onChange={(isDefault) => setDraft({ ...draft, isDefault })}
            />
            <label htmlFor="token-set-default">{t('isDefault')}</label>
          </div>
        </div>
      </div>
    </FormDialog>
  );
}

function withNames(draft: Draft, names: readonly string[] | undefined): Draft {
  if (!names) return draft;
  const written = draft.tokens.filter(({ name, value }) => name !== '' || value !== '');
  return { ...draft, tokens: [...written, ...names.map((name) => ({ name, value: '' }))] };
}

interface SetButtonProps {
  readonly isCurrent: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function SetButton({ isCurrent, onClick, children }: SetButtonProps) {
  return (
    <button
      type="button"
      aria-current={isCurrent}
      onClick={onClick}
      className={cx(
        'flex h-8 w-full items-center gap-2 truncate rounded-md px-2.5 text-left transition-colors',
        isCurrent ? 'bg-press' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}

interface TokenRowsProps {
  readonly draft: Draft;
  readonly problems: readonly TokenProblem[];
  /** The name whose value is asked for. */
  readonly first: string | undefined;
  readonly onChange: (draft: Draft) => void;
}

function TokenRows({ draft, problems, first, onChange }: TokenRowsProps) {
  const { t } = useTranslation('tokens');
  const { tokens } = draft;
  const lastName = useRef<HTMLInputElement>(null);
  const isAdding = useRef(false);
  useEffect(() => {
    if (isAdding.current) lastName.current?.focus();
    isAdding.current = false;
  });
  const put = (at: number, token: Partial<Draft['tokens'][number]>) =>
    onChange({
      ...draft,
      tokens: tokens.map((one, index) => (index === at ? { ...one, ...token } : one)),
    });
  return (
    <div className="flex flex-col gap-2">
      {tokens.length === 0 && <p className="text-muted">{t('empty')}</p>}
      {tokens.map(({ name, value }, at) => {
        const problem = problems[at] ?? null;
        return (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no name until one is typed, and only the last moves
          <div key={at} className="grid grid-cols-[11rem_1fr_auto] items-start gap-2">
            <div>
              <Input
                ref={at === tokens.length - 1 ? lastName : undefined}
                aria-label={t('tokenNameOf', { number: at + 1 })}
                aria-invalid={problem !== null || undefined}
                placeholder={t('tokenExample')}
                value={name}
                maxLength={40}
                onChange={({ target }) => put(at, { name: target.value })}
              />
              {problem !== null && <p className="text-danger mt-1 text-sm">{t(problem)}</p>}
            </div>
            <Input
              aria-label={t('tokenValueOf', { number: at + 1 })}
              data-first={name !== '' && name === first}
              placeholder={t('tokenValue')}
              value={value}
              maxLength={2_000}
              dir="auto"
              onChange={({ target }) => put(at, { value: target.value })}
            />
            <IconButton
              icon={X}
              label={t('removeToken', { name })}
              onClick={() =>
                onChange({ ...draft, tokens: tokens.filter((_, index) => index !== at) })
              }
            />
          </div>
        );
      })}
      <div>
        <Button
          size="sm"
          icon={Plus}
          onClick={() => {
            isAdding.current = true;
            onChange({ ...draft, tokens: [...tokens, { name: '', value: '' }] });
          }}
        >
          {t('addToken')}
        </Button>
      </div>
    </div>
  );
}

type TokenProblem = 'badName' | 'twice' | null;

/** A row without a name and a value is left out when it is saved. */
function problemsOf({ name, tokens }: Draft): {
  name: 'nameNeeded' | null;
  tokens: TokenProblem[];
} {
  const keys = tokens.map((token) => tokenKey(token.name));
  return {
    name: name.trim() === '' ? 'nameNeeded' : null,
    tokens: tokens.map((token, at) => {
      if (token.name.trim() === '') return token.value === '' ? null : 'badName';
      if (!TokenName.safeParse(token.name).success) return 'badName';
      return keys.indexOf(keys[at] ?? '') < at ? 'twice' : null;
    }),
  };
}
