/*
 * Words that creators add again and again. Written in English, which every model knows best; their names are in the
 * creator's language (`enhance:presets`).
 */
export const NEGATIVE_PRESETS = {
  general: 'blurry, low quality, jpeg artifacts, watermark, signature, text',
  people: 'deformed hands, extra fingers, extra limbs, disfigured face, bad anatomy',
  photo: 'illustration, cartoon, 3d render, oversaturated, plastic skin',
  drawing: 'photograph, realistic, noise, smudges',
} as const;

export const QUALITY_PRESETS = {
  photo: 'sharp focus, natural light, fine detail, 50mm lens',
  illustration: 'clean lines, balanced composition, rich colour, fine detail',
  cinema: 'cinematic lighting, shallow depth of field, film grain, wide shot',
  product: 'studio lighting, seamless background, crisp reflections, high detail',
} as const;

/** The words of a preset behind a text, those that are not there yet. */
export function withPreset(text: string, preset: string): string {
  const there = text.toLowerCase();
  const missing = preset.split(', ').filter((word) => !there.includes(word.toLowerCase()));
  if (missing.length === 0) return text;
  const end = text.trimEnd();
  if (end === '') return missing.join(', ');
  return `${end}${/[,;]$/.test(end) ? ' ' : ', '}${missing.join(', ')}`;
}
