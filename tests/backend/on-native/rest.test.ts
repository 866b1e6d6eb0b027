process.env['ATELIER_TEST_ENGINE'] = 'native';
await import('../rest.test.ts');
