import { Model } from '../../contract/models.ts';
import type { Database } from '../system/database.ts';

/** The mirror of `api_models`: what can be ordered, also while the backend is away. In their order. */
export function listModels(db: Database): Model[] {
  return db
    .all<{ row: string }>('select row from models order by position, id')
    .map(({ row }) => Model.parse(JSON.parse(row)));
}

export function findModel(db: Database, id: string): Model | undefined {
  const found = db.get<{ row: string }>('select row from models where id = ?', id);
  return found && Model.parse(JSON.parse(found.row));
}

/** True if anything changed. */
export function replaceModels(db: Database, models: readonly Model[]): boolean {
  return db.transaction(() => {
    const before = JSON.stringify(listModels(db));
    db.run('delete from models');
    for (const model of models) {
      db.run(
        'insert into models (id, position, row) values (?, ?, ?)',
        model.id,
        model.position,
        JSON.stringify(model),
      );
    }
    return JSON.stringify(listModels(db)) !== before;
  });
}
