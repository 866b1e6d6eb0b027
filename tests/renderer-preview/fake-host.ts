import type { Answer, HostApi } from '../../contract/host.ts';
import type { StudioEvent, Topic } from '../../contract/studio/events.ts';
import { AtelierError, toErrorBody } from '../../contract/errors.ts';
import { createScenario, type ScenarioName } from './scenario.ts';

declare global {
  interface Window {
    atelier?: HostApi;
    /** Set before the page runs: which scenario to show. */
    previewScenario?: ScenarioName;
    previewSettings?: Record<string, unknown>;
    /** Tells every listener that something changed. */
    previewEmit?: (topic: Topic) => void;
  }
}

/** A studio without a studio: deterministic answers, so that screens can be looked at and compared. */
function createFakeHost(name: ScenarioName): HostApi {
  const listeners = new Set<(event: StudioEvent) => void>();
  const emit = (topic: Topic) => {
    for (const listener of listeners) listener({ topic });
  };
  const calls = createScenario(name, emit, window.previewSettings ?? {});
  window.previewEmit = emit;
  return {
    host: { kind: 'browser', platform: 'linux', mediaBase: '/media/' },
    async call(path, input): Promise<Answer> {
      try {
        const call = calls[path];
        if (!call) throw new AtelierError('not_found', `${path} is not in the preview.`);
        // A real answer takes a moment too.
        await new Promise((resolve) => setTimeout(resolve, 15));
        return { ok: true, value: structuredClone(call(input)) };
      } catch (thrown) {
        return { ok: false, error: toErrorBody(thrown) };
      }
    },
    listen(onEvent) {
      listeners.add(onEvent);
      onEvent({ topic: 'resync' });
      return () => listeners.delete(onEvent);
    },
  };
}

window.atelier = createFakeHost(window.previewScenario ?? 'full');
