/** Words of `inspector`. */
export const inspector = {};
