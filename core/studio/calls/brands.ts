import { listBrands, removeBrand, saveBrand } from '../../generate/brands.ts';
import type { CallContext, Implementer } from '../call-context.ts';

export function brandCalls(os: Implementer['brands'], studio: CallContext) {
  const open = () => studio.account().context;
  return {
    list: os.list.handler(() => listBrands(open().db, studio.log)),
    save: os.save.handler(({ input }) => saveBrand(open(), input)),
    remove: os.remove.handler(({ input }) => removeBrand(open(), input.id)),
    fonts: os.fonts.handler(() => studio.account().fonts.list()),
    absentFonts: os.absentFonts.handler(() => studio.account().fonts.absent()),
  };
}
