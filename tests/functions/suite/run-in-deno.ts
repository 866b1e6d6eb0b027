import process from 'node:process';
import { Stage, STAGE } from './stage.ts';
import { suite } from './suite.ts';

declare const Deno: { test(name: string, run: () => Promise<void>): void };

const stage = Stage.parse(JSON.parse(process.env[STAGE] ?? ''));
for (const [name, run] of Object.entries(suite)) Deno.test(name, () => run(stage));
