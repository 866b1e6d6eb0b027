import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Standing } from '../../../contract/studio/arena.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { useContenderName } from './use-contender-name.ts';

/** Who won how often, how sure that is, and what each takes and costs. */
export function Standings() {
  const { t } = useTranslation('arena');
  const { data: standings } = useQuery(query('arena.standings'));
  if (!standings) return null;
  return (
    <section aria-label={t('standings')} className="flex max-w-desk flex-col gap-2">
      <h2 className="text-muted text-sm font-medium">{t('standings')}</h2>
      {standings.length === 0 ? (
        <p className="text-muted">{t('standingsEmpty')}</p>
      ) : (
        <table className="tabular bg-panel ring-line w-full border-collapse rounded-lg text-left ring-1">
          <thead className="text-muted text-sm">
            <tr>
              {(['place', 'rate', 'votes', 'time', 'cost'] as const).map((name) => (
                <th key={name} scope="col" className="px-3 py-2 font-medium">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {standings.map((standing) => (
              <StandingRow key={`${standing.model} ${standing.quality}`} standing={standing} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function StandingRow({ standing }: { standing: Standing }) {
  const { t } = useTranslation(['arena', 'common']);
  const format = useFormat();
  const nameOf = useContenderName();
  const { rate, low, high, wins, losses, ties, seconds, credits } = standing;
  const bounds = { low: format.percent(low), high: format.percent(high) };
  return (
    <tr className="border-line border-t">
      <th scope="row" className="px-3 py-2 font-medium">
        {nameOf(standing)}
      </th>
      <td className="px-3 py-2">
        <span className="inline-block w-10 text-right">{format.percent(rate)}</span>
        <span aria-hidden className="bg-well relative mx-3 inline-block h-2 w-40 rounded-full">
          <span
            className="bg-edge absolute inset-y-0 rounded-full"
            style={{ left: `${low * 100}%`, right: `${(1 - high) * 100}%` }}
          />
          <span
            className="bg-accent absolute inset-y-0 w-1 -translate-x-1/2 rounded-full"
            style={{ left: `${rate * 100}%` }}
          />
        </span>
        <span className="text-muted text-sm">{t('interval', bounds)}</span>
      </td>
      <td className="px-3 py-2">{format.number(wins + losses + ties)}</td>
      <td className="px-3 py-2">
        {seconds === null ? t('unknown') : format.duration(Math.max(1, seconds))}
      </td>
      <td className="px-3 py-2">
        {credits === null
          ? t('unknown')
          : credits === 0
            ? t('common:free')
            : t('common:credits', { count: credits })}
      </td>
    </tr>
  );
}
