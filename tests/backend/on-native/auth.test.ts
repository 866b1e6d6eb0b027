process.env['ATELIER_TEST_ENGINE'] = 'native';
await import('../auth.test.ts');
