import { useQuery } from '@tanstack/react-query';
import { HardDriveDownload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  DEFAULT_OFFLINE_RULES,
  type OfflineRules,
  type OfflineUsage,
} from '../../../contract/studio/offline.ts';
import { useAccount } from '../../data/hooks.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { notify } from '../../ui/toast.tsx';
import { SmartMark } from '../collections/smart-mark.tsx';
import { Row, Section } from './section.tsx';

/** Which originals stay on this machine, where all of them are, and what could go (rule S8). */
export function Offline() {
  const { t } = useTranslation('settings');
  const account = useAccount().data;
  const isCloud = account?.connection.kind === 'supabase';
  return (
    <Section id="offline" icon={HardDriveDownload}>
      {isCloud ? <Rules /> : <p className="max-w-text px-4 py-3 text-muted">{t('offline.solo')}</p>}
    </Section>
  );
}

const KEEP: readonly OfflineRules['keep'][] = ['all', 'chosen', 'thumbnails'];

function Rules() {
  const { t } = useTranslation('settings');
  const rules = useQuery(query('offline.rules')).data ?? DEFAULT_OFFLINE_RULES;
  const usage = useQuery(query('offline.usage')).data;
  const set = useAction('offline.setRules').mutate;
  return (
    <>
      <Row
        label={t('offline.keep')}
        hint={<span className="block max-w-text">{t('offline.keepText')}</span>}
      >
        <Segmented
          label={t('offline.keep')}
          value={rules.keep}
          options={KEEP.map((value) => ({ value, label: t(`offline.choices.${value}`) }))}
          onChange={(keep) => set({ keep })}
        />
      </Row>
      {rules.keep === 'chosen' && <Chosen rules={rules} onChange={set} />}
      {usage && <Usage usage={usage} />}
    </>
  );
}

interface ChosenProps {
  readonly rules: OfflineRules;
  readonly onChange: (change: Partial<OfflineRules>) => void;
}

const MONTHS = [1, 3, 6, 12, 24] as const;
const NEVER = 'never';

function Chosen({ rules, onChange }: ChosenProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <Row label={t('offline.favorites')} htmlFor="offline-favorites">
        <Checkbox
          id="offline-favorites"
          checked={rules.favorites}
          onChange={(favorites) => onChange({ favorites })}
        />
      </Row>
      <Row label={t('offline.collections')} hint={t('offline.collectionsText')}>
        <Collections chosen={rules.collectionIds} onChange={onChange} />
      </Row>
      <Row label={t('offline.months')}>
        <div className="w-64">
          <Select
            label={t('offline.months')}
            value={rules.months === null ? NEVER : String(rules.months)}
            options={[
              { value: NEVER, label: t('offline.never') },
              ...MONTHS.map((months) => ({
                value: String(months),
                label: t('offline.last', { count: months }),
              })),
            ]}
            onChange={(value) => onChange({ months: value === NEVER ? null : Number(value) })}
          />
        </div>
      </Row>
    </>
  );
}

function Collections({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: ChosenProps['onChange'];
}) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { data: collections = [] } = useQuery(query('collections.list'));
  const names = collections.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return (
    <Popover
      label={t('offline.collections')}
      align="end"
      trigger={
        <Button className="max-w-64">
          <span className="truncate">
            {names.length > 0 ? format.list(names) : t('offline.collectionsNone')}
          </span>
        </Button>
      }
    >
      {collections.length === 0 && <p className="text-muted">{t('offline.collectionsEmpty')}</p>}
      <ul className="flex max-h-72 w-56 flex-col gap-2 overflow-y-auto">
        {collections.map(({ id, name, search }) => (
          <li key={id} className="flex items-center gap-2.5">
            <Checkbox
              id={`offline-${id}`}
              checked={chosen.includes(id)}
              onChange={(on) =>
                onChange({
                  collectionIds: on ? [...chosen, id] : chosen.filter((other) => other !== id),
                })
              }
            />
            <label htmlFor={`offline-${id}`} className="flex min-w-0 flex-1 items-center gap-2">
              <span className="min-w-0 truncate">{name}</span>
              {search !== null && <SmartMark />}
            </label>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

function Usage({ usage }: { usage: OfflineUsage }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const free = useAction('offline.freeSpace', {
    onDone: ({ freed, unproven }) =>
      notify({
        message: [
          t('offline.freed', { bytes: format.bytes(freed.bytes) }),
          unproven.count > 0 && t('offline.unproven', { count: unproven.count }),
        ]
          .filter(Boolean)
          .join(' '),
        tone: unproven.count > 0 ? 'danger' : 'success',
      }),
  });
  const words = ({ count, bytes }: OfflineUsage['here']) =>
    t('offline.amount', { count, bytes: format.bytes(bytes) });
  const { here, coming, cloudOnly, freeable } = usage;
  const places = [
    t('offline.here', { amount: words(here) }),
    coming.count > 0 && t('offline.coming', { amount: words(coming) }),
    cloudOnly.count > 0 && t('offline.cloudOnly', { amount: words(cloudOnly) }),
  ].filter(Boolean);
  return (
    <>
      <Row
        label={t('offline.usage')}
        hint={<span className="tabular">{places.join(' · ')}</span>}
      />
      <Row
        label={t('offline.freeable')}
        hint={
          <span className="block max-w-text">
            {freeable.count > 0
              ? t('offline.freeableText', { amount: words(freeable) })
              : t('offline.freeNone')}
          </span>
        }
      >
        {freeable.count > 0 && (
          <Button disabled={free.isPending} onClick={() => free.mutate(undefined)}>
            {t(free.isPending ? 'offline.freeing' : 'offline.free')}
          </Button>
        )}
      </Row>
    </>
  );
}
