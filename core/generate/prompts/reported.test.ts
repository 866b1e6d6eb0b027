import { expect, test } from 'vitest';
import { newId } from '../../system/ids.ts';
import { silentLog } from '../../system/log.ts';
import { reportedTemplates, settleReports } from './reported.ts';

/** As `public.reported_templates` answers. */
const row = (name: string, more: Record<string, unknown> = {}) => ({
  id: newId(),
  name,
  description: '',
  category: 'Sea',
  data: { form: { kind: 'prompt', prompt: `${name} at dusk` } },
  uses: 3,
  author: null,
  contentMode: 'sfw',
  createdAt: '2026-11-01T00:00:00.123456+00:00',
  isHidden: true,
  reportCount: 2,
  reports: [{ reason: 'rights', note: 'Mine.', at: '2026-11-02T00:00:00.5+00:00' }],
  ...more,
});

function backend(answer: unknown) {
  const asked: unknown[][] = [];
  return {
    asked,
    query: (name: string, args: object) => {
      asked.push([name, args]);
      return Promise.resolve(answer);
    },
  };
}

test('what was reported is shown with what people say of it; what does not fit is left out', async () => {
  const items = [
    row('Pier'),
    row('no form', { data: {} }),
    row('no reports', { reports: 'x' }),
    row('another reason', {
      reports: [{ reason: 'boredom', note: '', at: '2026-11-02T00:00:00Z' }],
    }),
    7,
  ];
  const { asked, ...server } = backend({ mayDecide: true, total: 5, items });
  const page = await reportedTemplates({ backend: server, log: silentLog }, 50);
  expect(page).toMatchObject({ mayDecide: true, total: 5, items: [{ name: 'Pier' }] });
  expect(page.items).toHaveLength(1);
  expect(page.items[0]).toMatchObject({
    isHidden: true,
    reportCount: 2,
    reports: [{ reason: 'rights', note: 'Mine.', at: '2026-11-02T00:00:00.500Z' }],
  });
  expect(asked).toEqual([['reported_templates', { p_limit: 50 }]]);
});

test('another answer is no answer; a decision goes with its reason', async () => {
  await expect(
    reportedTemplates({ backend: backend('<html>'), log: silentLog }, 1),
  ).rejects.toMatchObject({
    code: 'backend_unavailable',
  });
  const server = backend(null);
  const id = newId();
  await settleReports(server, { id, stays: false, reason: 'Not yours.' });
  expect(server.asked).toEqual([
    ['settle_template_reports', { p_template: id, p_stays: false, p_reason: 'Not yours.' }],
  ]);
});
