/** Words of `collections`. */
export const collections = {};
