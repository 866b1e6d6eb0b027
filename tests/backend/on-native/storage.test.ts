process.env['ATELIER_TEST_ENGINE'] = 'native';
await import('../storage.test.ts');
