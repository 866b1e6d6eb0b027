import { expect, test } from 'vitest';
import { cell } from './export-table.ts';

test.each([
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@sum', `"'@sum"`],
  ['  =1', `"'  =1"`],
  ['\t=1', `"'\t=1"`],
  ['\u200b=1', `"'\u200b=1"`],
  ['\uFF1D1', `"'\uFF1D1"`],
  ['|cmd', `"'|cmd"`],
  ['a "b"', `"a ""b"""`],
  ['a=1', `"a=1"`],
  ['', `""`],
  [-5, `"-5"`],
  [null, `""`],
])('F7: the cell %j is written as %s', (value, written) => {
  expect(cell(value)).toBe(written);
});
