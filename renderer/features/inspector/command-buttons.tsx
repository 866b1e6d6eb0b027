import { Button } from '../../ui/button.tsx';
import type { Command } from '../grid/command.ts';

interface CommandButtonsProps {
  readonly commands: readonly Command[];
  readonly ids: readonly string[];
  readonly shown: readonly string[];
}

/** Some of the commands as buttons, for what the inspector is about. */
export function CommandButtons({ commands, ids, shown }: CommandButtonsProps) {
  return (
    <div className="flex flex-wrap gap-2">
      {commands
        .filter(({ id }) => shown.includes(id))
        .map((command) => (
          <Button key={command.id} size="sm" icon={command.icon} onClick={() => command.run(ids)}>
            {command.label}
          </Button>
        ))}
    </div>
  );
}
