import { expect, test } from 'vitest';
import { vendorAddresses } from './vendor-addresses.ts';

test('other addresses of vendors come from the environment', () => {
  expect(vendorAddresses({})).toEqual({});
  expect(vendorAddresses({ ATELIER_OPENAI_URL: '', ATELIER_REPLICATE_URL: '' })).toEqual({});
  expect(
    vendorAddresses({
      ATELIER_OPENAI_URL: 'http://127.0.0.1:4000/v1',
      ATELIER_REPLICATE_URL: 'https://proxy.example/v1',
      ATELIER_OPENAI_COMPATIBLE_URL: 'http://127.0.0.1:8080/v1',
    }),
  ).toEqual({
    openai: 'http://127.0.0.1:4000/v1',
    replicate: 'https://proxy.example/v1',
    'openai-compatible': 'http://127.0.0.1:8080/v1',
  });
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'proxy.example', 'ftp://proxy.example/'])(
  '%s is no address that a key is sent to',
  (value) => {
    expect(() => vendorAddresses({ ATELIER_OPENAI_URL: value })).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: { field: 'ATELIER_OPENAI_URL' } }),
    );
  },
);
