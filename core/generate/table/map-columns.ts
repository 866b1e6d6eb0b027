import type { Generator as Form } from '../../../contract/generators.ts';
import { type ColumnUse, RowParameter } from '../../../contract/studio/batch.ts';
import { tokenKey, tokenNameFrom } from '../../../contract/tokens/names.ts';
import type { TableColumn } from './read-table.ts';

/** How parameters are called in tables, in English and French, as `tokenKey` reads them. */
const PARAMETER_NAMES: Readonly<Record<RowParameter, readonly string[]>> = {
  prompt: ['prompt', 'text', 'invite', 'texte', 'consigne', 'description_image'],
  negativePrompt: ['negative', 'negative_prompt', 'negatif', 'prompt_negatif', 'a_eviter', 'avoid'],
  model: ['model', 'modele', 'engine', 'moteur'],
  aspectRatio: ['ratio', 'aspect', 'aspect_ratio', 'proportions', 'proportion', 'format_image'],
  count: ['count', 'number', 'nombre', 'quantity', 'quantite', 'images', 'qty'],
  seed: ['seed', 'graine'],
  quality: ['quality', 'qualite'],
  format: ['format', 'file_format', 'format_fichier', 'extension'],
  steps: ['steps', 'etapes', 'pas'],
  guidance: ['guidance', 'guidance_scale', 'cfg', 'cfg_scale', 'guidage'],
  outputQuality: ['output_quality', 'compression', 'qualite_fichier'],
  strength: ['strength', 'denoise', 'denoising_strength', 'image_strength', 'force_image'],
  lora: ['lora'],
  loraScale: ['lora_scale', 'lora_weight', 'echelle_lora', 'poids_lora'],
  size: ['image_size', 'picture_size', 'size_pixels', 'taille_image', 'taille_pixels'],
};

/** Tokens that every set has, under the names that tables give them. */
const TOKEN_NAMES: Readonly<Record<string, readonly string[]>> = {
  FIRSTNAME: ['firstname', 'first_name', 'given_name', 'prenom'],
  LASTNAME: ['lastname', 'last_name', 'surname', 'family_name', 'nom', 'nom_de_famille'],
  COMPANY: ['company', 'organisation', 'organization', 'entreprise', 'societe'],
  JOBTITLE: ['jobtitle', 'job_title', 'position', 'poste', 'fonction', 'titre_du_poste'],
};

/**
 * What each column is probably for: a field of the generator, a token that the texts use, a parameter, a known token,
 * else a token of its own name. Each use is given once, to the first column that claims it.
 */
export function guessColumns(
  columns: readonly TableColumn[],
  context: { readonly generator?: Form; readonly tokens?: readonly string[] } = {},
): ColumnUse[] {
  const taken = new Set<string>();
  return columns.map(({ heading, name }) => {
    const uses = [...candidates(heading, context), ownToken(heading, name)];
    const use = uses.find((one) => one && !taken.has(keyOf(one))) ?? { kind: 'none' };
    taken.add(keyOf(use));
    return use;
  });
}

function keyOf(use: ColumnUse): string {
  if (use.kind === 'token') return `token ${tokenKey(use.name)}`;
  if (use.kind === 'parameter') return use.parameter;
  return use.kind === 'field' ? `field ${use.field}` : 'none';
}

/** The best first. */
function candidates(
  heading: string,
  { generator, tokens = [] }: { generator?: Form; tokens?: readonly string[] },
): ColumnUse[] {
  const key = tokenKey(heading.replace(/[[\]{}]/g, ''));
  if (key === '') return [];
  const uses: ColumnUse[] = [];
  const field = generator?.fields.find(({ id, label }) =>
    [id, label.en, label.fr].some((one) => tokenKey(one) === key),
  );
  if (field) uses.push({ kind: 'field', field: field.id });
  const token = tokens.find((one) => tokenKey(one) === key);
  if (token !== undefined) uses.push({ kind: 'token', name: token });
  const parameter = RowParameter.options.find((one) => PARAMETER_NAMES[one].includes(key));
  if (parameter) uses.push({ kind: 'parameter', parameter });
  const known = Object.keys(TOKEN_NAMES).find((one) => TOKEN_NAMES[one]?.includes(key));
  if (known !== undefined) uses.push({ kind: 'token', name: known });
  return uses;
}

/** A token named for its heading. A column without one is nothing before the creator says so. */
function ownToken(heading: string, name: string): ColumnUse | null {
  const token = heading === '' ? null : tokenNameFrom(name);
  return token === null ? null : { kind: 'token', name: token };
}
