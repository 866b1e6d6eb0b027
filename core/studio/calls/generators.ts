import { previewGenerator } from '../../../contract/generator-prompt.ts';
import { turnSeed } from '../../../contract/tokens/draw-each.ts';
import { needsKey } from '../../../contract/models.ts';
import { orderFromGenerator } from '../../generate/generators/order-from-generator.ts';
import { composePicture } from '../../media/compose/compose-picture.ts';
import { listModels } from '../../library/models.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function generatorCalls(os: Implementer['generators'], studio: CallContext) {
  const open = () => studio.account().context;
  const usable = () =>
    listModels(open().db).filter(
      (model) => model.enabled && !(needsKey(model.provider) && open().lacksKey(model.provider)),
    );
  return {
    list: os.list.handler(() => studio.generators.list()),
    preview: os.preview.handler(async ({ input }) => {
      const generator = await studio.generators.require(input.id);
      return { ...previewGenerator(generator, input.values, input), order: generator.order };
    }),
    order: os.order.handler(async ({ input }) => {
      const generator = await studio.generators.require(input.id);
      const { wishes, pictureSeed } = input;
      const previewAt = (turn: number) =>
        previewGenerator(generator, input.values, { ...input, seed: turnSeed(input.seed, turn) });
      return orderFromGenerator(generator, previewAt, { wishes, pictureSeed, models: usable() });
    }),
    compose: os.compose.handler(({ input }) => {
      const { context, store, sync } = studio.account();
      const fetchFile = (sha256: string) => sync.fetchFile(sha256);
      return composePicture({ context, store, fetchFile }, input.picture, input.overlay);
    }),
  };
}
