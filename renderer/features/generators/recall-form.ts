import i18next from 'i18next';
import { countOf, type Order } from '../../../contract/orders.ts';
import { queryClient } from '../../data/client.ts';
import { query } from '../../data/query.ts';
import { usePrompt } from '../../state/prompt.ts';
import { useView } from '../../state/view.ts';
import { api } from '../../transport/api.ts';
import { notify } from '../../ui/toast.tsx';
import { tellError } from '../undo/tell-error.ts';
import { useGenerators } from './generators-state.ts';

/** Opens the form that an order was made with, filled in as it was; a prompt with the variants that were written. */
export async function recallForm(orderId: string | null | undefined): Promise<void> {
  const none = () => notify({ message: i18next.t('noForm', { ns: 'generators' }), id: 'recalled' });
  if (!orderId) return none();
  try {
    const order = await api.generate.order({ id: orderId });
    if (order.request.type === 'image' && order.request.madeWith?.words !== undefined) {
      usePrompt.getState().recallOrder(order.request);
      notify({ message: i18next.t('recalledWords', { ns: 'generators' }), id: 'recalled' });
      return;
    }
    const shelf = await queryClient.fetchQuery(query('generators.list'));
    const filled = filledForm(order);
    if (!filled) return none();
    const { id, draft } = filled;
    if (!shelf.generators.some((generator) => generator.id === id)) {
      notify({ message: i18next.t('gone', { ns: 'generators', id }), tone: 'warning' });
      return;
    }
    const state = useGenerators.getState();
    state.fill(id, draft);
    state.go('gallery');
    state.open(id);
    useView.getState().show('generators');
    notify({ message: i18next.t('recalled', { ns: 'generators' }), id: 'recalled' });
  } catch (error) {
    tellError(error);
  }
}

function filledForm({ request }: Order) {
  const { madeWith, model, aspectRatio, quality } = request;
  const made = madeWith?.generator;
  if (!made) return null;
  const template = madeWith.template === undefined ? {} : { template: madeWith.template };
  const wishes = { model, aspectRatio, quality, count: countOf(request) };
  return { id: made.id, draft: { values: made.values, wishes, ...template } };
}
