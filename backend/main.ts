/** The table of commands. One file a command, loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  generate: {
    summary: 'make pictures from a prompt, and save them if you like',
    load: async () => (await import('./cli/generate.ts')).generate,
  },
  host: {
    summary: 'open the studio for a browser on this machine',
    load: async () => (await import('./cli/host.ts')).host,
  },
  library: {
    summary: 'import, export, list, search, verify, repair, back up and restore the library',
    load: async () => (await import('./cli/library.ts')).library,
  },
  templates: {
    summary: 'list, export and import templates',
    load: async () => (await import('./cli/templates.ts')).templates,
  },
  brands: {
    summary: 'list, export and import brands',
    load: async () => (await import('./cli/brands.ts')).brands,
  },
  backend: {
    summary: 'run the embedded Supabase-compatible server',
    load: async () => (await import('./cli/backend.ts')).backend,
  },
  worker: {
    summary: 'run a job worker against any backend',
    load: async () => (await import('./cli/worker.ts')).worker,
  },
};

/** Answers the exit code. */
type Command = (args: string[]) => Promise<number>;

function usage(): string {
  const rows = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`,
  );
  return `Usage: npm run -s atelier -- <command> [options]\n\nCommands:\n${rows.join('\n')}\n\nEach command explains itself with --help.\n`;
}

/** `npm run atelier -- <command> …`, with what follows the two dashes. Answers the exit code. */
export async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`There is no command "${name}".\n\n${usage()}`);
    return 2;
  }
  return (await command.load())(args);
}
