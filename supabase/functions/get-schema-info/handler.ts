import { SchemaInfoAnswer } from '../../../contract/functions/operations.ts';
import { asAdmin } from '../_shared/caller.ts';
import { rpc, serviceClient } from '../_shared/database.ts';
import { defineFunction } from '../_shared/define-function.ts';

/** Tables and columns, for an admin's screen. */
export default defineFunction({
  name: 'get-schema-info',
  method: 'GET',
  body: undefined,
  ...asAdmin,
  handle: async () => ({
    tables: await rpc(serviceClient(), 'schema_info', {}, SchemaInfoAnswer.shape.tables),
  }),
});
