import { Plus, Trash2, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useFilling } from './token-choice.ts';
import { type Draft, problemsOf, type TokenProblem } from './token-drafts.ts';
import { useTokenDrafts } from './use-token-drafts.ts';

interface TokenSetDialogProps {
  /** The one that is edited first. */
  readonly startId: string | null;
  /** Names that it lacks: they are put in, and their values asked for. */
  readonly missing?: readonly string[];
  readonly onClose: () => void;
}

/** The sets of tokens: made, named, filled in and removed. */
export function TokenSetDialog({ startId, missing, onClose }: TokenSetDialogProps) {
  const { t } = useTranslation('tokens');
  const { sets } = useFilling();
  const { draft, isReady, isChanged, type, show, save, remove } = useTokenDrafts(
    sets,
    startId,
    missing,
    onClose,
  );
  const problems = problemsOf(draft);
  return (
    <FormDialog
      title={t('title')}
      description={t('description')}
      className="max-w-180"
      submitLabel={t('save')}
      isDisabled={!isReady}
      otherAction={
        draft.id !== null && (
          <Button variant="ghost" icon={Trash2} onClick={remove}>
            {t('remove')}
          </Button>
        )
      }
      onSubmit={save}
      onClose={onClose}
    >
      <div className="flex gap-5">
        <ul className="flex w-40 shrink-0 flex-col gap-0.5">
          {sets.map((set) => (
            <li key={set.id}>
              <SetButton
                isCurrent={set.id === draft.id}
                isChanged={isChanged(set.id)}
                onClick={() => show(set.id)}
              >
                <span className="truncate">{set.name}</span>
              </SetButton>
            </li>
          ))}
          <li>
            <SetButton
              isCurrent={draft.id === null}
              isChanged={isChanged(null)}
              onClick={() => show(null)}
            >
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
                onChange={({ target }) => type({ ...draft, name: target.value })}
              />
            )}
          </Field>
          <TokenRows
            draft={draft}
            problems={problems.tokens}
            first={missing?.[0]}
            onChange={type}
          />
          <div className="flex items-center gap-2">
            <Checkbox
              id="token-set-default"
              checked={draft.isDefault}
              onChange={(isDefault) => type({ ...draft, isDefault })}
            />
            <label htmlFor="token-set-default">{t('isDefault')}</label>
          </div>
        </div>
      </div>
    </FormDialog>
  );
}

interface SetButtonProps {
  readonly isCurrent: boolean;
  /** Something was typed into it that is not saved. */
  readonly isChanged: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function SetButton({ isCurrent, isChanged, onClick, children }: SetButtonProps) {
  const { t } = useTranslation('tokens');
  return (
    <button
      type="button"
      aria-current={isCurrent}
      onClick={onClick}
      className={cx(
        'flex h-8 w-full items-center gap-2 rounded-md px-2.5 text-left transition-colors',
        isCurrent ? 'bg-press' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      {children}
      {isChanged && (
        <>
          <span aria-hidden className="ml-auto size-1.5 shrink-0 rounded-full bg-accent" />
          <VisuallyHidden>{t('unsaved')}</VisuallyHidden>
        </>
      )}
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
