import { expect, test } from 'vitest';
import { fr } from './resources.ts';
import { typeset, typesetFrench } from './typeset.ts';

test.each([
  ['Laquelle ? Celle-ci ; ou non !', 'Laquelle\u202f? Celle-ci\u202f; ou non\u202f!'],
  ['« {{name}} » : {{what}}', '«\u00a0{{name}}\u00a0»\u00a0: {{what}}'],
  ['95 % de 10 000 lignes', '95\u00a0% de 10\u202f000 lignes'],
  ['16 Mo au plus, en 15 secondes', '16\u00a0Mo au plus, en 15\u00a0secondes'],
  ['filtrer : tag: rating: is:', 'filtrer\u00a0: tag: rating: is:'],
  ['100 {{count, number}} octets de 5 %', '100 {{count, number}} octets de 5\u00a0%'],
])('%s', (written, set) => {
  expect(typesetFrench(written)).toBe(set);
  expect(typesetFrench(set)).toBe(set);
});

test('no French word is parted from its sign', () => {
  const all = JSON.stringify(typeset(fr));
  expect(all.match(/.{20} [?;!:»%]/g)).toBeNull();
  expect(all.match(/« .{20}/g)).toBeNull();
});
