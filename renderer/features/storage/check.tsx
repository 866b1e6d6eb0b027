import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Finding, FindingKind, type VerifyReport } from '../../../contract/studio/storage.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from '../settings/section.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { TaskProgress } from './task-progress.tsx';
import { useBackups, useTask } from './use-storage.ts';

/** Whether every file is here and whole; mending what can be mended. */
export function Check() {
  const { t } = useTranslation('storage');
  const task = useTask('verify', 'repair');
  const { data: report } = useQuery(query('storage.report'));
  const verify = useAction('storage.verify');
  const isBusy = task?.state === 'running';
  return (
    <>
      <Row label={t('check.title')} hint={t('check.hint')}>
        <Button disabled={isBusy} onClick={() => verify.mutate(undefined)}>
          {t('check.verify')}
        </Button>
        <TaskProgress task={task} />
      </Row>
      {report && !isBusy && <Report report={report} />}
    </>
  );
}

function Report({ report }: { report: VerifyReport }) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const kinds = FindingKind.options.filter((kind) => (report.counts[kind] ?? 0) > 0);
  const count = kinds.reduce((sum, kind) => sum + (report.counts[kind] ?? 0), 0);
  const isWell = count === 0;
  const Icon = isWell ? CircleCheck : TriangleAlert;
  return (
    <div className="flex flex-col gap-3 px-4 py-4">
      <div className="flex items-start gap-3">
        <Icon
          aria-hidden
          className={`mt-0.5 size-5 shrink-0 ${isWell ? 'text-success' : 'text-warning'}`}
        />
        <div>
          <output className="block font-medium">
            {isWell ? t('check.well') : t('check.found', { count })}
          </output>
          <p className="text-sm text-muted">
            {t('check.read', {
              count: report.filesRead,
              size: format.bytes(report.bytesRead),
              when: format.dateTime(report.at),
            })}
            {report.mended !== null && ` ${t('check.mended', { count: report.mended })}`}
          </p>
        </div>
      </div>
      {kinds.map((kind) => (
        <FoundKind
          key={kind}
          kind={kind}
          count={report.counts[kind] ?? 0}
          findings={report.findings.filter((finding) => finding.kind === kind)}
        />
      ))}
      {!isWell && <RepairButtons wasRepaired={report.mended !== null} />}
    </div>
  );
}

/** Of one kind so many are named; who wants all of them has the command line. */
const NAMED = 20;

interface FoundKindProps {
  readonly kind: FindingKind;
  readonly count: number;
  readonly findings: readonly Finding[];
}

function FoundKind({ kind, count, findings }: FoundKindProps) {
  const { t } = useTranslation('storage');
  const named = findings.slice(0, NAMED).map(nameOf);
  return (
    <div className="pl-8">
      <p>{t(`findings.${kind}`, { count })}</p>
      <p className="text-sm text-muted">{t(`remedies.${kind}`)}</p>
      {named.some((name) => name !== '') && (
        <details className="mt-1 text-sm text-muted">
          <summary className="cursor-pointer rounded-sm">{t('check.which')}</summary>
          <ul className="mt-1 flex flex-col gap-0.5 font-mono text-xs break-all">
            {named.map((name, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- two findings may be about one file
              <li key={at}>{name}</li>
            ))}
            {count > named.length && <li>{t('check.more', { count: count - named.length })}</li>}
          </ul>
        </details>
      )}
    </div>
  );
}

function nameOf({ path, sha256, table, rowId, note }: Finding): string {
  const row = table === null ? null : `${table} ${rowId ?? ''}`;
  return [path ?? sha256 ?? row, note].filter(Boolean).join(' · ');
}

function RepairButtons({ wasRepaired }: { wasRepaired: boolean }) {
  const { t } = useTranslation('storage');
  const repair = useAction('storage.repair');
  const backups = useBackups() ?? [];
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex gap-2 pl-8">
      {!wasRepaired && (
        <Button variant="primary" disabled={repair.isPending} onClick={() => repair.mutate({})}>
          {t('check.repair')}
        </Button>
      )}
      <Button onClick={() => setAsking(true)}>{t('check.repairFrom')}</Button>
      {isAsking && (
        <FolderDialog
          title={t('check.repairFromTitle')}
          description={t('check.repairFromSentence')}
          button={t('check.repair')}
          mustExist
          folder={backups[0]?.folder ?? ''}
          onChoose={(from) => api.storage.repair({ from })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
