import { z } from 'zod';
import { startFakeReplicate } from '../../backend/providers/testing/fake-replicate.ts';
import { check } from './axe.ts';
import { enterKey, everythingSaved, field } from './frame.ts';
import { chooseModel, promptBar, results } from './prompt-bar.ts';
import { expect, type RunningStudio, test } from './studio.ts';

const MODEL = 'replicate/sdxl';

/** As an operator adds a capability: no model that comes with the program takes LoRAs. */
async function takeLoras(studio: RunningStudio): Promise<void> {
  await studio.asOperator(async (operator) => {
    const columns = 'capabilities, parameters';
    const { data } = await operator.from('api_models').select(columns).eq('id', MODEL).single();
    const Row = z.object({ capabilities: z.looseObject({}), parameters: z.looseObject({}) });
    const { capabilities, parameters } = Row.parse(data);
    const { error } = await operator
      .from('api_models')
      .update({
        capabilities: { ...capabilities, maxLoras: 2 },
        parameters: { ...parameters, loras: { weights: 'lora_weights', scales: 'lora_scales' } },
      })
      .eq('id', MODEL);
    expect(error).toBeNull();
  });
}

test('numbers, a size of one’s own and LoRAs go to a model that takes them, and are recalled', async ({
  studio,
  page,
}) => {
  const replicate = await startFakeReplicate();
  try {
    await takeLoras(studio);
    await studio.open(page, { env: { ATELIER_REPLICATE_URL: replicate.baseUrl } });
    const { bar, text, count, advanced } = promptBar(page);
    const steps = bar.getByRole('slider', { name: 'Steps' });
    const width = bar.getByRole('textbox', { name: 'Width in pixels' });
    const height = bar.getByRole('textbox', { name: 'Height in pixels' });
    const lora = bar.getByRole('textbox', { name: 'LoRA 1: name or address' });
    await expect(count).toBeVisible({ timeout: 60_000 });

    await test.step('what a model does not take is not offered', async () => {
      await advanced.click();
      await expect(bar.getByRole('slider', { name: 'Compression quality' })).toBeVisible();
      await expect(steps).toHaveCount(0);
      await expect(bar.getByRole('button', { name: 'Add a LoRA' })).toHaveCount(0);
    });

    await enterKey(page, 'Replicate', replicate.key);
    await chooseModel(page, /^SDXL/);
    await text.fill('a brass telescope');
    await count.press('1');

    await test.step('a size that the model does not draw is said beside it, and nothing is sent', async () => {
      await width.fill('700');
      await height.fill('99999');
      await expect(bar.getByRole('alert')).toContainText('512 to 1,536 pixels, in steps of 8');
      await text.press('Control+Enter');
      await height.fill('904');
      await width.fill('600');
      await expect(bar.getByRole('alert')).toHaveCount(0);
      expect(replicate.charges()).toBe(0);
    });

    await test.step('all of it reaches the vendor under its names', async () => {
      await steps.press('Home');
      await steps.press('ArrowRight');
      await bar.getByRole('slider', { name: 'Guidance' }).press('Home');
      await bar.getByRole('button', { name: 'Add a LoRA' }).click();
      await lora.fill('owner/brass');
      await bar.getByRole('spinbutton', { name: 'LoRA 1: scale' }).fill('0.6');
      await check(page, 'the settings of a model');
      await text.press('Control+Enter');
      await expect(results(page).getByRole('img', { name: 'a brass telescope' })).toHaveCount(1, {
        timeout: 60_000,
      });
      const sent = replicate.received.find(({ method }) => method === 'POST');
      expect(sent?.body).toMatchObject({
        input: {
          num_inference_steps: 2,
          guidance_scale: 1,
          width: 600,
          height: 904,
          lora_weights: ['owner/brass'],
          lora_scales: [0.6],
        },
      });
    });

    await test.step('the picture says what it was made with, and the recipe brings it back', async () => {
      await everythingSaved(page);
      await results(page).getByRole('img', { name: 'a brass telescope' }).click();
      await expect(field(page, 'Steps')).toHaveText('2');
      await bar.getByRole('button', { name: 'Remove LoRA 1' }).click();
      await bar.getByRole('button', { name: 'Back to the size of the ratio' }).click();
      await bar.getByRole('button', { name: /^Steps: back to/ }).click();
      await results(page).getByRole('img', { name: 'a brass telescope' }).click();
      await page.keyboard.press('r');
      await expect(lora).toHaveValue('owner/brass');
      await expect(steps).toHaveAttribute('aria-valuenow', '2');
      await expect(width).toHaveValue('600');
      await expect(height).toHaveValue('904');
    });
  } finally {
    await replicate.close();
  }
});
