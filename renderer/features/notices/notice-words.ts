import type { TFunction } from 'i18next';
import type { SystemNotice } from '../../../contract/host.ts';
import type { Order } from '../../../contract/orders.ts';
import type { Batch } from '../../../contract/studio/batch.ts';
import type { Ended } from './watch-orders.ts';

/** Who waited this long looks elsewhere by now, even with the window before them. */
const LONG_SECONDS = 15;
const MOST_WORDS = 160;

type Words = TFunction<readonly ['queue', 'errors']>;

/** Whether the system shall tell: not of what its creator sees happen. */
export function isWorthTelling(ended: Ended, now: number, isFocused: boolean): boolean {
  const { createdAt } = ended.kind === 'order' ? ended.order : ended.batch;
  return !isFocused || now - Date.parse(createdAt) > LONG_SECONDS * 1_000;
}

/** What the system says of it; null where there is nothing to say: it was taken back. */
export function noticeOf(ended: Ended, t: Words): SystemNotice | null {
  return ended.kind === 'batch' ? ofBatch(ended.batch, t) : ofOrder(ended.order, t);
}

function ofOrder({ id, type, request, jobs }: Order, t: Words): SystemNotice | null {
  const of = (status: string) => jobs.filter((job) => job.status === status);
  if (of('cancelled').length > 0) return null;
  const [count, failed] = [of('completed').length, of('failed')];
  const isFilm = type === 'video';
  const error = failed[0]?.error;
  const body = [error && t(`errors:${error.code}.title`), cut(request.prompt)];
  const notice = { about: id, body: body.filter(Boolean).join('\n') };
  if (failed.length === 0) {
    const title = t(isFilm ? 'noticeFilm' : 'noticePicture', { count });
    return { ...notice, title, target: `atelier://open/order/${id}` };
  }
  const target = 'atelier://open/queue';
  if (count === 0) {
    const title = t(isFilm ? 'noticeFilmFailed' : 'noticePictureFailed', { count: failed.length });
    return { ...notice, title, target };
  }
  return { ...notice, title: t('noticePart', { count, total: jobs.length }), target };
}

function ofBatch({ id, name, rows, total }: Batch, t: Words): SystemNotice {
  const done = rows.completed ?? 0;
  const failed = (rows.failed ?? 0) + (rows.refused ?? 0);
  const body = [
    t('noticeRows', { count: done, total }),
    failed > 0 && t('noticeRowsFailed', { count: failed }),
  ];
  return {
    about: id,
    title: cut(t('noticeBatch', { name })),
    body: body.filter(Boolean).join(' '),
    target: `atelier://open/batch/${id}`,
  };
}

function cut(text: string): string {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return letters.length <= MOST_WORDS ? text : `${letters.slice(0, MOST_WORDS - 1).join('')}…`;
}
