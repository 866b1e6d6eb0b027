import { describe, expect, test } from 'vitest';
import { MAX_PUSH } from '../../contract/sync.ts';
import type { OutboxRow, Waiting } from '../library/outbox.ts';
import { nextStep } from './next-step.ts';

const NOW = '2026-11-21T08:00:00.000Z';
const LATER = '2026-11-21T08:00:01.000Z';

let seq = 0;
function waiting(row: Partial<OutboxRow>, touches: readonly [string, string][]): Waiting {
  seq += 1;
  return {
    row: {
      seq,
      id: `id ${seq}`,
      kind: 'push',
      target: '',
      row_table: null,
      row_id: null,
      body: '{"fields":{}}',
      attempts: 0,
      refusals: 0,
      next_at: null,
      set_aside: 0,
      error: null,
      created_at: NOW,
      ...row,
    },
    effects: touches.map(([table, rowId]) => ({ table, rowId }) as Waiting['effects'][number]),
  };
}

function push(
  table: string,
  id: string,
  fields: object = {},
  row: Partial<OutboxRow> = {},
): Waiting {
  return waiting({ target: table, body: JSON.stringify({ fields }), ...row }, [[table, id]]);
}

const upload = (sha256: string, row: Partial<OutboxRow> = {}) =>
  waiting({ kind: 'upload', target: sha256, ...row }, []);
const call = (touches: [string, string][], row: Partial<OutboxRow> = {}) =>
  waiting({ kind: 'call', target: 'workspace-actions', ...row }, touches);

function chosen(outbox: Waiting[]) {
  const { pushes, call } = nextStep(outbox, NOW);
  return {
    pushes: pushes.map((row) => outbox.findIndex((entry) => entry.row === row)),
    call: call ? outbox.findIndex((entry) => entry.row === call) : null,
  };
}

describe('what goes next', () => {
  test('S8: a brand waits for its fonts, and not for one that the server does not take', () => {
    const font = 'b'.repeat(64);
    const body = JSON.stringify({ bucket: 'fonts' });
    const brand = () => push('brands', '1', { kit: { titleFont: font, bodyFont: 'lora-regular' } });
    expect(chosen([upload(font, { body }), brand()]).pushes).toEqual([]);
    expect(chosen([upload(font, { body, next_at: LATER }), brand()]).pushes).toEqual([]);
    expect(chosen([upload(font, { body, set_aside: 1 }), brand()]).pushes).toEqual([1]);
    expect(chosen([upload('c'.repeat(64), { body }), brand()]).pushes).toEqual([1]);
  });

  test('S8: an order waits for the files that it is given, and for the rows that name them', () => {
    const sha256 = 'a'.repeat(64);
    const given = { type: 'image', prompt: 'a fox', model: 'x', references: [sha256] };
    const order = () =>
      call([['orders', '1']], { target: 'queue-job', body: JSON.stringify({ request: given }) });
    const other = () =>
      call([['orders', '2']], { target: 'queue-job', body: '{"action":"cancel"}' });
    expect(chosen([upload(sha256), order(), other()]).call).toBe(2);
    const work = push('user_library', 'work', { sha256 }, { next_at: LATER });
    expect(chosen([work, order(), other()]).call).toBe(2);
    expect(chosen([order()]).call).toBe(0);
  });

  test('S8: an order waits for its brand, which waits for its fonts', () => {
    const font = 'b'.repeat(64);
    const brandId = '01936a00-0000-7000-8000-00000000000b';
    const given = { type: 'image', prompt: 'a fox', model: 'x', brandId };
    const order = call([['orders', '1']], {
      target: 'queue-job',
      body: JSON.stringify({ request: given }),
    });
    const brand = push('brands', brandId, { kit: { titleFont: font } });
    const file = upload(font, { body: JSON.stringify({ bucket: 'fonts' }) });
    expect(chosen([file, brand, order])).toEqual({ pushes: [], call: null });
    expect(chosen([brand, order])).toEqual({ pushes: [0], call: null });
    expect(chosen([order])).toEqual({ pushes: [], call: 0 });
  });

  test('S9: a collection waits for the one it lies in, and goes with it', () => {
    const inner = () => push('user_collections', 'inner', { parent_id: 'outer' });
    expect(chosen([push('user_collections', 'outer'), inner()])).toEqual({
      pushes: [0, 1],
      call: null,
    });
    const refused = push('user_collections', 'outer', {}, { set_aside: 1 });
    const top = push('user_collections', 'top', { parent_id: null });
    expect(chosen([refused, inner(), top])).toEqual({ pushes: [2], call: null });
  });

  test('edits of one row go in one push, in order', () => {
    const outbox = [push('user_collections', 'c'), push('user_collections', 'c')];
    expect(chosen(outbox)).toEqual({ pushes: [0, 1], call: null });
  });

  test('S8: a row waits for its file, and what names the row waits too; the rest goes', () => {
    const outbox = [
      upload('aa'),
      push('user_library', 'w', { sha256: 'aa' }),
      push('collection_items', 'i', { collection_id: 'c', library_id: 'w' }),
      push('user_collections', 'd'),
    ];
    expect(chosen(outbox)).toEqual({ pushes: [3], call: null });
    expect(chosen(outbox.slice(1))).toEqual({ pushes: [0, 1, 2], call: null });
  });

  test.each([{ set_aside: 1 }, { next_at: LATER }])(
    'S9: a row that does not go (%o) holds back only what stands on it',
    (held) => {
      const outbox = [
        push('user_collections', 'c', {}, held),
        push('user_collections', 'c'),
        push('collection_items', 'i', { collection_id: 'c', library_id: 'w' }),
        push('collection_items', 'j', { collection_id: 'd', library_id: 'w' }),
        call([['user_collections', 'c']]),
        push('user_library', 'w'),
      ];
      expect(chosen(outbox)).toEqual({ pushes: [3, 5], call: null });
    },
  );

  test('S9: a row whose time has come goes', () => {
    expect(chosen([push('user_collections', 'c', {}, { next_at: NOW })]).pushes).toEqual([0]);
  });

  test('calls go alone and keep their place among the edits', () => {
    const first = call([['user_library', 'w']]);
    const edit = push('user_library', 'w');
    expect(chosen([first, edit])).toEqual({ pushes: [], call: 0 });
    expect(chosen([edit, first])).toEqual({ pushes: [0], call: null });
  });

  test('a call waits for the edits before it, and what follows it on the same row for it', () => {
    const outbox = [
      push('user_collections', 'c'),
      call([['user_library', 'w']]),
      push('user_library', 'w'),
      push('user_library', 'v'),
    ];
    expect(chosen(outbox)).toEqual({ pushes: [0, 3], call: null });
  });

  test('a push is full at a hundred, and nothing is read after it', () => {
    let read = 0;
    function* endless() {
      for (;;) {
        read += 1;
        yield push('user_collections', `c ${read}`);
      }
    }
    expect(nextStep(endless(), NOW).pushes).toHaveLength(MAX_PUSH);
    expect(read).toBe(MAX_PUSH);
  });
});
