import { describe, expect, it } from 'vitest';
import type { Job, Order } from '../../../contract/orders.ts';
import { phaseOf, progressOf, summarize } from './summary.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function job(fields: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    orderId: 'o1',
    itemId: 'i1',
    sequence: 0,
    status: 'queued',
    stage: null,
    progress: 0,
    attempts: 0,
    maxAttempts: 3,
    runAfter: null,
    cancelRequested: false,
    pauseReason: null,
    preview: null,
    position: null,
    price: 0,
    error: null,
    createdAt: '2026-11-21T11:59:00Z',
    updatedAt: '2026-11-21T11:59:00Z',
    ...fields,
  };
}

function order(id: string, jobs: readonly Partial<Job>[]): Order {
  return {
    id,
    type: 'image',
    status: 'processing',
    request: {
      type: 'image',
      prompt: 'A',
      model: 'draft/painter',
      aspectRatio: '1:1',
      count: jobs.length,
      format: 'webp',
      quality: 'standard',
    },
    provider: 'draft',
    quote: 0,
    charged: 0,
    error: null,
    createdAt: '2026-11-21T11:59:00Z',
    completedAt: null,
    jobs: jobs.map((fields, index) => job({ id: `${id}-${index}`, orderId: id, ...fields })),
  };
}

describe('summarize', () => {
  it('says nothing of an empty queue', () => {
    expect(summarize([])).toEqual({
      running: 0,
      waiting: 0,
      failed: 0,
      completed: 0,
      progress: null,
      current: null,
    });
  });

  it('counts pictures, not orders', () => {
    const orders = [
      order('b', [
        { status: 'running', progress: 0.5 },
        { status: 'pending' },
        { status: 'failed' },
      ]),
      order('a', [{ status: 'completed' }, { status: 'queued' }]),
    ];
    expect(summarize(orders)).toMatchObject({ running: 1, waiting: 2, failed: 1, completed: 1 });
  });

  it('looks first at the oldest order that runs, since it is ready next', () => {
    const orders = [
      order('c', [{ status: 'running' }]),
      order('b', [{ status: 'running' }]),
      order('a', [{ status: 'queued' }]),
    ];
    expect(summarize(orders).current?.id).toBe('b');
    expect(summarize([orders[2] ?? order('x', [])]).current?.id).toBe('a');
  });

  it('has no progress when all that is left has failed', () => {
    expect(summarize([order('a', [{ status: 'failed' }])]).progress).toBeNull();
  });
});

describe('progressOf', () => {
  it('counts finished pictures whole and leaves out those that will never come', () => {
    const half = order('a', [
      { status: 'completed' },
      { status: 'running', progress: 0.5 },
      { status: 'queued' },
      { status: 'cancelled' },
    ]);
    expect(progressOf(half)).toBeCloseTo(0.5);
    expect(progressOf(order('b', [{ status: 'failed' }]))).toBe(0);
  });
});

describe('phaseOf', () => {
  it('words a cancel that was asked for before anything else', () => {
    const asked = job({ status: 'running', stage: 'rendering', cancelRequested: true });
    expect(phaseOf(asked, NOW)).toEqual({ kind: 'state', state: 'cancelling' });
    expect(phaseOf(job({ status: 'cancelled', cancelRequested: true }), NOW)).toEqual({
      kind: 'state',
      state: 'cancelled',
    });
  });

  it('tells when a failed attempt is tried again, while that lies ahead', () => {
    const later = '2026-11-21T12:00:30Z';
    const waiting = job({ attempts: 1, runAfter: later });
    expect(phaseOf(waiting, NOW)).toEqual({ kind: 'retrying', at: later });
    expect(phaseOf(waiting, NOW + 60_000)).toEqual({ kind: 'state', state: 'queued' });
  });

  it('names the stage of a running job', () => {
    expect(phaseOf(job({ status: 'running', stage: 'downloading' }), NOW)).toEqual({
      kind: 'stage',
      stage: 'downloading',
    });
  });
});
