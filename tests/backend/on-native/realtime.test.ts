process.env['ATELIER_TEST_ENGINE'] = 'native';
await import('../realtime.test.ts');
