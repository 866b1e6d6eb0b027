import { AtelierError } from '../../../contract/errors.ts';
import type { Prediction } from './api.ts';

/** Words of the models' own safety checkers; E005 is Replicate's code for a flagged input or output. */
const REFUSED =
  /nsfw|\bE005\b|flagged|sensitive content|content policy|moderation|safety (?:checker|filter)/i;
/** The machine failed, not the request: E followed by four digits is Replicate's director, PA an interruption. */
const TRANSIENT =
  /interrupted|unexpected error|\bE\d{4}\b|code: PA|out of memory|timed? ?out|please (?:retry|try again)|queue is full|unavailable/i;

/** Why a prediction that ended has no output for us. */
export function toVerdict(prediction: Prediction): AtelierError {
  const { status, error } = prediction;
  const words = typeof error === 'string' ? error.slice(0, 500) : '';
  if (status === 'canceled') {
    return new AtelierError('cancelled', 'The prediction was cancelled at Replicate.');
  }
  if (status === 'aborted') {
    return new AtelierError('provider_unavailable', 'Replicate gave the prediction up.');
  }
  if (REFUSED.test(words)) return new AtelierError('content_refused', words);
  if (TRANSIENT.test(words)) return new AtelierError('provider_unavailable', words);
  return new AtelierError('provider_rejected', words || 'The model failed and did not say why.');
}

/**
 * The addresses of a prediction's pictures: models answer one, or a list.
 * @throws AtelierError `provider_answer_invalid`
 */
export function outputUrls(prediction: Prediction): string[] {
  const { output } = prediction;
  const list: unknown[] = Array.isArray(output) ? output : [output];
  const urls = list.filter(
    (item): item is string => typeof item === 'string' && URL.canParse(item),
  );
  if (urls.length === 0 || urls.length < list.length) {
    throw new AtelierError('provider_answer_invalid', 'The prediction holds no pictures.');
  }
  return urls.slice(0, 10);
}
