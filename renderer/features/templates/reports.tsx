import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Flag, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import type { ReportedTemplate } from '../../../contract/studio/templates.ts';
import { useIsReached } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useCategories } from './category-words.ts';
import { settleReports } from './template-acts.ts';
import { useFormKind } from './template-card.tsx';
import { TemplateWords } from './template-words.tsx';

interface ReportsProps {
  readonly generators: GeneratorShelf['generators'];
}

/** The way to what was reported, for who may decide about it; nothing for anybody else. */
export function Reports({ generators }: ReportsProps) {
  const { t } = useTranslation('templates');
  const [isOpen, setOpen] = useState(false);
  const asked = query('templates.reported', {});
  const isReached = useIsReached();
  const { data: page } = useQuery({
    ...asked,
    queryKey: [...asked.queryKey, isReached],
    enabled: isReached,
    placeholderData: keepPreviousData,
  });
  if (!page?.mayDecide) return null;
  return (
    <>
      <Button icon={Flag} className="ml-auto" onClick={() => setOpen(true)}>
        {t('reports', { count: page.total })}
      </Button>
      {isOpen && (
        <ReportsDialog items={page.items} generators={generators} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

interface ReportsDialogProps extends ReportsProps {
  readonly items: readonly ReportedTemplate[];
  readonly onClose: () => void;
}

/** One after the other: what it is, what people say of it, and the two answers. */
function ReportsDialog({ items, generators, onClose }: ReportsDialogProps) {
  const { t } = useTranslation('templates');
  const factsOf = useFacts(generators);
  const [wanted, setWanted] = useState(0);
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  const at = Math.min(wanted, items.length - 1);
  const template = items[at];
  // One dialog throughout: closed, it gives the focus back to where it was opened from.
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={template ? t('reportedIs', { name: template.name }) : t('reportsTitle')}
      {...(template && {
        description: factsOf(template),
        footer: (
          <>
            <Steps at={at} count={items.length} onGo={setWanted} />
            <Answers template={template} reason={reasons[template.id] ?? ''} />
          </>
        ),
      })}
      className="max-w-150"
    >
      {template ? (
        <>
          <TemplateWords template={template} />
          <Said template={template} />
          <Field label={t('takeDownReason')} hint={t('takeDownHint')} className="mt-5">
            {(control) => (
              <TextareaAutosize
                {...control}
                value={reasons[template.id] ?? ''}
                rows={2}
                maxLength={1_000}
                onChange={({ target }) => setReasons({ ...reasons, [template.id]: target.value })}
                className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
              />
            )}
          </Field>
        </>
      ) : (
        <EmptyState icon={ShieldCheck} title={t('reportsNone')}>
          {t('reportsNoneAdvice')}
        </EmptyState>
      )}
    </Dialog>
  );
}

/** The focus stays on the answer that was given: the next one may have the same. */
function Answers({ template, reason }: { template: ReportedTemplate; reason: string }) {
  const { t } = useTranslation('templates');
  const [isDeciding, setDeciding] = useState(false);
  const decide = (stays: boolean) => {
    if (isDeciding) return;
    setDeciding(true);
    void settleReports(template, stays, reason).finally(() => setDeciding(false));
  };
  return (
    <>
      <Button aria-disabled={isDeciding} onClick={() => decide(true)}>
        {t('keepPublic')}
      </Button>
      <Button variant="danger" aria-disabled={isDeciding} onClick={() => decide(false)}>
        {t('takeDown')}
      </Button>
    </>
  );
}

function useFacts(generators: ReportsProps['generators']): (of: ReportedTemplate) => string {
  const { t } = useTranslation('templates');
  const format = useFormat();
  const kindOf = useFormKind(generators);
  const { wordFor } = useCategories();
  return ({ form, category, author, createdAt, uses }) =>
    [
      kindOf(form) ?? t('missing'),
      wordFor(category),
      ...(author === null ? [] : [t('by', { author })]),
      format.date(createdAt),
      ...(uses > 0 ? [t('uses', { count: uses })] : []),
    ].join(' · ');
}

interface StepsProps {
  readonly at: number;
  readonly count: number;
  readonly onGo: (at: number) => void;
}

function Steps({ at, count, onGo }: StepsProps) {
  const { t } = useTranslation('templates');
  return (
    <div className="mr-auto flex items-center gap-1">
      <IconButton
        icon={ChevronLeft}
        label={t('reportsBefore')}
        disabled={at === 0}
        onClick={() => onGo(at - 1)}
      />
      <span className="text-muted tabular text-sm">{t('reportsAt', { at: at + 1, count })}</span>
      <IconButton
        icon={ChevronRight}
        label={t('reportsNext')}
        disabled={at === count - 1}
        onClick={() => onGo(at + 1)}
      />
    </div>
  );
}

/** What people say is wrong with it, the newest first. */
function Said({ template: { reports, reportCount, isHidden } }: { template: ReportedTemplate }) {
  const { t } = useTranslation('templates');
  const format = useFormat();
  return (
    <section className="mt-5">
      <h3 className="flex items-center gap-2 text-sm font-medium">
        {t('saidBy', { count: reportCount })}
        {isHidden && <Badge tone="warning">{t('hiddenMeanwhile')}</Badge>}
      </h3>
      <ul className="divide-line ring-line mt-2 divide-y rounded-md ring-1 ring-inset">
        {reports.map(({ reason, note, at }) => (
          <li key={`${at} ${reason} ${note}`} className="px-3 py-2">
            <p className="flex justify-between gap-3 text-sm">
              <span>{t(`reasons.${reason}`)}</span>
              <time dateTime={at} className="text-muted shrink-0">
                {format.date(at)}
              </time>
            </p>
            {note !== '' && (
              <p dir="auto" className="text-muted mt-1 text-sm wrap-anywhere whitespace-pre-line">
                {note}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
