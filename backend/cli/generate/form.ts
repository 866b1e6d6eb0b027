import { AtelierError } from '../../../contract/errors.ts';
import type { FieldValues, GeneratorField } from '../../../contract/generators.ts';
import { ImageRequest } from '../../../contract/orders.ts';
import { fieldValueOf } from '../../../core/generate/table/field-value.ts';
import type { Client } from './wait.ts';

/** A form that is answered by options. */
export interface FormWish {
  readonly generator: string;
  /** Each `field=answer`. */
  readonly fields: readonly string[];
  /** What was asked for beside the form; what is absent the form chooses. */
  readonly wishes: Partial<
    Pick<ImageRequest, 'model' | 'aspectRatio' | 'quality' | 'format' | 'count'>
  >;
  readonly seed: number | undefined;
}

/** The order that a form makes. Errors: those of `generators.order`; `invalid_input` for an answer that is none. */
export async function requestOfForm(client: Client, wish: FormWish): Promise<ImageRequest> {
  const { generator: id, wishes, seed } = wish;
  const values = await answersOf(client, id, wish.fields);
  const order = await client.generators.order({
    id,
    values,
    wishes,
    // Variants are drawn by what the pictures are made by, so that the same seed makes the same again.
    seed: seed ?? Math.floor(Math.random() * 2 ** 32),
    ...(seed !== undefined && { pictureSeed: seed }),
  });
  if (order.kind !== 'generate') {
    throw new AtelierError('invalid_input', 'With these answers the form only lays text.', {
      field: 'field',
    });
  }
  const { version } = await requireForm(client, id);
  const madeWith = { generator: { id, version, values, overlay: order.overlay } };
  return ImageRequest.parse({ ...order.request, madeWith });
}

/** Answers by field: choices by id or label in either language, lists divided by `;`. */
export async function answersOf(
  client: Client,
  generator: string,
  fields: readonly string[],
): Promise<FieldValues> {
  const form = await requireForm(client, generator);
  return Object.fromEntries(fields.map((text) => answerOf(form.fields, text)));
}

function answerOf(fields: readonly GeneratorField[], text: string) {
  const [id = '', ...rest] = text.split('=');
  const field = fields.find((one) => one.id === id.trim());
  if (!field || rest.length === 0) {
    const known = fields.map((one) => one.id).join(', ');
    throw wrong(`--field takes NAME=ANSWER, with one of: ${known}`, text);
  }
  const value = fieldValueOf(field, rest.join('=').trim());
  if (value === null) throw wrong(`This is no answer of ${field.id}.`, text);
  return [field.id, value] as const;
}

async function requireForm(client: Client, id: string) {
  const { generators } = await client.generators.list();
  const form = generators.find((one) => one.id === id);
  if (form) return form;
  const known = generators.map((one) => one.id).join(', ');
  throw new AtelierError('not_found', `There is no form ${id}. There are: ${known}`, {
    field: 'generator',
  });
}

const wrong = (message: string, value: string) =>
  new AtelierError('invalid_input', message, { field: 'field', value });
