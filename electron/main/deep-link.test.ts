import { expect, test } from 'vitest';
import { dataDirOf, linkOf } from './arguments.ts';
import { deepLink } from './deep-link.ts';

const ID = '01a1fda3-5ed3-77eb-adc5-992084e52c4c';

test.each([
  ['atelier://open/library', 'atelier://open/library'],
  ['atelier://open/workspace/', 'atelier://open/workspace'],
  [`atelier://open/order/${ID}`, `atelier://open/order/${ID}`],
  [`ATELIER://open/library/${ID}`, `atelier://open/library/${ID}`],
])('%s is a link', (text, link) => {
  expect(deepLink(text)).toBe(link);
});

test.each([
  '',
  'library',
  'https://open/library',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'atelier://app/library',
  'atelier://open/',
  'atelier://open/nowhere',
  'atelier://open/library/../settings/x',
  'atelier://open/library/..%2f..%2fetc',
  'atelier://open/library/not-an-id',
  `atelier://open/library/${ID}/more`,
  `atelier://open//library/${ID}`,
  'atelier://open/library?prompt=x',
  'atelier://open/library#x',
  'atelier://user:pass@open/library',
  'atelier://open:81/library',
  `atelier://open/library/${'a'.repeat(300)}`,
])('%s is none', (text) => {
  expect(deepLink(text)).toBeNull();
});

test('a link and a folder are found among the arguments, whatever else stands there', () => {
  const argv = [
    '/opt/atelier',
    '--type=x',
    'atelier://evil/',
    '--data',
    '/a',
    'atelier://open/library',
  ];
  expect(linkOf(argv)).toBe('atelier://open/library');
  expect(linkOf(['atelier://open/library'])).toBeUndefined();
  expect(dataDirOf(argv)).toBe('/a');
  expect(dataDirOf(['x', '--data=/b'])).toBe('/b');
  expect(dataDirOf(['x', '--data'])).toBeUndefined();
});
