import { expect, test } from 'vitest';
import { focusOn, selectOnly } from './selection.ts';
import { rememberChosen, selections } from './selection-store.ts';

test('what was chosen before is let go of, what was chosen since is not', () => {
  const { library, workspace } = selections;
  library.setState(selectOnly('a'), true);
  workspace.setState(selectOnly('b'), true);
  const letGo = rememberChosen();
  library.setState(selectOnly('c'), true);
  workspace.setState((selection) => focusOn(selection, 'd'), true);
  letGo();
  expect([...library.getState().ids]).toEqual(['c']);
  expect(workspace.getState()).toMatchObject({ ids: new Set(), focus: 'd' });
});
