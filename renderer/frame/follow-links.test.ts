import { beforeEach, expect, it } from 'vitest';
import { useBatchPlace } from '../features/batch/batch-state.ts';
import { selections } from '../features/selection/selection-store.ts';
import { useView } from '../state/view.ts';
import { followLinks } from './follow-links.ts';

const ID = '01a1fdfd-ae4b-7613-88ea-afa613c25f7b';
let open: (target: string) => void;
const host = {
  onOpen(callback: (target: string) => void) {
    open = callback;
    return () => undefined;
  },
};

beforeEach(() => {
  useView.getState().show('workspace');
  followLinks(host);
});

it('shows the screen of a link, with the work it names chosen', () => {
  open('atelier://open/settings');
  expect(useView.getState().screen).toBe('settings');
  open(`atelier://open/library/${ID}`);
  expect(useView.getState().screen).toBe('library');
  expect([...selections.library.getState().ids]).toEqual([ID]);
});

it('shows the queue, and a batch', () => {
  open('atelier://open/queue');
  expect(useView.getState().queueOpen).toBe(true);
  open(`atelier://open/batch/${ID}`);
  expect(useView.getState().screen).toBe('batch');
  expect(useBatchPlace.getState().place).toEqual({ kind: 'batch', id: ID });
});

it.each(['atelier://open/nowhere', 'https://open/library', 'atelier://open/library/a/b', ''])(
  'lets %j lie',
  (target) => {
    open(target);
    expect(useView.getState().screen).toBe('workspace');
  },
);

it('a browser has no links', () => {
  expect(() => followLinks({})()).not.toThrow();
});
